"""What is to be done, decided before it is."""
