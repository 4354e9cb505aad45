"""INHAND: something turns in the hand."""
