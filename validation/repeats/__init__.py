"""Repeated assessments of the same hand: how large a change has to be to be none of the camera."""
