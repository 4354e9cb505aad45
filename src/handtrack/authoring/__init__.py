"""Tools of those who write exercise files: begin one, learn one from a demonstration."""
