"""A new row lies within the cell of its seed, towards the cells of other classes."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import TowardsPoints
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import numbers_of

__all__ = ["TowardsFacets", "cell_exits"]

# Neighbours that are looked at first; most cells end there where columns are few.
_N_NEAR = 64


class TowardsFacets(Interpolation):
    """A uniform point of the way to where a random ray leaves the seed's cell, if that is towards
    another class.

    The cell of a row (Voronoi cell) is where it is the nearest row of the table. Rays go from each
    seed in random directions; those that leave its cell for one of its own class, or never, do not
    count, and a seed without any other does not grow.

    Parameters
    ----------
    n_rays : int, default=10
        How many rays each seed has.
    """

    takes_partners = False
    why_other_counts = (
        "no ray from one of its rows leaves the row's cell for that of another class; raise n_rays "
        "or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_rays": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, n_rays: int = 10):
        self.n_rays = n_rays

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert isinstance(problem, TableProblem)
        geometry, seeds = problem.geometry, group.seeds
        everything: Any = geometry.embedding(group.klass)
        points = everything.toarray() if problem.rows.is_sparse else everything
        points = np.asarray(points, np.float64)
        stream = problem.streams.of_class(group.klass)
        ways = stream.standard_normal((len(seeds), self.n_rays, points.shape[1]))
        ways /= np.maximum(np.linalg.norm(ways, axis=2, keepdims=True), 1e-300)
        with one_thread():  # each product is too small for more
            how_far, into = cell_exits(points, seeds, ways)
        good = np.isfinite(how_far)
        good[good] = problem.target[into[good]] != group.klass
        spread = 1.0 if problem.units is None else np.asarray(problem.units[1], np.float64)
        offsets = how_far[good][:, np.newaxis] * ways[good] * spread
        place = np.nonzero(good)[0]
        facets = np.nan_to_num(numbers_of(problem, seeds))[place] + offsets
        grows = np.flatnonzero(good.any(axis=1))
        starts = np.concatenate([[0], np.cumsum(good.sum(axis=1)[grows])])
        constants = {**group.constants, "facets": facets, "starts": starts}
        n_new = group.n_new if len(grows) else 0
        return replace(group, rows=seeds[grows], n_new=n_new, constants=constants, partners=None)

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        facets, starts = group.constants["facets"], group.constants["starts"]
        move = TowardsPoints(facets, Ragged(np.arange(len(facets)), starts))
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)


def cell_exits(
    points: NDArray[np.float64], seeds: NDArray[np.int64], ways: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how far rays go within their seeds' cells, and into whose cell they leave.

    On the ray ``x + t d`` another point y becomes as near as x at ``t = |y - x|^2 / (2 d (y - x))``
    where d goes towards y; the first to do so has the next cell.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        All points.
    seeds : ndarray of shape (n_seeds,), int64
        The points from which rays go.
    ways : ndarray of shape (n_seeds, n_rays, n_dims), float64
        Their directions, of length one.

    Returns
    -------
    how_far : ndarray of shape (n_seeds, n_rays), float64
        Infinite where a ray never leaves.
    into : ndarray of shape (n_seeds, n_rays), int64
        Numbers of points.
    """
    n_near = min(_N_NEAR, len(points) - 1)
    index = NeighborIndex(n_neighbors=n_near).fit(points)
    distances, near = index.kneighbors(points[seeds], n_neighbors=n_near, exclude=seeds)
    steps = points[near] - points[seeds][:, np.newaxis]
    reach = _reach(
        np.square(steps).sum(axis=2)[:, np.newaxis], np.einsum("skd,srd->srk", steps, ways)
    )
    nearest = reach.argmin(axis=2)
    how_far = np.take_along_axis(reach, nearest[..., np.newaxis], 2)[..., 0]
    into = np.take_along_axis(near, nearest, 1)
    # A point cannot end a cell nearer than half way to it.
    unsettled = (how_far > distances[:, -1:] / 2) & (n_near < len(points) - 1)
    middle = points.mean(axis=0)
    centred = points - middle
    length = np.square(centred).sum(axis=1)
    for i in np.flatnonzero(unsettled.any(axis=1)).tolist():
        rays = np.flatnonzero(unsettled[i])
        at = centred[seeds[i]]
        # Squares are expanded, which is exact enough for points that are not near. What is nearer
        # was looked at, and duplicates of the seed have no border with it.
        squares = length - 2 * (centred @ at) + at @ at
        floor = max(distances[i, -1] ** 2 * (1 - 1e-6), 1e-12 * float(length.max()))
        squares[squares < floor] = np.inf
        # The first exit is where one over its distance is greatest.
        nearness = ways[i, rays] @ centred.T
        nearness -= (ways[i, rays] @ at)[:, np.newaxis]
        nearness /= squares
        there = nearness.argmax(axis=1)
        best = nearness[np.arange(len(rays)), there]
        far = np.divide(0.5, best, out=np.full(len(rays), np.inf), where=best > 0)
        nearer = far < how_far[i, rays]
        how_far[i, rays[nearer]] = far[nearer]
        into[i, rays[nearer]] = there[nearer]
    return how_far, into


def _reach(squares: NDArray[np.float64], towards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where rays become as near to points as to their seeds; infinite where never.

    Parameters
    ----------
    squares : ndarray, float64
        Squares of the points' distances from the seed.
    towards : ndarray, float64
        How far the points lie in the direction of the ray.
    """
    reach = np.full(towards.shape, np.inf)
    # A point at the same place has no border with the seed.
    np.divide(squares, 2 * towards, out=reach, where=(towards > 0) & (squares > 0))
    return reach
