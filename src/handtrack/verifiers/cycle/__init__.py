"""CYCLE: out and back on one signal."""
