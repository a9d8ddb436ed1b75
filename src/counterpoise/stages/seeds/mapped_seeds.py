"""Rows grow within and between the nodes of a self-organising map."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.self_organising_map import grid_edges, map_points

__all__ = ["MappedSeeds"]

# Of a cluster with more rows, so many tell the mean distance.
_MOST_MEASURED = 1000


class MappedSeeds(ClusteredSeeds):
    """The nodes of a map of the table in which the class is the larger part, and pairs of them.

    The density of a node is its number of rows over the square of their mean distance; a node
    grows in inverse proportion to that. Between two such nodes that are next to each other, rows
    of one have all rows of the other for partners, and the pair grows in inverse proportion to
    the sum of both densities.

    Parameters
    ----------
    side : int, optional
        Nodes along each side of the map; None for about five nodes for each square root of the
        number of rows.
    share_between : float, default=0.5
        Which share of the new rows lies between nodes, if there are two next to each other.
    n_rounds : int, default=20
        Rounds of the map's fitting.
    """

    why_no_cluster = "no node of the map has two rows of it and more of it than of other classes"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "side": [Number(Integral, 1, None, closed="left"), None],
        "share_between": [SHARE],
        "n_rounds": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, side: int | None = None, share_between: float = 0.5, n_rounds: int = 20):
        self.side = side
        self.share_between = share_between
        self.n_rounds = n_rounds

    @property
    def needs(self) -> Need:
        return super().needs | Need.WHOLE_TABLE

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        assert isinstance(problem, TableProblem)
        own = problem.target == klass
        n_rows = problem.n_rows
        side = self.side or max(2, round(np.sqrt(5 * np.sqrt(n_rows))))
        points = points_of(problem, np.arange(n_rows), klass)
        node = map_points(points, side, self.n_rounds, problem.streams.of_class(klass))
        n_own = np.bincount(node[own], minlength=side**2)
        n_other = np.bincount(node[~own], minlength=side**2)
        chosen = np.flatnonzero((n_own > n_other) & (n_own > 1))
        rows = {i: np.flatnonzero(own & (node == i)) for i in chosen.tolist()}
        sparsity = {i: _sparsity(points[inside]) for i, inside in rows.items()}
        floor = max(sparsity.values(), default=0.0) * 1e-9 or 1.0  # duplicates are densest
        within = [Cluster(inside, sparsity[i] + floor, pool=inside) for i, inside in rows.items()]
        between = []
        for a, b in grid_edges(side).tolist():
            if a in rows and b in rows:
                harmonic = 1 / (1 / (sparsity[a] + floor) + 1 / (sparsity[b] + floor))
                lists = Ragged.pool(rows[b])
                between.append(Cluster(rows[a], harmonic, pool=rows[a], lists=lists))
        if not between:
            return within
        return [
            *_weighing(within, 1 - self.share_between),
            *_weighing(between, self.share_between),
        ]


def _sparsity(points: NDArray[np.float64]) -> float:
    """Return the square of the points' mean distance over their number."""
    some = points[:: -(-len(points) // _MOST_MEASURED)]
    return float(np.square(pdist(some).mean()) / len(points))


def _weighing(clusters: list[Cluster], total: float) -> list[Cluster]:
    """Return the same clusters with weights that add up to a total."""
    whole = sum(cluster.weight for cluster in clusters)
    return [Cluster(c.rows, c.weight / whole * total, pool=c.pool, lists=c.lists) for c in clusters]
