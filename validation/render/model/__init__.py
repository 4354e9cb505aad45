"""The hand itself: its mesh, bones, shape, poses and skin."""
