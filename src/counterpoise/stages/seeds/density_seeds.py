"""Rows grow by how densely the class lies about them, and noise does not."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.core_distances import core_distances, is_beyond, largest_as_one
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["DensitySeeds"]


class DensitySeeds(Seeds):
    """Every row of the class but noise, by its core distance and the rows about it (SMOBD).

    The core distance of a row is that to its min_samples-th neighbour of the class. A row's chance
    is eta times its core distance, plus (1 - eta) times the rows of the class within eps of it,
    each as a share of the largest. Noise is a row whose core distance and reachability distance
    are both more than t times the class's mean; it is no partner either.

    Parameters
    ----------
    eta : float from 0 to 1, default=0.5
        How much the core distance counts; the larger it is, the more sparse places grow.
    t : float, default=1.8
        From which multiple of the mean distances on a row is noise.
    min_samples : int, default=5
        Neighbours that tell the core distance.
    eps : float, optional
        Radius within which rows are counted, in the units of the distance; None for the mean core
        distance.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "eta": [SHARE],
        "t": [Number(Real, 1, None, closed="left")],
        "min_samples": [Number(Integral, 1, None, closed="left")],
        "eps": [Number(Real, 0, None, closed="left"), None],
    }

    def __init__(
        self, eta: float = 0.5, t: float = 1.8, min_samples: int = 5, eps: float | None = None
    ):
        self.eta = eta
        self.t = t
        self.min_samples = min_samples
        self.eps = eps

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        core, reachable = core_distances(problem, klass, members, self.min_samples)
        kept = ~(is_beyond(core, self.t) & is_beyond(reachable, self.t))
        if not kept.any():
            raise UnsuitableTableError(
                f"the rows of class {problem.labels[klass]!r} have no value in common, so nothing "
                "tells how dense they lie",
                remedy=Use("RandomOverSampler"),
            )
        finite = np.nan_to_num(core[kept], posinf=0.0)
        about = self._rows_about(problem, klass, members, core[np.isfinite(core)].mean())[kept]
        chances = self.eta * largest_as_one(finite) + (1 - self.eta) * largest_as_one(about)
        yield SeedGroup(
            klass,
            members[kept],
            n_new,
            chances=chances if chances.any() else None,
            pool=members[kept],
        )

    def _rows_about(
        self, problem: TableProblem, klass: int, members: NDArray[np.int64], mean_core: float
    ) -> NDArray[np.float64]:
        """Return how many other rows of the class are within eps of each; shape (n_members,)."""
        index = problem.searched.index(members, klass, self.min_samples)
        radius = float(mean_core) if self.eps is None else self.eps
        found = index.radius_neighbors(radius=radius, return_distance=False)
        return np.array([len(rows) for rows in found], np.float64)
