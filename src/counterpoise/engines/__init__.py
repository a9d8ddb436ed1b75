"""What does the work: in memory, as a stream over files, on Spark."""
