"""A new row is as far from the middle of its class as its seed, in units of the class's spread."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.moments import moments_of_columns
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.parameters.threads import one_thread
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import numbers_of

__all__ = ["Ellipsoid"]


@dataclass(frozen=True)
class OnEllipsoid(Displacement):
    """The way from a seed to a random point of the ellipsoid that it lies on.

    Parameters
    ----------
    middle, spread : ndarray of shape (n_numeric,), float64
        Middle of the ellipsoid, and units of the columns.
    axes : ndarray of shape (n_axes, n_numeric), float64
        Principal components, in these units.
    width : ndarray of shape (n_axes,), float64
        Standard deviation along each of them.
    """

    looks_at_parents = True
    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    axes: NDArray[np.float64]
    width: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        seeds = site.parents[:, 0]
        # A value that is missing counts as the middle.
        away = np.nan_to_num((seeds - self.middle) / self.spread)
        point = site.words.normal("direction", site.numbers, len(self.width))
        length = np.linalg.norm(point, axis=1, keepdims=True)
        # Products this small keep several threads waiting for each other.
        with one_thread("blas"):
            radius = np.linalg.norm(away @ self.axes.T / self.width, axis=1, keepdims=True)
            point *= np.divide(radius, length, out=np.zeros_like(radius), where=length > 0)
            return np.nan_to_num(((point * self.width) @ self.axes - away) * self.spread)


class Ellipsoid(Interpolation):
    """A random point at the seed's Mahalanobis distance from the mean of all seeds (MDO).

    In the seeds' principal components, each over its standard deviation, the seed's distance to the
    mean is kept, and the direction is uniform. A category is the seed's.
    """

    takes_partners = False

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        if len(group.seeds) < 2:
            raise UnsuitableTableError(
                f"only {len(group.seeds)} row of class {problem.labels[group.klass]!r} grows",
                needed="Ellipsoid needs at least 2, to tell how the class is spread",
                remedy=Use("SMOTE"),
            )
        values = numbers_of(problem, group.seeds)
        middle, spread = moments_of_columns(values)
        middle, spread = np.nan_to_num(middle), np.where(spread > 0, spread, 1.0)
        away = np.nan_to_num((values - middle) / spread)
        with one_thread("blas"):
            _, sizes, axes = np.linalg.svd(away, full_matrices=False)
        kept = sizes > sizes.max(initial=0.0) * 1e-9
        found = {
            "middle": middle,
            "spread": spread,
            "axes": axes[kept],
            "width": sizes[kept] / np.sqrt(len(values)),
        }
        return replace(group, constants={**group.constants, **found})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        told = group.constants
        move = OnEllipsoid(told["middle"], told["spread"], told["axes"], told["width"])
        parents = group.seeds[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)
