"""Methods that remove rows down to a count."""
