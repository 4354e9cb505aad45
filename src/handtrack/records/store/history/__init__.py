"""Queries of what is recorded: all of one patient, and the latest of every patient."""
