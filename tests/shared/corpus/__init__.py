"""Awkward files as they are met in the world, each with what is to become of it."""
