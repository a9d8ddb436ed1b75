"""What the tests that draw their own inputs draw, and what they hold the results against."""
