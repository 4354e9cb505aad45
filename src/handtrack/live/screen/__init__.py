"""What a session shows in its window."""
