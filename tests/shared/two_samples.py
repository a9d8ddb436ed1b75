"""Do two samplers make rows of the same distribution? Tables to try them on, the new rows of
ours and of smote-variants, and a two-sample test that sees the shape of a cloud."""

from __future__ import annotations

import inspect
import logging
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp
from sklearn.datasets import make_moons
from sklearn.neighbors import NearestNeighbors

from counterpoise.methods.registry import METHODS

Array = NDArray[np.float64]
Table = tuple[Array, NDArray[np.int64]]


def labelled(majority: Array, minority: Array) -> Table:
    return np.vstack([majority, minority]), np.repeat([0, 1], [len(majority), len(minority)])


def clusters(rng: np.random.Generator) -> Table:
    centres = [[0, 0], [5, 0], [0, 5]]
    return labelled(
        rng.normal(2, 2.5, (120, 2)), np.vstack([rng.normal(c, 0.7, (15, 2)) for c in centres])
    )


def ring(rng: np.random.Generator) -> Table:
    angle, radius = rng.uniform(0, 2 * np.pi, 45), rng.normal(3, 0.25, 45)
    round_it = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return labelled(rng.normal(0, 1.6, (110, 2)), round_it)


def tables() -> dict[str, Table]:
    rng = np.random.default_rng(14)
    normal, units = rng.normal, [1, 50, 0.01]
    return {
        "overlapping": labelled(normal(0, 1, (90, 2)), normal(1, 1, (30, 2))),
        "other units": labelled(normal(0, 1, (80, 3)) * units, normal(1, 1, (28, 3)) * units),
        "apart": labelled(normal(0, 1, (80, 3)), normal(7, 1, (25, 3))),
        "six columns": labelled(normal(0, 1, (160, 6)), normal(0.8, 1.2, (60, 6))),
        "small": labelled(normal(0, 1, (42, 2)), normal(1.2, 0.8, (18, 2))),
        "one column": labelled(normal(0, 1, (90, 1)), normal(1.2, 1, (36, 1))),
        "skewed": labelled(rng.lognormal(0, 0.8, (120, 3)), rng.lognormal(0.7, 0.6, (40, 3))),
        "whole numbers": labelled(
            rng.integers(0, 12, (90, 3)).astype(float), rng.integers(4, 16, (30, 3)).astype(float)
        ),
        "correlated": labelled(
            normal(0, 1, (90, 2)) @ [[1, 0.9], [0, 0.4]],
            normal(0.7, 1, (36, 2)) @ [[1, -0.8], [0, 0.5]],
        ),
        "three clusters": clusters(rng),
        "a ring": ring(rng),
        "moons": make_moons((120, 40), noise=0.2, random_state=14),
        "large": labelled(normal(0, 1, (220, 4)), normal(0.9, 1, (80, 4))),
    }


TABLES = tables()


class Gaps(np.random.RandomState):
    """Random numbers with which smote-variants places its rows on segments as the papers say.

    Most of its methods weigh the two ends of a segment by u / (u + v) and v / (u + v) of uniform
    u and v, which favours the middle. Of exponential u and v the ratio is uniform ("even").
    Others draw a gap for each column, so that rows fill the box between two rows; with the same
    number for all columns they lie on the segment ("row").

    Parameters
    ----------
    seed : int
        Where the numbers begin.
    kind : str
        "even" or "row".
    n_columns : int
        Columns of the table.
    """

    def __init__(self, seed: int, kind: str, n_columns: int):
        super().__init__(seed)
        self.kind, self.n_columns = kind, n_columns

    def random_sample(self, size: Any = None) -> Any:
        pairs = isinstance(size, tuple) and len(size) == 2
        if self.kind == "even" and pairs:
            return self.exponential(size=size)
        if self.kind == "row" and pairs and size[1] == self.n_columns:
            return np.repeat(super().random_sample((size[0], 1)), size[1], axis=1)
        if self.kind == "row" and size == self.n_columns:
            return np.full(size, super().random_sample())
        return super().random_sample(size)


def fitting(made: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the parameters that a constructor has."""
    has = inspect.signature(made).parameters
    return {name: value for name, value in given.items() if name in has}


def our_rows(method: str, table: str, n: int, seed: int = 0, **given: Any) -> Array:
    """Return about n new rows of the minority by our method."""
    X, y = TABLES[table]
    asked = {"random_state": seed, "sampling_strategy": {1: int(y.sum()) + n}, "n_jobs": 1}
    sampler_class = METHODS[method].sampler_class
    sampler = sampler_class(**fitting(sampler_class, asked), **given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grown, target = sampler.fit_resample(X, y)
    return np.asarray(grown[sampler.is_synthetic_ & (target == 1)])


def their_rows(
    peer: str, table: str, n: int, seed: int = 0, gaps: str = "even", **given: Any
) -> Array:
    """Return about n new rows of the minority by a class of smote-variants.

    It does not tell which rows are new: those are, that the minority did not have before.
    """
    import smote_variants

    logging.getLogger("smote_variants").setLevel(logging.CRITICAL)
    X, y = TABLES[table]
    asked = {
        "random_state": Gaps(1_000 + seed, gaps, X.shape[1]),
        "proportion": n / int((y == 0).sum() - y.sum()),
        "n_jobs": 1,
    }
    peer_class = getattr(smote_variants, peer)
    sampler = peer_class(**fitting(peer_class.__init__, asked), **given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grown, target = sampler.sample(X.copy(), y.copy())
    grown = grown[target == 1]
    if grown.shape[1] != X.shape[1]:
        return np.asarray(grown)
    # Some of them scale the table and back, so that old rows are not the same to the last bit.
    old, new = Counter(names(X[y == 1], X)), []
    for name in names(grown, X):
        new.append(old[name] <= 0)
        old[name] -= 1
    return np.asarray(grown[new])


def names(rows: Array, X: Array) -> list[bytes]:
    """Return the same bytes for the same rows, but for rounding."""
    return [row.tobytes() for row in np.round((rows - X.mean(axis=0)) / X.std(axis=0), 9) + 0.0]


def no_copies(table: str, rows: Array) -> Array:
    """Return those of the rows that are no rows of the table."""
    X = TABLES[table][0]
    old = set(names(X, X))
    return rows[[name not in old for name in names(rows, X)]]


def aspects(table: str, rows: Array) -> Array:
    """Return what of new rows is compared, one aspect a column: the values of each column, of
    six projections, how far the nearest rows of both classes are, and which one of the minority
    is nearest."""
    X, y = TABLES[table]
    centre, spread = X[y == 1].mean(axis=0), X[y == 1].std(axis=0)
    directions = np.random.default_rng(0).normal(size=(X.shape[1], 6))
    units, old = (rows - centre) / spread, (X - centre) / spread
    near, which = NearestNeighbors(n_neighbors=1).fit(old[y == 1]).kneighbors(units)
    far, _ = NearestNeighbors(n_neighbors=1).fit(old[y == 0]).kneighbors(units)
    return np.hstack([units, units @ directions, near, far, which])


def chance_of_such_a_difference(table: str, one: Array, other: Array) -> float:
    """Return how likely two samples of one distribution are to differ as much as these.

    The two-sample test of Kolmogorov and Smirnov on each aspect; the least probability, times
    the number of aspects (Bonferroni).
    """
    pairs = zip(aspects(table, one).T, aspects(table, other).T, strict=True)
    found = [ks_2samp(a, b, method="asymp").pvalue for a, b in pairs]
    return min(1.0, min(found) * len(found))
