"""Which of the drawn rows are good enough: a stage a file."""
