"""Speed: of a video, of a live session, of reports."""
