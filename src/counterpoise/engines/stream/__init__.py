"""Balance a table in a file, of any size."""
