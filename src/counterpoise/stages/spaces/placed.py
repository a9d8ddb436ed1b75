"""Rows in a space that is learnt from some of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.parameters.threads import one_thread

__all__ = ["dense", "placed"]

# Rows that are placed at once.
_BLOCK = 4096


def placed(
    learner: Any,
    points: Any,
    fitted: NDArray[np.int64],
    place: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return where a manifold learner puts points; shape (n_points, n_components).

    Parameters
    ----------
    learner : estimator with fit_transform
        Such as scikit-learn's Isomap: what it learns from is compared with all other points, so it
        learns from some, and the rest is placed among them.
    points : ndarray or sparse matrix of shape (n_points, n_dims)
        The points.
    fitted : ndarray of shape (n_fitted,), int64
        Places of the points that it learns from, ascending.
    place : callable
        Places other points once the learner is fitted.
    """
    with warnings.catch_warnings(), one_thread():  # threads round otherwise
        # Parts that are not connected are joined where they are nearest, which is all right here.
        warnings.filterwarnings("ignore", message="The number of connected components")
        warnings.filterwarnings("ignore", category=sparse.SparseEfficiencyWarning)
        seen = learner.fit_transform(dense(points[fitted]))
        space = np.empty((points.shape[0], seen.shape[1]))
        space[fitted] = seen
        others = np.setdiff1d(np.arange(points.shape[0]), fitted)
        for start in range(0, len(others), _BLOCK):
            block = others[start : start + _BLOCK]
            space[block] = place(dense(points[block]))
    return space


def dense(points: Any) -> NDArray[np.float64]:
    """Return points as an array of floats, whatever they are."""
    return np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
