"""What stands before the camera, in which light, and how a picture is drawn of it."""
