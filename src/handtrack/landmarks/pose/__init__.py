"""The pose of a hand, as networks learned it."""
