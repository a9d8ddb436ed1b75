"""Which rows may be a seed's partners: a stage a file."""
