"""Claims about TRIM-SMOTE, against cuts that are all tried."""

import numpy as np
import pytest

from counterpoise import TRIMSMOTE
from counterpoise.errors import UnsuitableTableError
from counterpoise.stages.seeds.region_seeds import trim_regions


def by_hand(points, own):
    """Cut a table by trying each cut, and return the regions that are left."""

    def worth(part):
        return own[part].sum() ** 2 / len(part)

    regions, waiting = [], [np.arange(len(points))]
    while waiting:
        region = waiting.pop()
        if own[region].sum() < 2:
            continue
        best, parts = worth(region), None
        for column in range(points.shape[1]):
            values = points[region, column]
            for value in np.unique(values)[1:]:
                low, high = region[values < value], region[values >= value]
                if max(worth(low), worth(high)) > best * (1 + 1e-12):
                    best, parts = max(worth(low), worth(high)), (low, high)
        if parts is None:
            regions.append(frozenset(region))
        else:
            waiting.extend(parts)
    return set(regions)


@pytest.mark.parametrize("whole", [False, True])
def test_regions_are_those_of_trying_every_cut(whole):
    rng = np.random.default_rng(0)
    points, own = rng.normal(size=(60, 3)), rng.random(60) < 0.3
    if whole:
        points = points.round()
    points[own] += 0.7
    found = {frozenset(region) for region in trim_regions(points, own)}
    assert found == by_hand(points, own)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_parents_are_of_one_pure_region(rng):
    draw = np.random.default_rng(1)
    X, y = draw.uniform(size=(200, 2)), np.zeros(200, int)
    corner = (X < 0.3).all(axis=1)
    far = (X > 0.75).all(axis=1)
    y[corner | far] = 1
    sampler = TRIMSMOTE(random_state=0, rng=rng)
    X_new, y_new = sampler.fit_resample(X, y)
    assert (y_new == 1).sum() == (y_new == 0).sum()
    base, partner = corner[sampler.lineage_.parents].T
    np.testing.assert_array_equal(base, partner)
    made = X_new[200:]
    assert ((made < 0.3).all(axis=1) | (made > 0.75).all(axis=1)).all()


def test_no_region_may_be_pure_enough():
    draw = np.random.default_rng(1)
    X, y = np.repeat(draw.uniform(size=(20, 2)), 5, axis=0), np.tile([0, 0, 0, 0, 1], 20)
    with pytest.raises(UnsuitableTableError, match="min_precision"):
        TRIMSMOTE(random_state=0).fit_resample(X, y)
