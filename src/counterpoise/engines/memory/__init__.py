"""Balance a table in memory."""
