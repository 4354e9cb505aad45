"""What each screen of a session shows, as values; the pages of `browser` draw it."""
