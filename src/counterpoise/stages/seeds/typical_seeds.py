"""Rows grow the more, the more typical of their class they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.seeds.seeds import Seeds, apportioned, collected

__all__ = ["TypicalSeeds"]


class TypicalSeeds(Seeds):
    """Every row of the class, in proportion to its similarity to the middle of the class.

    The middle has the median of each column of numbers and the most frequent of each category. A
    row is like it by 1 in a category that it has, and by 1 less the distance over the column's
    range in a number; the similarity is the mean over the columns in which the row has a value.
    """

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        likeness = likeness_to_middle(problem.rows.take(members))
        if not likeness.any():
            likeness = np.ones(len(members))
        yield SeedGroup(klass, members, n_new, counts=apportioned(n_new, likeness))


def likeness_to_middle(rows: Rows) -> NDArray[np.float64]:
    """Return how like their middle rows are, from 0 to 1; shape (n_rows,)."""
    numeric: Any = rows.numeric
    numeric = numeric.toarray() if rows.is_sparse else numeric
    alike = np.full((len(rows), rows.n_numeric + rows.n_categorical), np.nan)
    for j, column in enumerate(np.asarray(numeric, np.float64).T):
        present = ~np.isnan(column)
        if present.any():
            values = column[present]
            span = np.ptp(values / 2)  # of halves, whose difference is always a number
            away = np.abs(values / 2 - np.median(values / 2))
            alike[present, j] = 1 - (away / span if span else 0.0)
    for j, codes in enumerate(rows.codes.T, start=rows.n_numeric):
        present = codes >= 0
        if present.any():
            alike[present, j] = codes[present] == np.bincount(codes[present]).argmax()
    n_present = (~np.isnan(alike)).sum(axis=1)
    likeness: NDArray[np.float64] = np.nansum(alike, axis=1) / np.maximum(n_present, 1)
    return likeness
