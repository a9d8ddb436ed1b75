"""Rows as classifiers see them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.rows import Rows

__all__ = ["Features"]


class Features:
    """The columns of a table as numbers, for rows of the table and for new ones alike.

    Numbers are in standard units, missing ones at the middle; each category is a column.

    Parameters
    ----------
    table : Rows
        The rows whose middles, spreads and categories count.
    """

    def __init__(self, table: Rows):
        numeric = _dense(table.numeric)
        # In units of the largest number first, because a square may be larger than any.
        self._largest = np.nanmax(np.abs(numeric), axis=0, initial=0.0)
        self._largest[self._largest == 0] = 1.0
        unit = numeric / self._largest
        known = ~np.isnan(unit)
        n_known = np.maximum(known.sum(axis=0), 1)
        self._middle = np.where(known, unit, 0.0).sum(axis=0) / n_known
        square = np.where(known, unit - self._middle, 0.0) ** 2
        spread = np.sqrt(square.sum(axis=0) / n_known)
        self._spread = np.where(spread > 1e-12, spread, 1.0)
        self._n_categories = [int(codes.max(initial=-1)) + 1 for codes in table.codes.T]

    def of(self, rows: Rows) -> NDArray[np.float64]:
        """Return rows of these columns as points; shape (n_rows, n_dims)."""
        points = (_dense(rows.numeric) / self._largest - self._middle) / self._spread
        blocks = [np.nan_to_num(points)]
        for codes, n in zip(rows.codes.T, self._n_categories, strict=True):
            blocks.append((codes[:, np.newaxis] == np.arange(n)).astype(np.float64))
        return np.column_stack(blocks)


def _dense(numeric: Any) -> NDArray[np.float64]:
    return np.asarray(numeric.toarray() if sparse.issparse(numeric) else numeric, np.float64)
