"""Exercises performed by the synthetic hand, one module for each way of counting."""
