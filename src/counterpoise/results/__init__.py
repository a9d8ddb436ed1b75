"""What all results can do: a short text, a card in a notebook, a table, a plot, a page."""
