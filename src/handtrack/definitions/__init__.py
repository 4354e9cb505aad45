"""What an exercise file says, checked when it is read."""
