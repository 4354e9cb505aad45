"""Frames in: a video file, whole or picture by picture in place of a camera."""
