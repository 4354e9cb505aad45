"""Sections of a report: what each says, from the records."""
