"""Balance a PySpark DataFrame."""
