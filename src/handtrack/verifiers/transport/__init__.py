"""TRANSPORT: things are grasped, carried and let go."""
