"""Parameters checked, and what an error says of one that cannot be used."""
