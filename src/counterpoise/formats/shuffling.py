"""Rows in random order, more of them than memory holds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from counterpoise.formats.hidden import scratch_folder
from counterpoise.formats.row_choice import pick

__all__ = ["shuffled"]

_BUCKET_ROWS = 1 << 17


def shuffled(
    tables: Iterator[pa.Table], n_rows: int, seed: int, bucket_rows: int = _BUCKET_ROWS
) -> Iterator[pa.Table]:
    """Yield the rows of tables in random order.

    Every row goes to a random bucket on disk, and every bucket is put into random order in memory
    (Rao 1961, Sandelius 1962). Any order is equally likely, one bucket is in memory at a time, and
    the order depends on the seed and the number of rows, not on the tables they come in.

    Parameters
    ----------
    tables : iterator of pyarrow.Table
        The rows, all of the same columns.
    n_rows : int
        How many there are.
    seed : int
        The seed.
    bucket_rows : int
        About how many rows a bucket holds.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.formats.shuffling import shuffled
    >>> tables = (pa.table({"x": [i, i + 1]}) for i in (0, 2, 4))
    >>> order = pa.concat_tables(shuffled(tables, 6, seed=0, bucket_rows=3))["x"].to_pylist()
    >>> sorted(order)
    [0, 1, 2, 3, 4, 5]
    """
    n_buckets = max(1, -(-n_rows // bucket_rows))
    rng = np.random.Generator(np.random.Philox(key=[seed, 0]))
    with scratch_folder() as folder:
        buckets = [_Bucket(os.path.join(folder, str(b))) for b in range(n_buckets)]
        try:
            for table in tables:
                # One draw for each row: the same however the rows are cut into tables.
                drawn = (rng.random(table.num_rows) * n_buckets).astype(np.int64)
                order = np.argsort(drawn, kind="stable")
                ends = np.searchsorted(drawn[order], np.arange(n_buckets + 1))
                sorted_rows = pick(table, order)
                for bucket, start, end in zip(buckets, ends[:-1], ends[1:], strict=True):
                    if end > start:
                        bucket.add(sorted_rows.slice(start, end - start))
            for number, bucket in enumerate(buckets):
                rows = bucket.read()
                if rows is not None:
                    own = np.random.Generator(np.random.Philox(key=[seed, number + 1]))
                    yield pick(rows, own.permutation(rows.num_rows))
        finally:
            for bucket in buckets:
                bucket.close()


class _Bucket:
    """Rows on disk, in the order in which they came."""

    def __init__(self, path: str):
        self._path = path
        self._stack = contextlib.ExitStack()
        self._writer: Any = None

    def add(self, rows: pa.Table) -> None:
        if self._writer is None:
            file = self._stack.enter_context(pa.OSFile(os.fsencode(self._path), "wb"))
            self._writer = self._stack.enter_context(pa.ipc.new_stream(file, rows.schema))
        self._writer.write_table(rows)

    def read(self) -> pa.Table | None:
        """Return all rows, and remove them from the disk."""
        self.close()
        if self._writer is None:
            return None
        with pa.OSFile(os.fsencode(self._path)) as file:
            rows = pa.ipc.open_stream(file).read_all()
        os.unlink(self._path)
        return rows

    def close(self) -> None:
        self._stack.close()
