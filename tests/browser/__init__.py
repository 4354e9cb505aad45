"""Pages of the app in a real browser."""
