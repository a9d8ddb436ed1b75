"""A new row is a mixture of noisy copies of its neighbourhood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.core.words import Words
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["ShadowHull", "ShadowNoise"]


def _shares(words: Words, numbers: NDArray[np.int64], n_affine: int) -> NDArray[np.float64]:
    """Return the weights of a new row's noisy copies, which are uniform among all that add up to 1.

    Shape (n_new, n_affine). The shares of exponential numbers in their sum are such weights.
    """
    shares = -np.log1p(-words.uniform("shares", numbers, n_affine))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True)
class ShadowNoise(Displacement):
    """The noise of a mixture of noisy copies, which is normal again, drawn once.

    Parameters
    ----------
    std : ndarray of shape (n_numeric,), float64
        Standard deviation of each copy's noise.
    n_affine : int
        How many copies are mixed.
    """

    std: NDArray[np.float64]
    n_affine: int

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        shares = _shares(site.words, site.numbers, self.n_affine)
        length = np.sqrt(np.square(shares).sum(axis=1, keepdims=True))
        offsets: NDArray[np.float64] = (
            site.words.normal("shadow", site.numbers, n_numeric) * length * self.std
        )
        return offsets


class ShadowHull(Interpolation):
    """A convex combination of noisy copies ("shadows") of a seed and its partners (LoRAS).

    Categories are voted by the seed and its partners.

    Parameters
    ----------
    n_affine : int, optional
        How many noisy copies are mixed; None for the number of numeric columns, but 2 at least.
    noise : float, default=0.005
        Standard deviation of a copy's noise, as a share of the column's within the class.
    """

    voters = "neighbourhood"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_affine": [Number(Integral, 2, None, closed="left"), None],
        "noise": [Number(Real, 0, None, closed="left")],
    }

    def __init__(self, n_affine: int | None = None, noise: float = 0.005):
        self.n_affine = n_affine
        self.noise = noise

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        n_affine = self.n_affine or max(2, problem.rows.n_numeric)
        std = self.noise * problem.spread(group.klass)
        constants = {**group.constants, "n_affine": np.array(n_affine), "noise": std}
        return replace(group, constants=constants)

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        n_new, n_parents = parents.shape
        n_affine = int(group.constants["n_affine"])
        shares = _shares(draws.words, group.numbers, n_affine)
        drawn = draws.uniform("copies", n_affine)
        copied = np.minimum((drawn * n_parents).astype(np.int64), n_parents - 1)
        flat = (copied + np.arange(n_new)[:, np.newaxis] * n_parents).ravel()
        weights = np.bincount(flat, shares.ravel(), n_new * n_parents).reshape(n_new, n_parents)
        std = group.constants["noise"]
        noise = ShadowNoise(std, n_affine) if std.any() else None
        return draws.lineage(parents, np.ascontiguousarray(weights[:, 1:]), places, noise)
