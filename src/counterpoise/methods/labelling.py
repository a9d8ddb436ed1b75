"""Whose label a new row has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.stages.recipe import Recipe
from counterpoise.targets import Target

__all__ = ["exemplars_of"]


def exemplars_of(recipe: Recipe, target: Target, lineage: Lineage) -> NDArray[np.int64]:
    """Return for each new row a row of the input that has its class; shape (n_new,).

    That is its base, unless a recipe gave it another class than that.
    """
    if not recipe.stages()[0].relabels:
        return lineage.base
    other = np.flatnonzero(target.codes[lineage.base] != lineage.klass)
    if not len(other):
        return lineage.base
    rows = lineage.base.copy()
    classes, first = np.unique(target.codes, return_index=True)
    rows[other] = first[np.searchsorted(classes, lineage.klass[other])]
    return rows
