"""A new row stands to another codebook entry as its seed does to its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.moments import moments_of_columns
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.codebooks import learnt_codebook
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import check_rows

__all__ = ["CarriedPattern"]

# With fewer, entries would be the rows themselves.
_FEWEST_ROWS = 3


@dataclass(frozen=True)
class Carried(Displacement):
    """The way from one codebook entry to another, one drawn from those of the seed's entry.

    Parameters
    ----------
    entries : ndarray of shape (n_entries, n_numeric), float64
        The entries, in the table's own units.
    own : ndarray of shape (n_seeds,), int64
        The seeds' entries.
    others : ndarray of shape (n_entries, n_others), int64
        To which entries the rows of each may go.
    """

    entries: NDArray[np.float64]
    own: NDArray[np.int64]
    others: NDArray[np.int64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        own, n_others = self.own[site.places], self.others.shape[1]
        drawn = site.words.uniform("entry", site.numbers, 1)[:, 0]
        rank = np.minimum((drawn * n_others).astype(np.int64), n_others - 1)
        offsets: NDArray[np.float64] = self.entries[self.others[own, rank]] - self.entries[own]
        return offsets


class CarriedPattern(Interpolation):
    """The seed, carried from its codebook entry to another one that stands alike (LVQ-SMOTE).

    A codebook is a few typical rows of a class, learnt by learning vector quantisation. From the
    seed's entry to each other one goes a way; the pair of entries with the way most like it says
    where the seed is carried. A category is the seed's.

    Parameters
    ----------
    n_codebook : int, default=10
        How many entries each class has at most.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_codebook": [Number(Integral, 2, None, closed="left")]
    }

    def __init__(self, n_codebook: int = 10):
        self.n_codebook = n_codebook

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert isinstance(problem, TableProblem)
        n_members = len(problem.members(group.klass))
        check_rows(problem, group.klass, n_members, _FEWEST_ROWS, "LVQ-SMOTE")
        points, middle, spread = _filled_points(problem)
        stream = problem.streams.of_class(group.klass)
        entries = learnt_codebook(
            points, problem.target == group.klass, min(self.n_codebook, n_members // 2 + 1), stream
        )
        index = NeighborIndex(n_neighbors=1).fit(entries)
        own = index.kneighbors(points[group.seeds], return_distance=False)[:, 0]
        return replace(
            group,
            per_seed={**group.per_seed, "own": own},
            constants={
                **group.constants,
                "entries": middle + entries * spread,
                "others": _alike(entries),
            },
        )

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        told = group.constants
        move = Carried(told["entries"], group.per_seed["own"], told["others"])
        parents = group.seeds[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)


def _filled_points(
    problem: TableProblem,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the numbers of all rows in units, and middle and spread of these.

    A missing number stands at its column's mean. Without units of the distance one unit serves all
    columns, so that no square is too large or too small for a number.
    """
    numeric: Any = problem.rows.numeric
    values = np.asarray(numeric.toarray() if sparse.issparse(numeric) else numeric, np.float64)
    middle, spread = moments_of_columns(values)
    middle = np.nan_to_num(middle)
    if problem.units is None:
        spread = np.full(len(middle), spread.max(initial=0.0) or 1.0)
    else:
        spread = np.broadcast_to(np.asarray(problem.units[1], np.float64), middle.shape)
    return np.nan_to_num((values - middle) / spread), middle, spread


def _alike(entries: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each entry a and each other one the entry b that stands as a does.

    The way from a to the other one is compared with all ways that begin elsewhere; b is where the
    most similar one begins. Shape (n_entries, n_entries - 1); a single entry stands as itself.
    """
    n = len(entries)
    if n == 1:
        return np.zeros((1, 1), np.int64)
    start, end = np.nonzero(~np.eye(n, dtype=bool))
    ways = entries[end] - entries[start]
    others = np.empty((n, n - 1), np.int64)
    for a in range(n):
        elsewhere = np.flatnonzero(start != a)
        index = NeighborIndex(n_neighbors=1).fit(ways[elsewhere])
        found = index.kneighbors(ways[start == a], return_distance=False)[:, 0]
        others[a] = start[elsewhere[found]]
    return others
