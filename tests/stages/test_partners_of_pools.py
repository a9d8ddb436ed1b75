"""Claims about partners within pools, and about those that seeds come with."""

import numpy as np
import pytest

from counterpoise import Oversampler, Recipe
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError
from counterpoise.stages import PoolNeighbours, SeedPartners, Seeds, ShadowHull


class Pools(Seeds):
    """The class in pools of given rows."""

    def __init__(self, pools=((6, 7, 8, 9), (10,))):
        self.pools = pools

    def groups(self, problem, klass, n_new):
        drawn = 0
        for pool in self.pools:
            yield SeedGroup(klass, np.array(pool), 20, pool=np.array(pool), offset=drawn)
            drawn += 20


def table():
    return np.arange(22.0).reshape(11, 2), np.repeat([0, 1], [6, 5])


def test_a_small_pool_has_as_many_partners_as_there_are():
    X, y = table()
    recipe = Recipe(Pools(), PoolNeighbours(5), ShadowHull(2, 0.0))
    sampler = Oversampler(recipe, random_state=0, sampling_strategy={1: 45})
    sampler.fit_resample(X, y)
    parents = sampler.lineage_.parents
    assert parents.shape[1] == 4
    for row in parents[:20]:
        assert set(row) == {6, 7, 8, 9}
    assert set(parents[20:].ravel()) == {10}


def test_a_class_of_one_row_is_told_that_it_needs_more():
    X, _ = table()
    recipe = Recipe(Pools([(3,)]), PoolNeighbours(5))
    sampler = Oversampler(recipe, random_state=0)
    with pytest.raises(InvalidInputError, match="has 1 row"):
        sampler.fit_resample(X[[0, 1, 2, 10]], [0, 0, 0, 1])


def test_seeds_without_partners_cannot_tell_them():
    X, y = table()
    sampler = Oversampler(Recipe(Pools(), SeedPartners()), random_state=0)
    with pytest.raises(InvalidInputError, match="these have none"):
        sampler.fit_resample(X, y)
