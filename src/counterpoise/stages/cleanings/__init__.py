"""Which rows leave, before training or after the new rows have come: a stage a file."""
