"""HOLD: a posture is kept for a time."""
