"""ACTIVITY: minutes in which the hand is at work."""
