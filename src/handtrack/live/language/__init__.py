"""What a session says, in the language asked for."""
