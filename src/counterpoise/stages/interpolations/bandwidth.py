"""How wide the kernels of a density estimate best are, by cross-validation."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.spatial.distance import pdist

from counterpoise.stages.interpolations.smoothed_bootstrap import normal_bandwidth

__all__ = ["cross_validated", "estimated_error"]

_MOST_ROWS = 1000
"""Rows whose pairs are looked at: their number grows with the square."""

_LEAST, _GREATEST = 0.2, 1.5
"""Between which shares of the best bandwidth of a normal distribution it is looked for."""


_BINS = 1 << 13
"""Into how many bins squared distances are counted; fewer pairs are looked at one by one."""


def estimated_error(
    squared: NDArray[np.float64],
    bandwidth: float,
    n: int,
    p: int,
    counts: NDArray[np.float64] | None = None,
) -> float:
    """Return how wrong a kernel density is, in a measure that grows with the error.

    With K(s) the normal density of the standard deviation s, cross-validation estimates the
    integrated squared error, but for a term that holds for all bandwidths, as
    ``mean_ij [K(sqrt(2) h) - 2 K(h)](x_i - x_j) + 2 K(h)(0) / n``. What is returned is the sign of
    that and the logarithm of one more than its size times ``n (2 pi) ** (p / 2)``, because the
    power of a bandwidth may be no number.

    Parameters
    ----------
    squared : ndarray of shape (n_pairs,), float64
        The squared distance of each pair of rows, once.
    bandwidth : float
        The kernel's standard deviation h.
    n, p : int
        How many rows and columns there are.
    counts : ndarray of shape (n_pairs,), float64, optional
        How many pairs have each of these distances; None for one each.
    """
    wide = np.exp(squared * (-0.25 / bandwidth**2))
    wide_share = 2.0 ** (-p / 2)
    # The exponential of twice as much is the square.
    counted = wide if counts is None else wide * counts
    error = wide_share + 2 / n * (wide_share * counted.sum() - 2 * np.dot(counted, wide))
    if not error:
        return 0.0
    logarithm = np.log(abs(error)) - p * np.log(bandwidth)
    return float(np.sign(error) * np.logaddexp(0.0, logarithm))


def cross_validated(points: NDArray[np.float64], stream: RandomState) -> float:
    """Return the bandwidth with the least estimated error.

    Equal rows would make it vanish, and few rows make it waver, so it is looked for between a fifth
    of the best one for a normal distribution and half as much again. Of many rows it is that of a
    random sample, and smaller by what the number of rows makes of it.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_columns), float64
        Rows whose covariance is the identity.
    stream : RandomState
        What a sample is drawn from.
    """
    n, p = points.shape
    shrink = 1.0
    if n > _MOST_ROWS:
        points = points[np.sort(stream.choice(n, _MOST_ROWS, replace=False))]
        shrink = normal_bandwidth(n, p) / normal_bandwidth(_MOST_ROWS, p)
        n = _MOST_ROWS
    squared = pdist(points, "sqeuclidean")
    usual = normal_bandwidth(n, p)
    squared, counts = _binned(squared, usual * _GREATEST, p)

    found = minimize_scalar(
        lambda logarithm: estimated_error(squared, float(usual * np.exp(logarithm)), n, p, counts),
        bounds=(np.log(_LEAST), np.log(_GREATEST)),
        method="bounded",
        options={"xatol": 5e-3},
    )
    return float(np.exp(found.x)) * usual * shrink


def _binned(
    squared: NDArray[np.float64], widest: float, p: int
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Return the mean squared distance in each bin and how many pairs are there.

    Bins are so narrow that the kernels hardly differ within one. Pairs so far apart that their
    kernels are below what is added up are left out.

    Parameters
    ----------
    squared : ndarray of shape (n_pairs,), float64
        The squared distance of each pair of rows.
    widest : float
        The largest bandwidth.
    p : int
        How many columns there are.
    """
    if len(squared) <= 2 * _BINS:
        return squared, None
    farthest = min(float(squared.max()), 4 * widest**2 * (40 + p / 2))
    near = squared[squared <= farthest]
    place = (near * (_BINS / (farthest or 1.0))).astype(np.int32)
    counts = np.bincount(place).astype(np.float64)
    sums = np.bincount(place, near)
    used = counts > 0
    return sums[used] / counts[used], counts[used]
