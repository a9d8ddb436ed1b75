"""What a sampler's ``space`` stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.stages.spaces.chosen_columns import ChosenColumns
from counterpoise.stages.spaces.space import Space
from counterpoise.stages.spaces.transformed import Transformed
from counterpoise.stages.spaces.unit_length import UnitLength
from counterpoise.tables import Table

__all__ = ["space_of"]


def space_of(given: Any, table: Table, categorical: NDArray[np.int64]) -> Space:
    """Return the stage that looks for neighbours there.

    Parameters
    ----------
    given : "cosine", array-like or transformer
        A name, columns by position, name or mask, or an object with fit_transform.
    table : Table
        The table whose columns they are.
    categorical : ndarray of int64
        Positions of its categories.
    """
    if isinstance(given, str):
        return UnitLength()
    if hasattr(given, "fit_transform"):
        return Transformed(given)
    chosen = table.positions_of(given, "space")
    numeric = np.setdiff1d(np.arange(table.n_features), categorical)
    return ChosenColumns(
        np.flatnonzero(np.isin(numeric, chosen)).tolist(),
        np.flatnonzero(np.isin(categorical, chosen)).tolist(),
    )
