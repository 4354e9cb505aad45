"""What the hand does: exercises and tasks, one course of movement each."""
