"""What the package and its documents show: demonstrations, the annotated clip."""
