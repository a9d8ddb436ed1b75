"""The mean and covariance that SMOTE's rows must have, for given rows and neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["smote_moments"]


def smote_moments(
    points: NDArray[np.float64], neighbours: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and covariance of a row that SMOTE makes.

    A new row is ``Z = X + U (N - X)`` with the seed X uniform over the rows, the partner N uniform
    over the seed's k neighbours and U uniform on (0, 1), so that E[U] = 1/2 and E[U^2] = 1/3 give

    ``E[Z] = (E[X] + E[N]) / 2`` and
    ``E[ZZ^T] = E[XX^T] / 3 + E[NN^T] / 3 + (E[XN^T] + E[NX^T]) / 6``.

    For given rows these are finite sums over the n k pairs, and exact.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_columns), float64
        The rows of the class, nothing missing.
    neighbours : ndarray of shape (n_rows, k), int64
        Each row's neighbours, as positions in `points`.

    Returns
    -------
    mean : ndarray of shape (n_columns,), float64
    covariance : ndarray of shape (n_columns, n_columns), float64

    Examples
    --------
    Two rows that are each other's neighbours make a uniform distribution between them, whose
    variance is a twelfth of the squared distance:

    >>> import numpy as np
    >>> from counterpoise.plausibility import smote_moments
    >>> mean, covariance = smote_moments(np.array([[0.0], [6.0]]), np.array([[1], [0]]))
    >>> mean.round(6), covariance.round(6)
    (array([3.]), array([[3.]]))
    """
    middle = points.mean(axis=0)
    seeds = points - middle  # sums of squares lose digits far from the origin
    n, k = neighbours.shape
    partners = seeds[neighbours]
    mean = partners.mean(axis=(0, 1)) / 2
    flat = partners.reshape(n * k, -1)
    own = seeds.T @ seeds / n
    theirs = flat.T @ flat / (n * k)
    cross = seeds.T @ partners.mean(axis=1) / n
    second = own / 3 + theirs / 3 + (cross + cross.T) / 6
    return mean + middle, second - np.outer(mean, mean)
