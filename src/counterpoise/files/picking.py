"""Some rows of a table or batch, of columns of any type."""

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
    views = [j for j, field in enumerate(rows.schema) if _WIDE.get(field.type) is not None]
    schema = rows.schema
    for j in views:  # Arrow cannot take from views
        rows = rows.set_column(j, schema.names[j], rows.column(j).cast(_WIDE[schema.field(j).type]))
    rows = rows.filter(pa.array(chosen)) if chosen.dtype == bool else rows.take(pa.array(chosen))
    if not views:
        return rows
    columns = [
        column.cast(field.type) if j in views else column
        for j, (field, column) in enumerate(zip(schema, rows.columns, strict=True))
    ]
    return type(rows).from_arrays(columns, schema=schema)


_WIDE = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}
