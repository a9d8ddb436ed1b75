"""Which rows of a class grow, and how many new rows each: a stage a file."""
