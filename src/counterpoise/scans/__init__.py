"""What one pass over a table finds out about its columns and classes."""
