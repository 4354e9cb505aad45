"""The commands, one a file; a group of commands is one file as well."""
