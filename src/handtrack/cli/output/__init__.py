"""What the command line prints: texts, tables, progress."""
