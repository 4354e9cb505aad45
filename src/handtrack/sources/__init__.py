"""Frames in: a video file now, a webcam live. The only part, with `live`, that reads a clock."""
