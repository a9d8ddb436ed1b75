"""A new row is good enough if it is in no neighbourhood of the other classes' inside."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.space.geometry import in_units
from counterpoise.space.problem import TableProblem
from counterpoise.stages.acceptances.acceptance import Acceptance
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.own_radius import own_radius

__all__ = ["OutsideOthers"]


class OutsideOthers(Acceptance):
    """Rows in no neighbourhood of a row that has other classes only around it (NRSBoundary-SMOTE).

    Rows of other classes without a row of the class within their own radius are the inside of these
    classes (the lower approximation of rough sets). A new row that is within the radius of one of
    them is drawn again.

    Parameters
    ----------
    w : float, default=0.005
        The share of the range of distances that widens the radius, as for `BoundarySeeds`.
    attempts : int, default=100
        How often a row is drawn at most; one that was never good enough is left out.
    """

    why_other_counts = (
        "some of its new rows are inside other classes, wherever they were drawn; lower w, or use "
        "SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "w": [Number(Real, 0, None, closed="left")],
        "attempts": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, w: float = 0.005, attempts: int = 100):
        self.w = w
        self.attempts = attempts

    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        assert isinstance(problem, TableProblem)
        found = problem.findings.of(("OutsideOthers", "inside"))
        label = problem.labels[klass]
        if label not in found:
            found[label] = self._inside(problem, klass)
        index, middle, greatest = found[label]
        if index is None:
            return np.ones(len(made), bool)
        numeric: Any = in_units(made.numeric, problem.units)
        dense = np.asarray(numeric.toarray() if sparse.issparse(numeric) else numeric, np.float64)
        dense = np.where(np.isnan(dense), middle, dense)
        lifted = np.column_stack([dense, np.zeros(len(dense))])
        far = index.kneighbors(lifted, n_neighbors=1)[0][:, 0]
        return np.asarray(far > greatest)

    def _inside(self, problem: TableProblem, klass: int) -> tuple[Any, Any, float]:
        """Return where to look whether a row is inside: an index, what is missing, a distance.

        A row x is within the radius r of a point p if ``|x - p|^2 + R^2 - r^2 <= R^2``, with R the
        greatest radius: p is lifted by ``sqrt(R^2 - r^2)`` in one more dimension, and the nearest
        lifted point answers for all.
        """
        foreign = foreign_rows(problem, klass)
        radius = own_radius(problem, self.w)[foreign]
        near = problem.nearest(
            foreign, 1, among=problem.members(klass), klass=klass, distances=True
        )
        inside = near.distances[:, 0] > radius
        if not inside.any():
            return None, None, 0.0
        points: Any = problem.geometry.embedding(klass)[foreign[inside]]
        dense = np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
        own, greatest = radius[inside], float(radius[inside].max())
        lift = np.sqrt(greatest - own) * np.sqrt(greatest + own)
        index = NeighborIndex(n_neighbors=1, n_jobs=problem.geometry.n_jobs)
        index.fit(np.column_stack([dense, lift]))
        return index, _middle(problem), greatest


def _middle(problem: TableProblem) -> NDArray[np.float64]:
    """Return what stands for missing numbers: the median of each column, in units of distance."""
    points: Any = problem.geometry.points
    if not problem.rows.has_missing:
        return np.zeros(points.shape[1])
    known = np.where(np.isnan(points).all(axis=0), 0.0, points)
    return np.asarray(np.nanmedian(known, axis=0))
