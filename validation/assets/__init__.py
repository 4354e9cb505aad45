"""What the package and its documents show: demonstrations, screens of a live session."""
