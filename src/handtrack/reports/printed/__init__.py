"""A report for people: as a page and as PDF, with its graphs."""
