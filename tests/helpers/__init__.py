"""What tests are made of: hands, recordings, videos and records made up on the spot."""
