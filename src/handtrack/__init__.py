"""Verify hand-therapy exercises with an ordinary webcam."""

__version__ = "0.1.0"
