"""How near new rows come to original ones: copies, near copies, and distances at the low end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.plan.sample import drawn
from counterpoise.plausibility.scoring import NEAR_COPY
from counterpoise.plausibility.splitting import Space, row_keys

__all__ = ["QUANTILES", "Copies", "distance_ratios", "find_copies", "thinned"]

QUANTILES = (0.01, 0.05, 0.25, 0.5)

_MOST_ASKING = 5_000
"""Rows that ask for their neighbours."""


@dataclass(frozen=True)
class Copies:
    """Which new rows are copies of original ones.

    Parameters
    ----------
    exact, near : ndarray of shape (n_new,), bool
        Whether a new row is an original one, or within a fifth of a typical distance of one.
    nearest : ndarray of shape (n_new,), int64
        Position of the original row that it is nearest to.
    real_exact, real_near : float
        Shares of the original rows that are as near as that to another original row: what a
        perfect sampler scores.
    """

    exact: NDArray[np.bool_]
    near: NDArray[np.bool_]
    nearest: NDArray[np.int64]
    real_exact: float
    real_near: float


def find_copies(space: Space, real: Rows, new: Rows) -> Copies:
    """Return which new rows of a class are copies of its original rows, or nearly so."""
    keys, own = row_keys(real), row_keys(new)
    known, counts = np.unique(keys, return_counts=True)
    exact = np.isin(own, known)
    distances, nearest = space.nearest(real, new, 1)
    among = space.nearest(real, real, 1, same=True)[0][:, 0]
    typical = float(np.median(among[among > 0])) if (among > 0).any() else 0.0
    near = ~exact & (distances[:, 0] <= NEAR_COPY * typical)
    twice = np.isin(keys, known[counts > 1])
    return Copies(
        exact,
        near,
        nearest[:, 0],
        float(twice.mean()),
        float((~twice & (among <= NEAR_COPY * typical)).mean()),
    )


def distance_ratios(
    space: Space, seen: Rows, unseen: Rows | None, new: Rows, stream: Generator
) -> NDArray[np.float64]:
    """Return how near new rows come to the rows they were made from, against rows nobody saw.

    At each of `QUANTILES`: the distance of new rows to the nearest row that the sampler saw, over
    that to the nearest of as many rows that it did not see. A perfect sampler, whose rows have
    nothing to do with those it saw, scores 1, a copier 0. NaN where the latter is 0.

    Parameters
    ----------
    space : Space
        Says what a distance is.
    seen, unseen : Rows
        Rows of the class. Where there are no unseen ones, it is over the distance of each seen row
        to the nearest other.
    new : Rows
        The new rows.
    stream : numpy Generator
        Thins the rows where there are many.
    """
    new = thinned(new, _MOST_ASKING, stream)
    if unseen is None:
        asking = thinned(seen, len(seen), stream)
        away = space.nearest(asking, asking, 1, same=True)[0][:, 0]
    else:
        n = min(len(seen), len(unseen))
        seen, unseen = thinned(seen, n, stream), thinned(unseen, n, stream)
        away = space.nearest(unseen, new, 1)[0][:, 0]
    near = space.nearest(seen, new, 1)[0][:, 0]
    found = []
    for q in QUANTILES:
        top, bottom = np.quantile(near, q), np.quantile(away, q)
        found.append(float(top / bottom) if bottom > 0 else np.nan)
    return np.array(found)


def thinned(rows: Rows, most: int, stream: Generator) -> Rows:
    """Return the rows, or as many as there may be of them, drawn at random."""
    return rows if len(rows) <= most else rows.take(drawn(len(rows), most, stream))
