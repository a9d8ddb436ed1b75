"""Methods that remove rows."""
