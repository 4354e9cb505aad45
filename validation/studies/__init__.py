"""One question each, answered in a page of `docs/`."""
