"""Does resampling help on this data? Leak-free, against strong baselines."""

from counterpoise.comparison.metrics import METRICS
from counterpoise.comparison.result import Comparison
from counterpoise.comparison.running import compare

__all__ = ["METRICS", "Comparison", "compare"]
