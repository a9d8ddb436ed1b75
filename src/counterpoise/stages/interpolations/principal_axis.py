"""A new row lies on the axis along which a seed and its partners are spread the most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import units_of

__all__ = ["PrincipalAxis"]

# Numbers of a block of neighbourhoods that are looked at together.
_BLOCK = 1 << 22


class PrincipalAxis(Interpolation):
    """A step from the seed along the first principal component of its neighbourhood (ADOMS).

    The step is a uniform share of the distance to a partner, and goes to the partner's side. A
    principal component is a weighted sum of the rows that it is computed from, so that the new row
    is one too, and its weights add up to one. Categories are voted by the seed's partners.
    """

    voters = "partners"

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert group.partners is not None
        partners = group.partners.square
        rows = np.union1d(group.seeds, partners)
        points = units_of(problem, rows)
        own, theirs = np.searchsorted(rows, group.seeds), np.searchsorted(rows, partners)
        axes = np.empty((len(own), partners.shape[1] + 1))
        lengths = np.empty(partners.shape)
        step = max(1, _BLOCK // max(1, axes.shape[1] * points.shape[1]))
        for start in range(0, len(own), step):
            block = slice(start, start + step)
            away = points[theirs[block]] - points[own[block]][:, np.newaxis]
            # A value that one of the two misses does not move the new row.
            axes[block], lengths[block] = _axes(np.nan_to_num(away, posinf=0.0, neginf=0.0))
        return replace(
            group,
            per_seed={**group.per_seed, "axis": axes},
            per_pair={**group.per_pair, "length": lengths.ravel()},
        )

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        steps = draws.gaps() * group.per_pair["length"][picked.pair]
        gaps = steps[:, np.newaxis] * group.per_seed["axis"][picked.place, 1:]
        return draws.lineage(group.neighbourhoods(picked.place), gaps, picked.place)


def _axes(away: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the first principal components of neighbourhoods, and how far their partners are.

    Parameters
    ----------
    away : ndarray of shape (n_seeds, n_partners, n_numeric), float64
        From each seed to its partners.

    Returns
    -------
    axes : ndarray of shape (n_seeds, 1 + n_partners), float64
        The component as weights of the seed and its partners, which add up to 0.
    lengths : ndarray of shape (n_seeds, n_partners), float64
        Each partner's distance in these units, below 0 where it is on the other side.
    """
    # In units of the farthest value no square is too large or too small for a number.
    away = away / np.maximum(np.abs(away).max(axis=(1, 2), keepdims=True), np.finfo(float).tiny)
    rows = np.concatenate([np.zeros_like(away[:, :1]), away], axis=1)
    rows -= rows.mean(axis=1, keepdims=True)
    spreads, vectors = np.linalg.eigh(rows @ rows.transpose(0, 2, 1))
    axes, spread = vectors[:, :, -1], np.sqrt(np.maximum(spreads[:, -1:], 0))
    side = np.where(axes[:, 1:] >= axes[:, :1], 1.0, -1.0)
    distances = side * np.linalg.norm(away, axis=2)
    # Where all rows are alike there is no axis, and no way to go.
    lengths = np.divide(distances, spread, out=np.zeros_like(distances), where=spread > 1e-12)
    return axes, lengths
