"""A new row is drawn from the normal distribution of its neighbourhood."""

from __future__ import annotations

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["LocalGaussian"]


class LocalGaussian(Interpolation):
    """A draw from the normal distribution with the mean and covariance of seed and partners (MGS).

    With K rows, mean m and covariance S (divided by K), a draw from N(m, S) is
    ``m + sum_i z_i (x_i - m) / sqrt(K)`` with standard normal z: a weighted sum of the rows, whose
    weights ``1 / K + (z_i - mean(z)) / sqrt(K)`` add up to one. No covariance is computed.

    Categories are voted by the seed and its partners.
    """

    voters = "neighbourhood"

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        n_parents = parents.shape[1]
        normals = draws.normal("weights", n_parents)
        normals -= normals.mean(axis=1, keepdims=True)
        weights = 1 / n_parents + normals / np.sqrt(n_parents)
        return draws.lineage(parents, np.ascontiguousarray(weights[:, 1:]), places)
