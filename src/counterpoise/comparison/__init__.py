"""Does resampling help on this data? Leak-free, against strong baselines."""

from counterpoise.comparison.comparing import compare
from counterpoise.comparison.metrics import METRICS
from counterpoise.comparison.result import Comparison

__all__ = ["METRICS", "Comparison", "compare"]
