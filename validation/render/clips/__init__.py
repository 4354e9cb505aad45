"""Clips: what is in one, which sets there are, and how they are filmed with their truth."""
