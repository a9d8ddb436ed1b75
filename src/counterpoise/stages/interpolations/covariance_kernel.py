"""A new row is its seed with noise that has the shape of its class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.geometry import column_std
from counterpoise.stages.interpolations.bandwidth import cross_validated
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.noisy_seed import check_differs
from counterpoise.stages.interpolations.smoothed_bootstrap import normal_bandwidth
from counterpoise.stages.seeds.seeds import collected

__all__ = ["CorrelatedNoise", "CovarianceKernel"]


@dataclass(frozen=True)
class CorrelatedNoise(Displacement):
    """Normal noise with a covariance.

    Parameters
    ----------
    root : ndarray of shape (n_directions, n_numeric), float64
        Independent parts of the noise, so that its covariance is ``root.T @ root``.
    """

    root: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        most = np.finfo(np.float64).max
        normals = site.words.normal("kernel", site.numbers, len(self.root))
        noise = np.zeros((len(site.numbers), n_numeric))
        # Added one by one: the sums of a matrix product depend on how many rows it has.
        for z, direction in zip(normals.T, self.root, strict=True):
            noise += z[:, np.newaxis] * direction
        return np.clip(noise, -most, most, out=noise)


class CovarianceKernel(Interpolation):
    """The seed with normal noise whose covariance is the class's, times a squared bandwidth.

    A draw from a uniform seed's kernel is a draw from the kernel density estimate of the class. A
    class whose rows lie in a plane stays in it. Missing values stand at their column's mean within
    the class where the covariance is measured. A category is the seed's.

    Parameters
    ----------
    bandwidth : float, "silverman" or "cross-validated", default="silverman"
        Standard deviation of the noise along each axis, as a share of the class's. "silverman" is
        ``(4 / ((p + 2) n)) ** (1 / (p + 4))`` for n rows of p independent columns;
        "cross-validated" the one with the least estimated squared error of the density.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "bandwidth": [
            Number(Real, 0, None, closed="left"),
            StrOptions({"silverman", "cross-validated"}),
        ],
    }

    def __init__(self, bandwidth: float | str = "silverman"):
        self.bandwidth = bandwidth

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        check_differs(problem, group.klass)
        points, root = whitened(problem.rows.numeric[collected(problem, group.klass)])
        root *= self._bandwidth_of(problem, group.klass, points)
        return replace(group, constants={**group.constants, "root": root})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        root = group.constants["root"]
        parents = group.rows[places][:, np.newaxis]
        noise = CorrelatedNoise(root) if len(root) else None
        return draws.lineage(parents, np.empty((len(places), 0)), places, noise)

    def _bandwidth_of(self, problem: Problem, klass: int, points: NDArray[np.float64]) -> float:
        if not isinstance(self.bandwidth, str):
            return float(self.bandwidth)
        if self.bandwidth == "silverman" or not points.shape[1]:
            return normal_bandwidth(*points.shape)
        return cross_validated(points, problem.streams.of_class(klass))


def whitened(numeric: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return rows in axes in which their covariance is the identity, and the way back.

    Parameters
    ----------
    numeric : ndarray or sparse matrix of shape (n_rows, n_numeric)
        The rows of a class, NaN where missing.

    Returns
    -------
    points : ndarray of shape (n_rows, n_directions), float64
        The rows, about their mean; directions in which they do not differ are left out.
    root : ndarray of shape (n_directions, n_numeric), float64
        ``points @ root`` are the rows about their mean, and ``root.T @ root`` is their covariance.
    """
    values = np.asarray(numeric.toarray() if sparse.issparse(numeric) else numeric, np.float64)
    spread = column_std(values)
    chosen = np.flatnonzero(spread > 0)
    if not len(chosen):
        return np.empty((len(values), 0)), np.empty((0, values.shape[1]))
    # In units of their spread, in which squares neither overflow nor vanish.
    points = values[:, chosen] / spread[chosen]
    points -= np.nanmean(points, axis=0)
    points = np.nan_to_num(points)
    with one_thread():  # threads round otherwise
        _, sizes, axes = np.linalg.svd(points, full_matrices=False)
    kept = sizes > sizes[0] * max(points.shape) * np.finfo(np.float64).eps
    scale = sizes[kept] / np.sqrt(max(len(points) - 1, 1))
    # An axis may point either way: the greatest of its parts is made positive.
    axes = axes[kept]
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, np.newaxis]
    root = np.zeros((len(scale), values.shape[1]))
    root[:, chosen] = scale[:, np.newaxis] * axes * spread[chosen]
    with one_thread():
        return points @ axes.T / scale, root
