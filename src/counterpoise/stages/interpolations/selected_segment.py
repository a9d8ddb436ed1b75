"""A new row differs from its seed in the columns that tell its class from the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import SHARE
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import finite

__all__ = ["SelectedSegment"]

# Columns that are looked at together.
_COLUMNS = 64


@dataclass(frozen=True)
class InColumns(Displacement):
    """A uniform share of the way from the seed to its partner, in some columns.

    Parameters
    ----------
    columns : ndarray of shape (n_numeric,), bool
        Which.
    """

    looks_at_parents = True
    columns: NDArray[np.bool_]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        gaps = site.words.uniform("gap", site.numbers, 1)
        # Each term by itself: the difference of two numbers may be larger than any.
        moved = gaps * site.parents[:, 1]
        moved -= gaps * site.parents[:, 0]
        moved[:, ~self.columns] = 0.0
        return finite(moved)


class SelectedSegment(Interpolation):
    """A point of the segment in the significant columns, the seed in the others (Selected-SMOTE).

    A column is the more significant, the fewer rows of the table lie where the range of the class
    and that of the other classes overlap. Categories are voted by the seed's partners.

    Parameters
    ----------
    significant : float from 0 to 1, default=0.5
        Share of the numeric columns that are significant, one at least.
    """

    voters = "partners"
    _parameter_constraints: ClassVar[dict[str, Any]] = {"significant": [SHARE]}

    def __init__(self, significant: float = 0.5):
        self.significant = significant

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert isinstance(problem, TableProblem)
        n_columns = problem.rows.n_numeric
        n_overlapping = np.concatenate(
            [np.empty(0, np.int64)]
            + [
                _overlapping(problem.rows.numeric[:, start : start + _COLUMNS], problem, group)
                for start in range(0, n_columns, _COLUMNS)
            ]
        )
        n_chosen = max(1, round(self.significant * n_columns))
        columns = np.zeros(n_columns, bool)
        columns[np.argsort(n_overlapping, kind="stable")[:n_chosen]] = True
        problem.findings.of(("SelectedSegment", "columns"))[problem.labels[group.klass]] = columns
        return replace(group, constants={**group.constants, "columns": columns})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        move = InColumns(group.constants["columns"])
        gaps = np.zeros((group.n_new, 1))
        return draws.lineage(group.parents_of(picked), gaps, picked.place, move)


def _overlapping(numeric: Any, problem: TableProblem, group: SeedGroup) -> NDArray[np.int64]:
    """Return how many rows lie where a class's range overlaps that of the others; (n_columns,)."""
    values = numeric.toarray() if sparse.issparse(numeric) else numeric
    own = problem.target == group.klass
    low, high = np.fmin.reduce(values[own]), np.fmax.reduce(values[own])
    others = values[~own]
    low = np.maximum(low, np.fmin.reduce(others)) if len(others) else low
    high = np.minimum(high, np.fmax.reduce(others)) if len(others) else high
    within = values >= low
    within &= values <= high
    counts: NDArray[np.int64] = np.count_nonzero(within, axis=0)
    return counts
