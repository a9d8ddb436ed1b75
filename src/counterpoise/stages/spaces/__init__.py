"""Where neighbours are looked for, if not among the table's own columns: a stage a file."""
