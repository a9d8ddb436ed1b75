"""How a column of text spells its values."""
