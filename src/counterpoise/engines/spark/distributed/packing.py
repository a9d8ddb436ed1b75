"""Numbers of a row as bytes, so that what Spark shuffles, sorts and sends to Python is one value.

Spark writes, reads and converts rows value by value: thirty numbers take it thirty times as long as
one, and eight bytes each whatever their type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import types as T

from counterpoise.engines.spark.planned_table import PlannedTable

__all__ = ["PACKED", "Packing", "fixed_bytes", "from_fixed_bytes"]

PACKED = "packed"
"""The column that holds the bytes."""

_DTYPES: dict[type[T.DataType], str] = {
    T.ByteType: "i1",
    T.ShortType: "i2",
    T.IntegerType: "i4",
    T.LongType: "i8",
    T.FloatType: "f4",
    T.DoubleType: "f8",
}


@dataclass(frozen=True)
class Packing:
    """How some columns of numbers become one column of bytes, and back, bit for bit.

    Parameters
    ----------
    names : list of str
        The columns.
    dtypes : list of str
        Their types, as numpy calls them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.engines.spark.distributed.packing import Packing
    >>> table = pa.table({"c0": pa.array([1.5, None], pa.float32()), "id0": [7, 8]})
    >>> packing = Packing(["c0"], ["f4"])
    >>> packed = packing.pack(table)
    >>> packed.column_names
    ['id0', 'packed']
    >>> packing.unpack(packed)["c0"].to_pylist()
    [1.5, None]
    """

    names: list[str]
    dtypes: list[str]

    @classmethod
    def of(cls, planned: PlannedTable) -> Packing:
        """Return how the features of a table are packed that are numbers of a fixed width."""
        numeric = planned.reading.numbers_only.names
        types = {f.name: type(f.dataType) for f in planned.made_fields if f.name in numeric}
        chosen = {name: _DTYPES[kind] for name, kind in types.items() if kind in _DTYPES}
        return cls(list(chosen), list(chosen.values()))

    def others(self, names: list[str]) -> list[str]:
        """Return what stands for some columns: those that are not packed, and the bytes."""
        kept = [name for name in names if name not in self.names]
        return [*kept, PACKED] if len(kept) < len(names) else kept

    def fields(self, fields: list[T.StructField]) -> list[T.StructField]:
        """Return the columns of a packed table."""
        kept = [field for field in fields if field.name not in self.names]
        return [*kept, T.StructField(PACKED, T.BinaryType())] if self.names else kept

    def pack(self, table: pa.Table) -> pa.Table:
        """Return a table with bytes in the place of the columns."""
        if not self.names:
            return table
        rows = np.zeros(len(table), self._layout)
        for j, name in enumerate(self.names):
            column = table[name]
            if column.null_count:
                rows["absent"][:, j // 8] |= np.where(column.is_null(), 1 << j % 8, 0).astype("u1")
                column = column.fill_null(0)
            rows[f"v{j}"] = column.to_numpy()
        return table.drop_columns(self.names).append_column(PACKED, fixed_bytes(rows))

    def unpack(self, table: pa.Table, prefix: str = "") -> pa.Table:
        """Return a table with the columns in the place of the bytes.

        Parameters
        ----------
        table : pyarrow Table
            What `pack` returned, in any order.
        prefix : str
            What stands before the name of the bytes, and shall stand before those of the columns.
        """
        if prefix + PACKED not in table.column_names:
            return table
        rows = from_fixed_bytes(table[prefix + PACKED], self._layout)
        absent = np.atleast_1d(rows["absent"].any(axis=0))
        table = table.drop_columns([prefix + PACKED])
        for j, name in enumerate(self.names):
            mask = None
            if absent[j // 8]:
                mask = (rows["absent"][:, j // 8] & (1 << j % 8)).astype(bool)
            values = pa.array(np.ascontiguousarray(rows[f"v{j}"]), mask=mask)
            table = table.append_column(prefix + name, values)
        return table

    @cached_property
    def _layout(self) -> np.dtype[Any]:
        bits = ("absent", "u1", (-(-len(self.names) // 8),))
        return np.dtype([bits, *((f"v{j}", kind) for j, kind in enumerate(self.dtypes))])


def fixed_bytes(rows: NDArray[Any]) -> pa.Array:
    """Return the bytes of each row of an array as a binary value.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, ...)
        Anything of less than 2 GB.
    """
    n, width = len(rows), rows.nbytes // max(1, len(rows))
    offsets = pa.py_buffer(np.arange(n + 1, dtype=np.int32) * np.int32(width))
    data = pa.py_buffer(np.ascontiguousarray(rows).view(np.uint8).reshape(-1))
    return pa.Array.from_buffers(pa.binary(), n, [None, offsets, data])


def from_fixed_bytes(column: pa.ChunkedArray, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return what `fixed_bytes` was given, as records of a type; shape (n_rows,)."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    parts = [np.empty(0, dtype)]
    for chunk in chunks:
        if len(chunk):
            _, offsets, data = chunk.buffers()
            ends = np.frombuffer(offsets, np.int64 if chunk.type == pa.large_binary() else np.int32)
            start = int(ends[chunk.offset])
            parts.append(np.frombuffer(data, dtype, len(chunk), start))
    return np.concatenate(parts) if len(parts) != 2 else parts[1]
