"""Rows as the columns show them that a genetic search has chosen."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.moments import moments_of_columns
from counterpoise.core.rows import Rows
from counterpoise.neighbors import MixedMetric, NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space
from counterpoise.stages.spaces.unfolded import some_of_each_class

__all__ = ["EvolvedColumns"]

# How many of the best go on unchanged, and how many compete to be a parent.
_ELITE, _COMPETING = 2, 3


class EvolvedColumns(Space):
    """The columns with which a row's neighbours tell its class best, found by a genetic search.

    An individual is a set of columns. It is the fitter, the more rows of each class have most of
    their k nearest rows in their own class (the mean over the classes); of equally fit ones the
    smaller. Parents are the fittest of a few drawn at random, a child has each column from either
    of two, and one column of it changes on average.

    Parameters
    ----------
    n_generations : int, default=10
        How many generations follow the first.
    n_individuals : int, default=20
        How many individuals each has.
    k_neighbors : int, default=5
        How many rows say what class a row is of.
    max_rows : int, default=500
        By how many rows, of each class alike, fitness is measured at most.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_generations": [Number(Integral, 0, None, closed="left")],
        "n_individuals": [Number(Integral, 4, None, closed="left")],
        "k_neighbors": [Number(Integral, 1, None, closed="left")],
        "max_rows": [Number(Integral, 10, None, closed="left")],
    }

    def __init__(
        self,
        n_generations: int = 10,
        n_individuals: int = 20,
        k_neighbors: int = 5,
        max_rows: int = 500,
    ):
        self.n_generations = n_generations
        self.n_individuals = n_individuals
        self.k_neighbors = k_neighbors
        self.max_rows = max_rows

    def view(self, problem: TableProblem) -> Rows:
        rows = problem.rows
        chosen = self._fittest(problem)
        problem.findings["EvolvedColumns", "columns"] = chosen
        return Rows(
            rows.numeric[:, chosen[: rows.n_numeric]], rows.codes[:, chosen[rows.n_numeric :]]
        )

    def _fittest(self, problem: TableProblem) -> NDArray[np.bool_]:
        """Return the columns of the fittest individual; shape (n_numeric + n_categorical,)."""
        some = some_of_each_class(problem, self.max_rows)
        trial = _Trial(problem, some, self.k_neighbors)
        stream = problem.streams.of_class(0)
        people = stream.random_sample((self.n_individuals, trial.n_columns)) < 0.5
        people[0] = True
        for _ in range(self.n_generations):
            people = self._next(people[trial.ranking(people)], stream)
        best: NDArray[np.bool_] = people[trial.ranking(people)[0]]
        return best

    def _next(self, ranked: NDArray[np.bool_], stream: RandomState) -> NDArray[np.bool_]:
        """Return the next generation of individuals that are told the fittest first."""
        n, n_columns = ranked.shape
        parents = stream.randint(n, size=(2, n - _ELITE, _COMPETING)).min(axis=2)
        from_first = stream.random_sample((n - _ELITE, n_columns)) < 0.5
        children = np.where(from_first, ranked[parents[0]], ranked[parents[1]])
        children ^= stream.random_sample(children.shape) < 1 / n_columns
        return np.concatenate([ranked[:_ELITE], children])


class _Trial:
    """How well the classes of neighbours tell a row's own, by the columns that count.

    Parameters
    ----------
    problem : TableProblem
        The table.
    some : ndarray of shape (n_some,), int64
        The rows that are compared.
    k : int
        How many neighbours tell.
    """

    def __init__(self, problem: TableProblem, some: NDArray[np.int64], k: int):
        part = problem.part(some)
        points: Any = part.points
        dense = np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
        # In units of the greatest number, whose square is a number.
        largest = np.nanmax(np.abs(dense), initial=0.0) or 1.0
        dense = dense / largest
        middle = np.nan_to_num(moments_of_columns(dense)[0])
        self._points = np.where(np.isnan(dense), middle, dense)
        self._codes = part.rows.codes
        unit = part.category_unit(None) / largest if self._codes.shape[1] else 1.0
        self._price = unit**2
        classes, self._target = np.unique(part.target, return_inverse=True)
        self._sizes = np.bincount(self._target, minlength=len(classes))
        self._k = min(k, len(some) - 1)
        self.n_columns = dense.shape[1] + self._codes.shape[1]
        self._known: dict[bytes, tuple[float, int]] = {}

    def ranking(self, people: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the numbers of individuals, the fittest first."""
        told = np.array([self._fitness(one) for one in people])
        return np.lexsort([told[:, 1], -told[:, 0]])

    def _fitness(self, columns: NDArray[np.bool_]) -> tuple[float, int]:
        """Return the mean share of rows told right in each class, and how many columns it takes."""
        key = columns.tobytes()
        if key not in self._known:
            share = self._told_right(columns) if columns.any() else -1.0
            self._known[key] = share, int(columns.sum())
        return self._known[key]

    def _told_right(self, columns: NDArray[np.bool_]) -> float:
        n_numeric = self._points.shape[1]
        points = np.ascontiguousarray(self._points[:, columns[:n_numeric]])
        codes = self._codes[:, columns[n_numeric:]]
        if codes.shape[1]:
            index = NeighborIndex(self._k, metric=MixedMetric(self._price)).fit(points, codes=codes)
        else:
            index = NeighborIndex(self._k).fit(points)
        near = self._target[index.kneighbors(return_distance=False)]
        n_classes = len(self._sizes)
        places = np.arange(len(near))[:, np.newaxis] * n_classes + near
        votes = np.bincount(places.ravel(), minlength=len(near) * n_classes)
        right = votes.reshape(-1, n_classes).argmax(axis=1) == self._target
        return float(np.mean(np.bincount(self._target, right, n_classes) / self._sizes))
