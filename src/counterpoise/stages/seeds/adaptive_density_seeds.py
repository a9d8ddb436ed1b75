"""Rows grow by how sparse the class is about them, and by how many foreign rows are."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.stages.seeds.core_distances import core_distances, is_beyond, largest_as_one
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["AdaptiveDensitySeeds"]


class AdaptiveDensitySeeds(Seeds):
    """Every row of the class but noise, by its core distance and its foreign neighbours (ASMOBD).

    The core distance of a row is that to its min_samples-th neighbour of the class. A row's weight
    is eta times its core distance, as a share of the largest, plus (1 - eta) times the share of
    other classes among its nearest rows. Smoothing adds a share of the mean weight to each, so that
    no place grows alone. Noise is a row whose core distance is more than t times the class's mean
    and whose nearest rows are all of other classes; it is no partner either.

    Parameters
    ----------
    eta : float from 0 to 1, default=0.5
        How much the core distance counts.
    t : float, default=4.0
        From which multiple of the mean core distance on a row may be noise.
    min_samples : int, default=3
        Neighbours that tell the core distance, and nearest rows that tell the other classes' share.
    smoothing : float, default=0.05
        Which share of the mean weight is added to each.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "eta": [SHARE],
        "t": [Number(Real, 1, None, closed="left")],
        "min_samples": [Number(Integral, 1, None, closed="left")],
        "smoothing": [Number(Real, 0, None, closed="left")],
    }

    def __init__(
        self, eta: float = 0.5, t: float = 4.0, min_samples: int = 3, smoothing: float = 0.05
    ):
        self.eta = eta
        self.t = t
        self.min_samples = min_samples
        self.smoothing = smoothing

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        core, _ = core_distances(problem, klass, members, self.min_samples)
        n_other, k = other_neighbours(problem, klass, members, self.min_samples, "min_samples")
        kept = np.isfinite(core) & ~(is_beyond(core, self.t) & (n_other == k))
        if not kept.any():
            raise UnsuitableTableError(
                f"all rows of class {problem.labels[klass]!r} are noise (far from each other, and "
                "near other classes only)",
                remedy=Use("SMOTE"),
            )
        weights = self.eta * largest_as_one(core[kept]) + (1 - self.eta) * n_other[kept] / k
        weights += self.smoothing * weights.mean()
        yield SeedGroup(
            klass,
            members[kept],
            n_new,
            chances=weights if weights.any() else None,
            pool=members[kept],
        )
