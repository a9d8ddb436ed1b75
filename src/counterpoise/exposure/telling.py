"""The distinguishing attack: which rows of a class are original, which were made?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from counterpoise.diagnosis.contrast import auc
from counterpoise.exposure.lines import straightness
from counterpoise.neighbors import NeighborIndex

__all__ = ["Mixture", "Told", "tell_apart"]

_N_NEAR = 150
_MOST_ASKED = 400
_N_FOLDS = 5


@dataclass(frozen=True)
class Mixture:
    """Original and new rows of a class, as they lie together in what is given out.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_columns), float64
        Original rows, then new ones, in units of the distance, nothing missing.
    codes : ndarray of shape (n_rows, n_categorical), int32
        Their categories.
    decimals : ndarray of shape (n_rows, n_columns), float64
        How many decimals their values have.
    nearest : ndarray of shape (n_new,), int64
        The original row that each new one is nearest to.
    """

    points: NDArray[np.float64]
    codes: NDArray[np.int32]
    decimals: NDArray[np.float64]
    nearest: NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """How well original and new rows of a class can be told apart where they lie together.

    Parameters
    ----------
    by_lines : float
        Area under the ROC curve of an attacker who knows nothing, and takes a row for new that lies
        straight between two others.
    by_model : float
        That of an attacker who knows of most rows whether they are new, and trains a forest to tell
        it of the others by where they lie.
    by_decimals : float
        The same by how many decimals their values have.
    n_asked : int
        Rows of either kind that were looked at.
    """

    by_lines: float
    by_model: float
    by_decimals: float
    n_asked: int

    @property
    def error(self) -> float:
        """The standard error of an area of one half."""
        return float(np.sqrt((2 * self.n_asked + 1) / (12 * self.n_asked**2)))


def tell_apart(given: Mixture, stream: Generator, n_jobs: int | None = None) -> Told | None:
    """Return how well two attackers tell original rows from new ones; None for too few rows.

    An original row and the new rows nearest to it are in one fold of the forest: else it would know
    a row by its own copies.

    Parameters
    ----------
    given : Mixture
        The rows.
    stream : numpy Generator
        Draws the rows that are looked at.
    n_jobs : int, optional
        Threads of the forest.
    """
    n_new = len(given.nearest)
    n_real = len(given.points) - n_new
    n = min(n_real, n_new, _MOST_ASKED)
    if n < 2 * _N_FOLDS:
        return None
    own = np.sort(stream.choice(n_real, n, replace=False))
    made = np.sort(stream.choice(n_new, n, replace=False))
    asked = np.concatenate([own, made + n_real])
    is_new = np.arange(2 * n) >= n
    straight = straightness(given.points, asked, _N_NEAR)
    # Below the last bits of a number there is nothing to rank by.
    straight = np.maximum(straight, 1e-12)
    seen = np.column_stack(
        [
            given.points[asked],
            given.codes[asked],
            _surroundings(given.points, asked),
            np.log10(straight),
        ]
    )
    groups = np.concatenate([own, given.nearest[made]])
    seed = int(stream.integers(2**31))
    by_model, by_decimals = (
        auc(_scores(shown, is_new, groups, seed, n_jobs), is_new)
        for shown in (seen, given.decimals[asked])
    )
    return Told(auc(-straight, is_new), by_model, by_decimals, n)


def _surroundings(points: NDArray[np.float64], asked: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how near the nearest and fifth nearest other rows are, and the share of the two."""
    k = min(5, len(points) - 1)
    distances = NeighborIndex(k).fit(points).kneighbors(points[asked], k, exclude=asked)[0]
    nearest, farther = distances[:, 0], distances[:, -1]
    share = np.divide(nearest, farther, out=np.ones(len(asked)), where=farther > 0)
    return np.column_stack([nearest, farther, share])


def _scores(
    rows: NDArray[np.float64],
    is_new: NDArray[np.bool_],
    groups: NDArray[np.int64],
    seed: int,
    n_jobs: int | None,
) -> NDArray[np.float64]:
    """Return how strongly a forest takes each row for new that it did not learn from."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import GroupKFold

    n_folds = min(_N_FOLDS, len(np.unique(groups)))
    scores = np.full(len(rows), 0.5)
    if not np.ptp(rows, axis=0).any():
        return scores
    for train, test in GroupKFold(n_folds).split(rows, is_new, groups):
        if is_new[train].all() or not is_new[train].any():
            continue
        forest = RandomForestClassifier(
            60, min_samples_leaf=3, class_weight="balanced", random_state=seed, n_jobs=n_jobs
        )
        scores[test] = forest.fit(rows[train], is_new[train]).predict_proba(rows[test])[:, 1]
    return scores
