"""Range of motion in guided poses, and the finger-tapping test."""
