"""Claims about rows that are drawn again until they are accepted."""

import numpy as np
import pytest

import counterpoise as cp
from counterpoise.neighbors import NeighborIndex
from counterpoise.stages import Acceptance, AdaptiveSeeds, FewForeignNeighbours
from shared import family


class Beyond(Acceptance):
    """Rows whose first column is beyond a number are good enough."""

    def __init__(self, least=0.0, attempts=40):
        self.least = least
        self.attempts = attempts

    def accepts(self, problem, klass, made):
        return made.numeric[:, 0] > self.least


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_only_accepted_rows_come_and_as_many_as_were_asked_for(rng):
    X, y = family.overlapping()
    sampler = cp.Oversampler(cp.Recipe(acceptance=Beyond()), random_state=0, rng=rng)
    grown, target = sampler.fit_resample(X, y)
    assert (grown[len(X) :, 0] > 0).all()
    assert (target == 1).sum() == (target == 0).sum()


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_rows_that_were_good_at_once_are_those_of_the_recipe_without_acceptance(rng):
    X, y = family.overlapping()
    plain = cp.SMOTE(random_state=0, rng=rng).fit_resample(X, y)[0][len(X) :]
    recipe = cp.Recipe(acceptance=Beyond())
    found = cp.Oversampler(recipe, random_state=0, rng=rng).fit_resample(X, y)[0][len(X) :]
    good = plain[:, 0] > 0
    assert 0 < good.sum() < len(good)
    if rng == "counter":
        np.testing.assert_array_equal(found[good], plain[good])
    assert len(np.unique(found, axis=0)) == len(found)


def test_each_seed_keeps_its_number_of_rows():
    X, y = family.overlapping(60, 30)
    seeds = AdaptiveSeeds()
    plain = cp.Oversampler(cp.Recipe(seeds), random_state=0)
    kept = cp.Oversampler(cp.Recipe(seeds, acceptance=Beyond(-0.5)), random_state=0)
    plain.fit_resample(X, y)
    kept.fit_resample(X, y)
    np.testing.assert_array_equal(plain.lineage_.base, kept.lineage_.base)


def test_rows_that_are_never_accepted_are_left_out_with_a_warning_of_both_numbers():
    X, y = family.overlapping()
    sampler = cp.Oversampler(cp.Recipe(acceptance=Beyond(1.2, attempts=2)), random_state=0)
    with pytest.warns(cp.SamplingWarning, match=r"gets \d+ new rows and not the 30 asked for"):
        grown, _ = sampler.fit_resample(X, y)
    assert len(X) < len(grown) < len(X) + 30


def test_an_accepted_draft_has_no_other_epoch_and_says_why():
    X, y = family.overlapping()
    sampler = cp.Oversampler(cp.Recipe(acceptance=Beyond()), random_state=0, rng="counter")
    sampler.fit_resample(X, y)
    with pytest.raises(cp.InvalidInputError, match="accepted by looking at it"):
        sampler.draft_.lineage(epoch=1)


def refused(X, y, made, k):
    """Whether the rows at these places are among rows of other classes, by a search of all rows."""
    index = NeighborIndex(k).fit(X)
    return (y[index.kneighbors(made, return_distance=False)] != 1).sum(axis=1) > k / 2


@pytest.mark.parametrize("unit", [1.0, 1e-170, 1e160])
@pytest.mark.parametrize("k", [1, 4, 5])
def test_rows_are_refused_as_by_a_search_of_all_rows_with_ties_and_numbers_of_any_size(k, unit):
    rng = np.random.default_rng(k)
    X = rng.integers(0, 12, (3000, 3)) * unit
    y = (rng.random(3000) < 0.05).astype(int)
    stage = FewForeignNeighbours(k, attempts=1)
    drawn = []

    class Watched(FewForeignNeighbours):
        def accepts(self, problem, klass, made):
            good = stage.accepts(problem, klass, made)
            drawn.append((made.numeric, good))
            return good

    with pytest.warns(cp.SamplingWarning, match="raise rejection_level"):
        cp.Oversampler(
            cp.Recipe(acceptance=Watched(k, attempts=1)), sampling_strategy=0.5, random_state=0
        ).fit_resample(X, y)
    ((made, good),) = drawn
    assert 5 < good.sum() < len(good) - 5
    np.testing.assert_array_equal(good, ~refused(X, y, made, k))
