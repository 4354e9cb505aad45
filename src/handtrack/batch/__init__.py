"""Many files: the clips that are meant, a result for each, and what is kept of it."""
