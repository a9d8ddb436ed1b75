"""What is given out: the new rows of each class, beside the original ones they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.plausibility.splitting import CodedTable, Made, resampled, row_keys
from counterpoise.tables import Table
from counterpoise.targets import Target

__all__ = ["Release", "release_of_table", "released_by"]


@dataclass(frozen=True)
class Release:
    """The original table, and the new rows that are given out.

    Parameters
    ----------
    coded : CodedTable
        The original table.
    made : Made
        The new rows.
    maker : str
        What made them.
    sampler : object, optional
        The sampler, where it can be run again on half of the rows.
    held_out : tuple of Rows and ndarray of class codes, optional
        Real rows that it never saw.
    """

    coded: CodedTable
    made: Made
    maker: str
    sampler: Any = None
    held_out: tuple[Rows, NDArray[np.int64]] | None = None


def released_by(sampler: Any, coded: CodedTable) -> Release:
    """Return what a sampler makes of the whole table."""
    made = resampled(sampler, coded, np.arange(len(coded.rows)))
    if not len(made.rows):
        raise InvalidInputError(
            f"{type(sampler).__name__} made no new rows, so there is nothing to look at",
            remedy="pass an over-sampler, with a sampling_strategy that asks for more rows",
            parameter="made",
        )
    return Release(coded, made, " ".join(repr(sampler).split()), sampler)


def release_of_table(
    coded: CodedTable, table: Table, target: Target, parameter: str = "made"
) -> Release:
    """Return the new rows of a table that was made somewhere, and that may hold the original ones.

    Each original row that is found in it counts once as itself; whatever else is there is new.

    Parameters
    ----------
    coded : CodedTable
        The original table.
    table : Table
        The table that was made, with the same columns.
    target : Target
        Its classes.
    parameter : str
        How an error calls it.
    """
    rows, klass = coded.read(table, target)
    unknown = np.flatnonzero(klass < 0)
    if len(unknown):
        label = target.labels[int(target.codes[unknown[0]])]
        raise InvalidInputError(
            f"the table that was made has class {label!r}, which the original has not",
            remedy="pass the table that it was made from",
            parameter=parameter,
        )
    new = ~_originals(coded, rows, klass)
    if not new.any():
        raise InvalidInputError(
            "the table that was made holds no row beyond the original ones",
            joint=", so ",
            needed="there is nothing to look at",
            remedy="pass the output of an over-sampler",
            parameter=parameter,
        )
    which = np.flatnonzero(new)
    return Release(coded, Made(rows.take(which), klass[which], None), "the rows that were made")


def _originals(coded: CodedTable, rows: Rows, klass: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows of a table are rows of the original, each of which counts once."""
    left: dict[bytes, int] = {}
    for key in row_keys(coded.rows, coded.target.codes):
        left[key.tobytes()] = left.get(key.tobytes(), 0) + 1
    found = np.zeros(len(rows), bool)
    for i, key in enumerate(row_keys(rows, klass)):
        text = key.tobytes()
        if left.get(text, 0):
            left[text] -= 1
            found[i] = True
    return found
