"""Rows that are equal but for one column: the same person or thing, seen again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import Study, shown
from counterpoise.diagnosis.ties import column_hashes, more_than_chance, sizes_of

__all__ = ["find_repeats"]

MOST_ROWS = 100_000

MANY = 0.02
"""Share of rows that are equal but for one column from which they are suspected."""

FEWEST = 20
FEWEST_COLUMNS = 4
"""With fewer columns being equal in all but one says little."""

FEWEST_VALUES = 5
"""Different values of a column in which visits may differ."""


def find_repeats(study: Study) -> Iterator[Finding]:
    """Say whether many rows are equal but for one column, such as a time, and for their class.

    For each column the rows are counted that are like another in all columns but it, without those
    that are like another in all. As many as chance would make, told by the rows that are like
    another in all but it and one more, are no sign.
    """
    rows = study.rows
    n_columns = rows.n_numeric + rows.n_categorical
    present = np.flatnonzero(~study.blank)[:MOST_ROWS]
    if n_columns < FEWEST_COLUMNS or len(present) < FEWEST:
        return
    hashes = column_hashes(rows.take(present))
    whole = hashes.sum(axis=0)
    full = sizes_of(whole, whole)
    repeated = [int(np.sum(_alike(whole - own) > full)) for own in hashes]
    varied = [len(np.unique(own)) >= FEWEST_VALUES for own in hashes]
    best = int(np.argmax(np.where(varied, repeated, -1)))
    n = repeated[best]
    if not varied[best] or n < max(FEWEST, MANY * len(present)):
        return
    chance = _by_chance(np.delete(hashes, best, axis=0))
    if not more_than_chance(n, chance):
        return
    name = [*study.numeric_names, *study.category_names][best]
    yield Finding(
        "repeated-rows",
        "warning",
        {"rows": n, "share": n / len(present), "by_chance": chance},
        f"{n:,} rows ({n / len(present):.1%}) are the same as another row in every column except "
        f"{shown(name)}.",
        "If these are the same persons or things, keep all rows of one on the same side of every "
        "split: give compare the column that names them (groups). Otherwise scores are too good.",
        columns=(name,),
    )


def _alike(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how many rows have the key of each row."""
    return sizes_of(keys, keys)


def _by_chance(hashes: NDArray[np.uint64]) -> float:
    """Return how many rows would be like another in all of some columns by chance."""
    whole = hashes.sum(axis=0)
    full = _alike(whole)
    most = 0.0
    for own in hashes:
        differ = _alike(whole - own) - full
        if not differ.any():
            continue
        frequency = np.minimum(_alike(own) / len(own), 1 - 1e-9)
        most = max(most, float(-np.expm1(-differ * frequency / (1 - frequency)).sum()))
    return most
