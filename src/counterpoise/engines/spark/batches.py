"""Arrow batches as executors get them: gathered into larger tables, or read as runs of numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

__all__ = ["gathered", "runs_of"]


def gathered(batches: Iterator[pa.RecordBatch], n_rows: int = 65_536) -> Iterator[pa.Table]:
    """Yield tables of at least `n_rows` rows, but for the last."""
    held: list[pa.RecordBatch] = []
    n_held = 0
    for batch in batches:
        held.append(batch)
        n_held += batch.num_rows
        if n_held >= n_rows:
            yield pa.Table.from_batches(held)
            held, n_held = [], 0
    if n_held:
        yield pa.Table.from_batches(held)


def runs_of(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, int]]:
    """Yield the runs of consecutive numbers in the first column: first, and last plus one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.engines.spark.batches import runs_of
    >>> list(runs_of([pa.record_batch({"id": [3, 4, 5, 9, 10]})]))
    [(3, 6), (9, 11)]
    """
    for batch in batches:
        numbers = batch.column(0).to_numpy()
        for run in np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1):
            if len(run):
                yield int(run[0]), int(run[-1]) + 1
