"""The session's end of the connection: what it takes from the page, and what it shows there."""
