"""Claims about cleanings one after another, and what stands behind any over-sampler."""

import numpy as np
import pytest

from counterpoise import (
    Cleaner,
    EditedNearestNeighbours,
    GeometricSMOTE,
    Oversampler,
    Recipe,
    TomekLinks,
)
from counterpoise.errors import InvalidInputError
from counterpoise.stages import (
    EditedNeighbours,
    FewForeignNeighbours,
    GameFilter,
    InTurn,
    MutualNeighbours,
    OnlyNew,
    RemotestNew,
)


def overlapping(n=90, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) + 1])
    return X, np.repeat([0, 1], [n, n_minority])


def test_each_cleaning_sees_what_the_one_before_it_kept():
    X, y = overlapping()
    in_turn = InTurn([MutualNeighbours("all"), EditedNeighbours(3, sampling_strategy="all")])
    kept, target = Cleaner(in_turn).fit_resample(X, y)
    first = TomekLinks(sampling_strategy="all").fit_resample(X, y)
    wanted, classes = EditedNearestNeighbours(sampling_strategy="all").fit_resample(*first)
    np.testing.assert_array_equal(kept, wanted)
    np.testing.assert_array_equal(target, classes)
    assert len(wanted) < len(first[0]) < len(X)


def test_the_second_cleaning_knows_which_rows_are_new():
    X, y = overlapping()
    recipe = Recipe(cleaning=InTurn([RemotestNew(2), OnlyNew("all")]))
    sampler = Oversampler(recipe, random_state=0)
    grown, _ = sampler.fit_resample(X, y)
    assert len(grown) == 30
    assert sampler.is_synthetic_.all()


def test_an_acceptance_and_a_cleaning_stand_behind_any_over_sampler():
    X, y = overlapping()
    plain = GeometricSMOTE().make_recipe()
    recipe = plain.with_acceptance(FewForeignNeighbours(5, 0.2)).with_cleaning(GameFilter())
    sampler = Oversampler(recipe, random_state=0)
    made = sampler.fit_resample(X, y)[0][sampler.is_synthetic_]
    far = ((made[:, None] - X) ** 2).sum(axis=2)
    assert (y[np.argsort(far, axis=1)[:, :5]] == 0).sum(axis=1).max() <= 1
    assert 0 < len(made) <= 60
    assert plain.acceptance is None


def test_what_is_wrong_with_a_cleaning_in_turn_is_told():
    X, y = overlapping()
    with pytest.raises(ValueError, match="one_of"):
        Cleaner(InTurn([RemotestNew(0)])).fit_resample(X, y)
    with pytest.raises(InvalidInputError, match=r"cleanings has 3.*stages of the kind Cleaning"):
        Cleaner(InTurn([OnlyNew(), 3])).fit_resample(X, y)
