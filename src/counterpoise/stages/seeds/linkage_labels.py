"""Clusters of points that are joined while they are near on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, Use

__all__ = ["MOST_LINKED", "check_linked", "linkage_labels"]

MOST_LINKED = 14_000
"""Rows that are joined at most: two distances a pair are kept, which takes 1.6 GB."""


def check_linked(n_rows: int, label: object) -> None:
    """Raise `InvalidInputError` if a class has too many rows to keep all distances."""
    if n_rows > MOST_LINKED:
        raise InvalidInputError(
            f"class {label!r} has {n_rows:,} rows, and clusters of it are found from all distances "
            "between them",
            needed=f"that takes at most {MOST_LINKED:,} rows",
            remedy=Use("ClusterSMOTE"),
        )


def linkage_labels(points: NDArray[np.float64], most_apart: float) -> NDArray[np.int64]:
    """Return the cluster of each point by average linkage; shape (n_points,).

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points.
    most_apart : float
        Up to which mean distance between their points two clusters are joined.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(points) < 2:
        return np.zeros(len(points), np.int64)
    tree = linkage(points, "average")
    labels: NDArray[np.int64] = fcluster(tree, most_apart, "distance").astype(np.int64) - 1
    return labels
