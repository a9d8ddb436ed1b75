"""Where, between or around its parents, a new row lies: a stage a file."""
