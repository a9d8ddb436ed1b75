"""k-means as scikit-learn does it, sooner."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.kernel import _kernel
from counterpoise.parameters.threads import one_thread, threads_for

__all__ = ["fit_kmeans", "settled_clusters", "spread_seeds"]

# Defaults of scikit-learn's `KMeans`.
_MOST_STEPS, _TOLERANCE = 300, 1e-4


def fit_kmeans(model: Any, points: Any, random_state: Any) -> Any:
    """Fit scikit-learn's `KMeans` with its default options, sooner.

    The seeds that k-means++ draws are drawn here, in the same order from the same numbers, and the
    kernel takes all steps but the last, so that the same clusters come out.

    Parameters
    ----------
    model : KMeans
        The clustering, with `n_clusters` set.
    points : ndarray or sparse matrix of shape (n_rows, n_columns)
        What it is fitted to.
    random_state : int, RandomState or None
        Its seed.
    """
    n_clusters = model.n_clusters
    dense = isinstance(points, np.ndarray) and points.dtype == np.float64
    if not dense or not 1 < n_clusters <= len(points):
        return model.fit(points)
    stream = np.random.mtrand._rand if random_state is None else random_state
    if not isinstance(stream, RandomState):
        stream = RandomState(stream)
    seeds = points[spread_seeds(points, n_clusters, stream)]
    usual = model.get_params(deep=False)
    found = settled_clusters(points, seeds)
    if found is None:
        model.set_params(init=seeds, n_init=1).fit(points)
    else:
        # Its own last step from there, so that it has all that a fitted model has.
        model.set_params(init=found.centres, n_init=1, max_iter=1).fit(points)
        model.n_iter_ = found.n_steps
    return model.set_params(**{name: usual[name] for name in ("init", "n_init", "max_iter")})


class Clusters(NamedTuple):
    """What k-means found.

    Parameters
    ----------
    labels : ndarray of shape (n_points,), int64
        The cluster of each point.
    inertia : float
        The sum of squared distances of points to the middle of their cluster.
    centres : ndarray of shape (n_clusters, n_columns), float64
        The centres before their last move.
    n_steps : int
        How often they moved.
    """

    labels: NDArray[np.int64]
    inertia: float
    centres: NDArray[np.float64]
    n_steps: int


def settled_clusters(
    points: NDArray[np.float64], seeds: NDArray[np.float64], n_jobs: int | None = None
) -> Clusters | None:
    """Return the clusters of k-means from these centres, or None where a cluster loses all points.

    They are those of scikit-learn's `KMeans(init=seeds)`, but for points that are as far from two
    centres to within rounding.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_columns), float64
        The points.
    seeds : ndarray of shape (n_clusters, n_columns), float64
        The first centres.
    n_jobs : int, optional
        Threads; None for all of them. The clusters are the same.
    """
    middle = points.mean(axis=0)
    centres = np.ascontiguousarray(seeds - middle)
    enough = _TOLERANCE * float(np.var(points, axis=0).mean())
    n_threads = threads_for(points.size * len(seeds), n_jobs)
    labels, n_steps, inertia = _kernel.lloyd(
        np.ascontiguousarray(points - middle), centres, _MOST_STEPS, enough, n_threads
    )
    if not n_steps:
        return None
    return Clusters(labels[:, 0], inertia, centres + middle, n_steps)


def spread_seeds(
    points: NDArray[np.float64], n_clusters: int, stream: RandomState
) -> NDArray[np.int64]:
    """Return rows that are far from each other, as k-means++ draws them (Arthur 2007).

    Of `2 + log(n_clusters)` candidates that are drawn with a chance in proportion to their squared
    distance to the seeds so far, the one is taken that lowers the sum of these most.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_columns), float64
        The rows.
    n_clusters : int
        How many of them.
    stream : RandomState
        Random numbers.
    """
    points = points - points.mean(axis=0)
    # Each product is too small for several threads, which would wait for each other.
    with one_thread("blas"):
        return _drawn(points, n_clusters, stream)


def _drawn(points: NDArray[np.float64], n_clusters: int, stream: RandomState) -> NDArray[np.int64]:
    """Return the seeds, with scikit-learn's arithmetic to the last bit.

    Two rows that are nearest to each other lower the sum equally, so that rounding decides between
    them.
    """
    n_rows = len(points)
    squares = np.einsum("ij,ij->i", points, points)
    ones = np.ones((n_rows, 1))
    n_trials = 2 + int(math.log(n_clusters))
    n_threads = threads_for(n_rows * n_trials)
    seeds = np.empty(n_clusters, np.int64)
    seeds[0] = stream.choice(n_rows, p=ones[:, 0] / n_rows)
    nearest = np.full(n_rows, np.inf)
    apart = np.empty((n_trials, n_rows))

    def lessen(candidates: NDArray[np.int64], out: NDArray[np.float64]) -> None:
        np.dot(-2 * points[candidates], points.T, out=out)
        _kernel.lessen(out, squares[candidates], squares, nearest, n_threads)

    lessen(seeds[:1], apart[:1])
    nearest = apart[0].copy()
    total = nearest @ ones[:, 0]
    for c in range(1, n_clusters):
        drawn = stream.uniform(size=n_trials) * total
        candidates = np.minimum(np.searchsorted(np.cumsum(nearest), drawn), n_rows - 1)
        lessen(candidates, apart)
        totals = apart @ ones
        best = int(totals.argmin())
        seeds[c], total = candidates[best], totals[best]
        nearest = apart[best].copy()
    return seeds
