"""Growing classes too large for one machine: ranked, searched and joined without collecting them.

The driver holds a sample of the rows, the centres of cells and counts, and nothing else of them.
"""

from counterpoise.engines.spark.distributed.growing import DISTRIBUTED, grow_distributed
from counterpoise.engines.spark.distributed.search import Recall

__all__ = ["DISTRIBUTED", "Recall", "grow_distributed"]
