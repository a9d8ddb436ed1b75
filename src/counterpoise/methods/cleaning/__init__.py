"""Methods that remove the rows that do not fit, however many."""
