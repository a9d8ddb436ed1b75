"""Rows that are all neighbours of each other grow together."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.stages.seeds.cliques import maximal_cliques
from counterpoise.stages.seeds.seeds import Seeds, apportioned, collected

__all__ = ["SimplexSeeds"]


class SimplexSeeds(Seeds):
    """The simplices of the class: rows each two of which are neighbours.

    Two rows are neighbours if either is among the k nearest of the other. All simplices that are
    part of no larger one, up to a dimension, are equally likely. Its first row stands for a
    simplex, and the others are its partners.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours of its class each row has.
    dimension : int, default=3
        The greatest dimension: 1 for segments, 2 for triangles, 3 for tetrahedra.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "dimension": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, k_neighbors: Any = 5, dimension: int = 3):
        self.k_neighbors = k_neighbors
        self.dimension = dimension

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        near = problem.nearest(
            members, self.k_neighbors, among="class", klass=klass, parameter="k_neighbors"
        ).square
        ends = np.searchsorted(members, near).ravel()
        starts = np.repeat(np.arange(len(members)), near.shape[1])
        found = maximal_cliques(len(members), starts, ends, self.dimension + 1)
        counts = apportioned(n_new, np.array([len(cliques) for cliques in found], float))
        drawn = 0
        for cliques, count in zip(found, counts.tolist(), strict=True):
            if count:
                rows = members[cliques]
                partners = Ragged.of(rows[:, 1:])
                yield SeedGroup(klass, rows[:, 0], count, partners=partners, offset=drawn)
            drawn += count
