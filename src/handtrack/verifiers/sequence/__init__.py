"""SEQUENCE: the thumb touches fingers in order."""
