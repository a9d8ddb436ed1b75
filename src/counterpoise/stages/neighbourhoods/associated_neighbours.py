"""Partners are near rows, where a category counts by how it goes along with the class."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.rows import Rows
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["AssociatedNeighbours"]


class AssociatedNeighbours(Neighbourhood):
    """The k nearest rows of the class, with categories as numbers (SMOTE-ENC).

    A category becomes ``(o - e) / e * m``: o is how many rows of the class have it, e how many
    would if it were as frequent there as in the table, and m the median of the numeric columns'
    standard deviations within the class, or 1 where there are none (Mukherjee and Khushi 2021).

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64] | Ragged:
        assert isinstance(problem, TableProblem)
        own = problem.geometry
        encoded = associations(problem, group.klass) * own.category_unit(group.klass)
        if problem.rows.is_sparse:
            points = sparse.hstack([own.points, sparse.csr_matrix(encoded)], format="csr")
        else:
            points = np.column_stack([own.points, encoded])
        seen = Geometry(
            Rows(points, np.empty((problem.n_rows, 0), np.int32)), own.target, n_jobs=own.n_jobs
        )
        near = problem.seen(seen).nearest(
            group.seeds,
            self.k_neighbors,
            among="class" if group.pool is None else group.pool,
            klass=group.klass,
            parameter="k_neighbors",
        )
        return near.rows


def associations(problem: TableProblem, klass: int) -> NDArray[np.float64]:
    """Return by which share a class has more of each row's categories than the table has.

    Shape (n_rows, n_categorical); NaN where a category is missing.
    """
    codes = problem.rows.codes
    is_own = problem.target == klass
    shares = np.full(codes.shape, np.nan)
    for j, column in enumerate(codes.T):
        present = column >= 0
        total = np.bincount(column[present])
        own = np.bincount(column[present & is_own], minlength=len(total))
        expected = np.maximum(total, 1) * is_own.mean()
        shares[present, j] = ((own - expected) / expected)[column[present]]
    return shares
