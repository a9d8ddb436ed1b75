"""CSV, TSV and JSON lines, byte for byte."""
