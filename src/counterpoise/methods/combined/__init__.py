"""Methods that add rows and then remove some."""
