"""Beyond one machine: balance PySpark DataFrames.

The original rows stay where they are. What decides about new rows, the smaller classes, is
collected once, or left where it is if it is too large. New rows are drawn and computed by the
executors, each from random numbers of its own, so that they are the same however the work is split.
"""

from counterpoise.engines.spark.balancing import SparkSummary, balance
from counterpoise.engines.spark.recall import Recall

__all__ = ["Recall", "SparkSummary", "balance"]
