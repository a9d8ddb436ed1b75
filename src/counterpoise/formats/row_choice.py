"""Some rows of a table or batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["pick"]


def pick(rows: Any, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Any:
    """Return the chosen rows of a pyarrow table or record batch, as such.

    Parameters
    ----------
    rows : pyarrow.Table or RecordBatch
        What to pick from.
    chosen : ndarray of bool or int64
        A mask, or row numbers in the order in which they are to come.
    """
    return rows.filter(pa.array(chosen)) if chosen.dtype == bool else rows.take(pa.array(chosen))
