"""Methods that add rows."""
