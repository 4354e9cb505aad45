"""The web server's end: who is let in, pages, posts and sockets."""
