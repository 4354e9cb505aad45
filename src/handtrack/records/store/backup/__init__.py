"""Archives of patients, and the maintenance of the whole store."""
