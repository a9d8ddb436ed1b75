"""Exact nearest neighbours of numeric, mixed, categorical and incomplete rows."""

from counterpoise.neighbors.index import NeighborIndex
from counterpoise.neighbors.metrics import MixedMetric, ValueDifferenceMetric
from counterpoise.neighbors.streaming import nearest_in_batches

__all__ = ["MixedMetric", "NeighborIndex", "ValueDifferenceMetric", "nearest_in_batches"]
