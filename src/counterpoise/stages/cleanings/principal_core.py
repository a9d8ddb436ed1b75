"""Rows in the middle of their class stay."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.votes import check_no_class_leaves

__all__ = ["PrincipalCore"]


class PrincipalCore(Cleaning):
    """Rows stay that are near the middle of their class along its first principal components.

    Parameters
    ----------
    n_components : int, default=2
        How many components count.
    cut : float, default=2.0
        How far from the middle a row may be along each, in standard deviations.
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "n_components": [Number(Integral, 1, None, closed="left")],
        "cut": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(self, n_components: int = 2, cut: float = 2.0, sampling_strategy: Any = "auto"):
        super().__init__(sampling_strategy)
        self.n_components = n_components
        self.cut = cut

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = np.ones(problem.n_rows, bool)
        for klass in np.flatnonzero(self.may_lose(problem)).tolist():
            members = np.flatnonzero(problem.target == klass)
            stays[members] = self._in_core(problem.part(members).embedding(klass))
        check_no_class_leaves(problem, problem.target[stays])
        return np.flatnonzero(stays)

    def _in_core(self, points: Any) -> NDArray[np.bool_]:
        """Return which points are near their middle; shape (n_points,)."""
        dense = points.toarray() if sparse.issparse(points) else np.asarray(points, np.float64)
        dense = dense / max(np.abs(dense).max(initial=0.0), np.finfo(np.float64).tiny)
        dense = dense - dense.mean(axis=0)
        # Products this small keep several threads waiting for each other.
        with one_thread("blas"):
            _, axes = np.linalg.eigh(dense.T @ dense)
            away = np.abs(dense @ axes[:, : -self.n_components - 1 : -1])
        spread = np.sqrt(np.square(away).mean(axis=0))
        # Along an axis without spread all rows are in the middle, to within rounding.
        inside: NDArray[np.bool_] = (away <= self.cut * spread + 1e-12).all(axis=1)
        return inside
