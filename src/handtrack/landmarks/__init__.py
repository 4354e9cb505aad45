"""What is seen: the hand, its landmarks through time, and what can be said of them alone."""
