"""All thresholds that part rows of two classes otherwise, against trying every number there is."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.models.cut_points import Ranking, midpoint


def table(seed, n=14, n_levels=6):
    """Return scores with ties, and classes of which both are there."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, n_levels, n) / n_levels
    positive = rng.uniform(size=n) < 0.4
    positive[:2] = True, False
    return scores, positive


def tried(scores, positive, weight):
    """Return what each threshold flags, by trying one below, at and above every score."""
    steps = np.unique(scores)
    numbers = np.concatenate([steps, np.nextafter(steps, 9), [-np.inf, np.inf]])
    for threshold in numbers:
        yes = scores >= threshold
        caught, flagged = weight[yes & positive].sum(), weight[yes].sum()
        yield {
            "flagged": flagged / weight.sum(),
            "recall": caught / weight[positive].sum(),
            "precision": caught / flagged if flagged else -1.0,
            "cost": (
                5 * weight[~yes & positive].sum()
                + 2 * weight[yes & ~positive].sum()
                + 1 * weight[yes & positive].sum()
            )
            / weight.sum(),
        }


COSTS = np.array([[0.0, 2.0], [5.0, 1.0]])
FACTORS = (1.5, 0.25)
SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_threshold_is_better_than_the_one_chosen(seed):
    scores, positive = table(seed, n_levels=3 + seed % 20)
    weight = np.random.default_rng(seed).integers(1, 4, len(scores)).astype(float)
    ranking = Ranking(scores, positive)
    cuts = ranking.cut_points(weight, FACTORS)
    every = list(tried(scores, positive, weight * np.where(positive, *FACTORS[::-1])))
    share = cuts.flagged / cuts.n_rows

    chosen = cuts.cheapest(COSTS)
    least = min(one["cost"] for one in every)
    assert cuts.cost(COSTS)[chosen] == pytest.approx(least)
    fewest = min(one["flagged"] for one in every if one["cost"] <= least + 1e-9)
    assert share[chosen] == pytest.approx(fewest)

    most = max(one["flagged"] for one in every if one["flagged"] <= 0.3 + 1e-12)
    assert share[cuts.within(0.3)] == pytest.approx(most)

    chosen = cuts.sensitive(0.6)
    fewest = min(one["flagged"] for one in every if one["recall"] >= 0.6 - 1e-12)
    assert share[chosen] == pytest.approx(fewest)

    top = max(one["precision"] for one in every)
    for wanted in (top, 0.8 * top):
        chosen = cuts.precise(wanted)
        good = [one for one in every if one["precision"] >= wanted - 1e-9]
        assert cuts.precision()[chosen] >= wanted - 1e-9
        assert cuts.recall()[chosen] == pytest.approx(max(one["recall"] for one in good))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_threshold_flags_what_its_cut_point_says(seed):
    scores, positive = table(seed)
    ranking = Ranking(scores, positive)
    cuts = ranking.cut_points(np.ones(len(scores)))
    assert len(cuts.flagged) == len(np.unique(scores)) + 1
    for cut, n in enumerate(cuts.flagged):
        assert (scores >= ranking.threshold(cut)).sum() == n
        assert ranking.cut_at(ranking.threshold(cut)) == cut


def test_neighbouring_floats_are_parted():
    low = 0.1
    for _ in range(50):
        high = np.nextafter(low, 1)
        assert low < midpoint(low, high) <= high
        low = high
    assert midpoint(-1e308, 1.7e308) == pytest.approx(3.5e307)
    tiny = np.array([5e-324, 0.0])
    ranking = Ranking(tiny, np.array([True, False]))
    assert (tiny >= ranking.threshold(1)).tolist() == [True, False]


def test_rows_without_weight_are_no_neighbours_of_a_cut():
    scores, positive = (
        np.array([0.9, 0.8, 0.5, 0.2, 0.1]),
        np.array([True, True, False] + [False] * 2),
    )
    ranking = Ranking(scores, positive)
    cuts = ranking.cut_points(np.array([1.0, 0.0, 0.0, 1.0, 0.0]))
    for cut in (1, 2, 3):
        assert ranking.threshold(cut, cuts.flagged) == pytest.approx(0.55)
    for cut in (4, 5):
        assert ranking.threshold(cut, cuts.flagged) == -np.inf
    assert ranking.threshold(0, cuts.flagged) == np.inf


def test_a_hundred_thousand_scores_give_as_many_cut_points():
    rng = np.random.default_rng(0)
    scores = rng.uniform(size=100_000)
    cuts = Ranking(scores, rng.uniform(size=100_000) < scores).cut_points(np.ones(100_000))
    assert len(cuts.flagged) == 100_001
    np.testing.assert_array_equal(cuts.flagged, np.arange(100_001))
