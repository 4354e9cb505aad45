"""A report and its records for other programs."""
