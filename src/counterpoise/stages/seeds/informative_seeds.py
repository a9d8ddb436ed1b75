"""Rows that are hard to learn grow, in clusters of their class."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Named, Use
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.linkage_labels import check_linked, linkage_labels
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, apportioned, collected

__all__ = ["InformativeSeeds"]

# Pairs of a border row and a row of the class whose weights are summed at once.
_PAIRS_AT_ONCE = 4_000_000
_AT_LEAST_1 = [Number(Integral, 1, None, closed="left")]
_POSITIVE = [Number(Real, 0, None, closed="neither")]


class InformativeSeeds(Seeds):
    """Rows near the border, weighted by closeness and sparsity, in clusters (MWMOTE).

    Barua and others 2014, steps 1 to 12. The clusters come from average linkage, which compares all
    pairs of rows of the class.

    Parameters
    ----------
    k1 : int, default=5
        A row is noise if none of so many neighbours is of its class.
    k2 : int, default=3
        So many nearest rows of other classes of each row that is not noise are the border.
    k3 : int, optional
        So many nearest rows of the class of each border row, noise left out, are informative; None
        for half of the class.
    cf_th : float, default=5.0
        Greatest closeness, C_f(th).
    cmax : float, default=2.0
        What the greatest closeness counts, CMAX.
    cp : float, default=3.0
        Clusters merge up to this times the mean distance to the nearest row of the class, C_p.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k1": _AT_LEAST_1,
        "k2": _AT_LEAST_1,
        "k3": [*_AT_LEAST_1, None],
        "cf_th": _POSITIVE,
        "cmax": _POSITIVE,
        "cp": _POSITIVE,
    }

    def __init__(
        self,
        k1: int = 5,
        k2: int = 3,
        k3: int | None = None,
        cf_th: float = 5.0,
        cmax: float = 2.0,
        cp: float = 3.0,
    ):
        self.k1 = k1
        self.k2 = k2
        self.k3 = k3
        self.cf_th = cf_th
        self.cmax = cmax
        self.cp = cp

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        check_linked(len(members), problem.labels[klass])
        n_other, k1 = other_neighbours(problem, klass, members, self.k1, "k1")
        clean = members[n_other < k1]
        if len(clean) < 2:
            raise InvalidInputError(
                f"class {problem.labels[klass]!r} has {len(clean)} row{'s' * (len(clean) != 1)} "
                f"with another one of the class among {k1} neighbours",
                needed="2 are needed",
                remedy=("raise ", Named("k1"), ", or ", Use("SMOTE")),
            )
        weights = self._weights(problem, klass, members, clean)
        clusters = self._clusters(problem, klass, members, clean)
        totals = np.asarray(np.bincount(clusters, weights), np.float64)
        offset = 0
        for cluster, n in enumerate(apportioned(n_new, totals).tolist()):
            if not n:
                continue
            pool = members[clusters == cluster]
            own = weights[clusters == cluster]
            grows = own > 0
            yield SeedGroup(klass, pool[grows], n, chances=own[grows], pool=pool, offset=offset)
            offset += n

    def _weights(
        self,
        problem: TableProblem,
        klass: int,
        members: NDArray[np.int64],
        clean: NDArray[np.int64],
    ) -> NDArray[np.float64]:
        """Return each row's selection weight; shape (n_members,)."""
        near = problem.nearest(clean, self.k2, among="others", klass=klass, parameter="k2")
        border = np.unique(near.square)
        wanted = len(members) // 2 if self.k3 is None else self.k3
        k3 = max(1, min(wanted, len(clean) - 1))
        n_columns = problem.rows.n_numeric + problem.rows.n_categorical
        weights = np.zeros(len(members))
        place = np.empty(problem.n_rows, np.int64)
        place[members] = np.arange(len(members))
        step = max(1, _PAIRS_AT_ONCE // k3)
        for start in range(0, len(border), step):
            found = problem.nearest(
                border[start : start + step],
                k3,
                among=clean,
                klass=klass,
                parameter="k3",
                distances=True,
            )
            with np.errstate(divide="ignore"):
                closeness = np.minimum(n_columns / found.distances, self.cf_th)
            closeness *= self.cmax / self.cf_th
            # Rows without a common value are infinitely far, and so not close at all.
            total = closeness.sum(axis=1, keepdims=True)
            density = closeness / np.where(total > 0, total, 1.0)
            places = place[found.square.ravel()]
            weights += np.bincount(places, (closeness * density).ravel(), len(members))
        if not weights.any():
            weights[np.searchsorted(members, clean)] = 1.0
        return weights

    def _clusters(
        self,
        problem: TableProblem,
        klass: int,
        members: NDArray[np.int64],
        clean: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return the cluster of each row of the class, from 0; shape (n_members,)."""
        near = problem.nearest(
            clean, 1, among=clean, klass=klass, parameter="k1", distances=True
        ).distances
        return linkage_labels(points_of(problem, members, klass), self.cp * near.mean())
