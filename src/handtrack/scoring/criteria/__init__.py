"""The criteria of an exercise, put to its repetitions."""
