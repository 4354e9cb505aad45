"""Commands that read and write the records of patients."""
