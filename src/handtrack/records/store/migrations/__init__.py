"""From any earlier version of the tables to the present one, step by step."""

HEAD = "v0004"
"""The newest step; a test compares it with the files in `versions`."""
