"""Movements and poses that the pages' drawn hand shows."""
