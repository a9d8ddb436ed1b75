"""Rows, lineages and random numbers: arrays only."""
