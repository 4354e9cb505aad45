"""The app: live sessions in the browser of this machine, served by this machine alone."""
