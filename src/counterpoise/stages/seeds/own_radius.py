"""The neighbourhood of each row, as rough sets have it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.space.problem import TableProblem

__all__ = ["own_radius"]


def own_radius(problem: TableProblem, w: float) -> NDArray[np.float64]:
    """Return ``nearest + w (farthest - nearest)`` of each row's distances; shape (n_rows,).

    The farthest row is looked for among those with the least or the greatest number of any column,
    so that not all pairs are measured; the true one is seldom much farther.
    """
    known = problem.findings.get(("own_radius", str(w)))
    if known is not None:
        found: NDArray[np.float64] = known
        return found
    rows = np.arange(problem.n_rows)
    nearest = problem.nearest(rows, 1, distances=True).distances[:, 0]
    points: Any = problem.searched.embedding()
    dense = np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
    # In units of the largest number, because a square may be larger than any.
    largest = np.abs(dense).max(initial=0.0) or 1.0
    dense = dense / largest
    extremes = np.unique(np.concatenate([dense.argmin(axis=0), dense.argmax(axis=0)]))
    square = np.zeros(len(rows))
    for row in extremes:
        np.maximum(square, np.square(dense - dense[row]).sum(axis=1), out=square)
    farthest = np.maximum(np.sqrt(square) * largest, nearest)
    radius: NDArray[np.float64] = nearest + w * (farthest - nearest)
    problem.findings["own_radius", str(w)] = radius
    return radius
