"""Rows grow within pieces of the boundary that are nearly straight."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds, clusters_of
from counterpoise.stages.seeds.seeds import collected

__all__ = ["BoundaryPieceSeeds", "spanning_tree"]


class BoundaryPieceSeeds(ClusteredSeeds):
    """The class in pieces of its boundary, and its inside as one more.

    A row with a neighbour of another class is at the boundary, which runs across the direction to
    its foreign neighbours. The minimal spanning tree of these rows is cut where the directions at
    both ends of an edge differ too much; what is left connected is a piece.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        Neighbours, over rows of all classes, that tell the boundary and its direction.
    least_cosine : float from -1 to 1, default=0.3
        Least cosine of the angle between the directions at both ends of an edge.
    least_rows : int, default=2
        Pieces with fewer rows do not grow.
    """

    why_no_cluster = "all pieces of it have fewer rows than least_rows"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "least_cosine": [Number(Real, -1, 1, closed="both")],
        "least_rows": [Number(Integral, 2, None, closed="left")],
    }

    def __init__(self, k_neighbors: Any = 5, least_cosine: float = 0.3, least_rows: int = 2):
        self.k_neighbors = k_neighbors
        self.least_cosine = least_cosine
        self.least_rows = least_rows

    @property
    def needs(self) -> Need:
        return super().needs | Need.WHOLE_TABLE

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        near = problem.nearest(members, self.k_neighbors, klass=klass, parameter="k_neighbors")
        foreign = near.klass != klass
        at_border = foreign.any(axis=1)
        pieces = clusters_of(members[~at_border], np.zeros(int((~at_border).sum()), np.int64))
        if at_border.any():
            border = members[at_border]
            points, ways = self._directions(
                problem, klass, border, near.square[at_border], foreign[at_border]
            )
            pieces += clusters_of(border, _pieces(points, ways, self.least_cosine))
        return [piece for piece in pieces if len(piece.rows) >= self.least_rows]

    def _directions(
        self,
        problem: TableProblem,
        klass: int,
        border: NDArray[np.int64],
        near: NDArray[np.int64],
        foreign: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return border rows as points, and the mean directions to their foreign neighbours."""
        asked = np.union1d(border, near[foreign])
        points = points_of(problem, asked, klass)
        own = points[np.searchsorted(asked, border)]
        seed, rank = np.nonzero(foreign)
        steps = points[np.searchsorted(asked, near[seed, rank])] - own[seed]
        ways = np.stack([np.bincount(seed, column, len(border)) for column in steps.T], axis=1)
        length = np.linalg.norm(ways, axis=1, keepdims=True)
        return own, np.divide(ways, length, out=np.zeros_like(ways), where=length > 0)


def _pieces(
    points: NDArray[np.float64], ways: NDArray[np.float64], least_cosine: float
) -> NDArray[np.int64]:
    """Return the piece of each point: what is left of their tree without edges that turn."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    first, second = spanning_tree(points)
    straight = np.sum(ways[first] * ways[second], axis=1) >= least_cosine
    ends = (first[straight], second[straight])
    shape = (len(points), len(points))
    graph = csr_matrix((np.ones(len(ends[0]), bool), ends), shape=shape)
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def spanning_tree(points: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the edges of the minimal spanning tree of points; both of shape (n_points - 1,).

    The nearest point outside is added again and again (Prim), which keeps no distances but those
    to the tree.
    """
    n = len(points)
    outside = np.arange(1, n)
    joint = np.zeros(n - 1, np.int64)
    length = np.square(points[1:] - points[0]).sum(axis=1)
    first, second = np.empty(n - 1, np.int64), np.empty(n - 1, np.int64)
    for edge in range(n - 1):
        at = int(length.argmin())
        added = int(outside[at])
        first[edge], second[edge] = joint[at], added
        outside[at], joint[at], length[at] = outside[-1], joint[-1], length[-1]
        outside, joint, length = outside[:-1], joint[:-1], length[:-1]
        away = np.square(points[outside] - points[added]).sum(axis=1)
        nearer = away < length
        length[nearer], joint[nearer] = away[nearer], added
    return first, second
