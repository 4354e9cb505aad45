"""What a session lets be heard: tones and speech."""
