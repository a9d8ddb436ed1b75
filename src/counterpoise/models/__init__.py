"""Classifiers over resampled tables, and probabilities put right again."""
