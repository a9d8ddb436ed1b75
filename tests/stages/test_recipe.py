"""A recipe asks each of its stages what it needs, and takes nothing else for a stage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors

import counterpoise as cp
from counterpoise import Cleaner, InvalidInputError, Oversampler, Recipe
from counterpoise.stages import (
    AdaptiveSeeds,
    AllKNNEditing,
    AllSeeds,
    ClusterSeeds,
    DangerSeeds,
    Duplicate,
    EditedNeighbours,
    MutualNeighbours,
    NearestNeighbours,
    Neighbourhood,
    NeighbourhoodCleaning,
    NeighbourhoodVote,
    NoNeighbourhood,
    RandomRemoval,
    RepeatedEditing,
    Segment,
    SmoothedBootstrap,
    SupportVectorSeeds,
)
from shared import family

X, Y = family.overlapping()
TEXT = pd.DataFrame({"word": np.where(X[:, 0] > 0, "up", "down"), "when": np.arange(70) // 2})


def rows_of(sampler, table=X):
    return family.numbers(sampler.fit_resample(table, Y)[0])


# In line with each other the classes are told apart, so that seeds differ where X is looked at.
SEEDS = {
    "danger": (DangerSeeds(10), lambda: cp.BorderlineSMOTE(random_state=0)),
    "adaptive": (AdaptiveSeeds(5), lambda: cp.ADASYN(random_state=0)),
    "support vectors": (SupportVectorSeeds(10), lambda: cp.SVMSMOTE(random_state=0)),
    "clusters": (ClusterSeeds(1), lambda: cp.KMeansSMOTE(kmeans_estimator=1, random_state=0)),
}


@pytest.mark.filterwarnings("ignore::counterpoise.SamplingWarning")
@pytest.mark.parametrize(("seeds", "named"), SEEDS.values(), ids=SEEDS)
def test_seeds_that_look_at_values_see_them_though_the_rows_are_copied(seeds, named):
    sampler = Oversampler(Recipe(seeds=seeds, interpolation=Duplicate()), random_state=0)
    new = rows_of(sampler)[len(X) :]
    oracle = named()
    oracle.fit_resample(X, Y)
    grown = set(oracle.lineage_.base.tolist())
    members = {tuple(row) for row in X[sorted(grown)]}
    assert len(new)
    assert set(sampler.lineage_.base.tolist()) <= set(np.flatnonzero(Y == 1).tolist())
    if not isinstance(seeds, ClusterSeeds):  # one cluster: every row may grow
        assert {tuple(row) for row in new} <= members | {tuple(X[i]) for i in seed_rows(oracle)}


def seed_rows(oracle):
    """Return the rows that a method may have grown from, whether they were drawn or not."""
    if isinstance(oracle, cp.BorderlineSMOTE):
        return oracle.in_danger_indices_[1]
    if isinstance(oracle, cp.SVMSMOTE):
        return oracle.svm_estimator_.support_
    return oracle.lineage_.base


def test_a_scaled_column_changes_which_rows_are_in_danger_and_so_which_are_copied():
    recipe = Recipe(seeds=DangerSeeds(5), interpolation=Duplicate())
    stretched = X * [1000, 1, 1, 1]
    plain, far = (Oversampler(recipe, random_state=0).fit(X, Y) for _ in range(2))
    plain.fit_resample(X, Y)
    far.fit_resample(stretched, Y)
    assert set(plain.lineage_.base) != set(far.lineage_.base)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(interpolation=Duplicate()),
        Recipe(neighbourhood=NoNeighbourhood(), interpolation=Duplicate()),
        Recipe(interpolation=Duplicate(), cleaning=RandomRemoval()),
    ],
    ids=repr,
)
def test_where_no_stage_looks_at_values_columns_of_any_type_will_do(recipe):
    assert not recipe.looks_at_values
    sampler = Oversampler(recipe, random_state=0)
    grown, _ = sampler.fit_resample(TEXT, Y)
    assert list(grown.dtypes) == list(TEXT.dtypes)
    assert sampler.__sklearn_tags__().input_tags.string


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(),
        Recipe(seeds=DangerSeeds(), interpolation=Duplicate()),
        Recipe(neighbourhood=NearestNeighbours(), interpolation=Duplicate()),
        Recipe(interpolation=SmoothedBootstrap()),
        Recipe(interpolation=Duplicate(), cleaning=MutualNeighbours()),
        Recipe(interpolation=Duplicate(), nominal=True),
    ],
    ids=repr,
)
def test_where_any_stage_looks_at_values_text_is_refused(recipe):
    assert recipe.looks_at_values
    sampler = Oversampler(recipe, random_state=0)
    assert not sampler.__sklearn_tags__().input_tags.string
    with pytest.raises(InvalidInputError, match=r"column 'word'|columns of numbers"):
        sampler.fit_resample(TEXT, Y)


def test_a_stage_of_one_s_own_looks_at_values_unless_it_says_otherwise():
    class Farthest(Neighbourhood):
        def partners(self, problem, group):
            points = problem.geometry.points
            far = ((points[group.rows][:, np.newaxis] - points[group.rows]) ** 2).sum(axis=2)
            return group.rows[far.argmax(axis=1)][:, np.newaxis]

    recipe = Recipe(neighbourhood=Farthest(), interpolation=Duplicate())
    assert recipe.looks_at_values
    assert len(rows_of(Oversampler(recipe, random_state=0))) == 100


def test_a_class_of_one_row_can_be_copied_by_a_recipe_without_a_neighbourhood():
    y = np.array([0] * 69 + [1])
    for interpolation in (Duplicate(), SmoothedBootstrap()):
        grown, _ = Oversampler(Recipe(interpolation=interpolation)).fit_resample(X, y)
        assert len(grown) == 138


class TwoFaced(cp.stages.Interpolation):
    """Adds noise and votes for one class, and copies for the other."""

    def prepare(self, problem, group):
        return group if group.klass == 1 else SmoothedBootstrap(0.5).prepare(problem, group)

    def draw(self, group, draws):
        if group.klass == 1:
            return Duplicate().draw(group, draws)
        return SmoothedBootstrap(0.5).draw(group, draws)


def test_noise_of_one_class_survives_beside_copies_of_another():
    y = np.repeat([0, 1, 2], [30, 20, 20])
    sampler = Oversampler(Recipe(interpolation=TwoFaced()), random_state=0)
    grown, y_grown = sampler.fit_resample(X, y)
    originals = {tuple(row) for row in X}
    known = np.array([tuple(row) in originals for row in grown[70:]])
    np.testing.assert_array_equal(known, y_grown[70:] == 1)


NOT_STAGES = {
    "a text": (Recipe(seeds="x"), ["seeds is 'x'", "Seeds"]),
    "an empty text": (Recipe(seeds=""), ["seeds is ''", "Seeds"]),
    "swapped": (Recipe(seeds=Segment()), ["Segment()", "pass this stage as interpolation"]),
    "not built": (Recipe(seeds=AllSeeds), ["the class AllSeeds", "seeds=AllSeeds()"]),
    "not built, copies": (Recipe(interpolation=Duplicate), ["interpolation=Duplicate()"]),
    "a sampler": (Recipe(cleaning=cp.EditedNearestNeighbours()), ["not a sampler"]),
    "a cleaning as seeds": (Recipe(seeds=EditedNeighbours()), ["pass this stage as cleaning"]),
    "no bool": (Recipe(nominal="no"), ["nominal='no'", "True or False"]),
    "numbers are not nominal": (Recipe(nominal=True), ["nominal=True", "4 columns of numbers"]),
    "no partners": (Recipe(neighbourhood=NoNeighbourhood()), ["Segment", "no partners"]),
}


@pytest.mark.parametrize(("recipe", "parts"), NOT_STAGES.values(), ids=NOT_STAGES)
def test_what_is_no_stage_of_its_kind_is_named_with_what_to_do(recipe, parts):
    with pytest.raises(InvalidInputError) as caught:
        Oversampler(recipe, random_state=0).fit_resample(X, Y)
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("make", "given", "part"),
    [
        (Oversampler, "smote", "recipe is 'smote'"),
        (Oversampler, None, "recipe is None"),
        (Oversampler, Recipe, "the class Recipe"),
        (Oversampler, AllSeeds(), r"Recipe\(seeds=AllSeeds\(\)\)"),
        (Oversampler, cp.SMOTE(), "use this sampler as it is"),
        (Cleaner, "enn", "cleaning is 'enn'"),
        (Cleaner, None, "cleaning is None"),
        (Cleaner, EditedNeighbours, r"cleaning=EditedNeighbours\(\)"),
        (Cleaner, cp.TomekLinks(), "not a sampler"),
        (Cleaner, AllSeeds(), "pass this stage as seeds"),
        (Cleaner, Recipe(), "of the kind Cleaning"),
    ],
)
def test_over_samplers_and_cleaners_say_what_they_are_made_of(make, given, part):
    with pytest.raises(InvalidInputError, match=part):
        make(given).fit_resample(X, Y)


NO_PARAMETERS = [
    Recipe(neighbourhood=NearestNeighbours(0)),
    Recipe(neighbourhood=NearestNeighbours(2.5)),
    Recipe(neighbourhood=NearestNeighbours(True)),
    Recipe(neighbourhood=NearestNeighbours(NearestNeighbors)),
    Recipe(neighbourhood=NearestNeighbours(among="x")),
    Recipe(interpolation=Segment(other_class_reach=np.nan)),
    Recipe(interpolation=Segment(other_class_reach=-1)),
    Recipe(interpolation=Segment(restart="a")),
    Recipe(interpolation=SmoothedBootstrap(np.nan)),
    Recipe(interpolation=SmoothedBootstrap({0: 1, 1: -1})),
    Recipe(interpolation=SmoothedBootstrap(None)),
    Recipe(seeds=DangerSeeds(2.5)),
    Recipe(seeds=AdaptiveSeeds(0)),
    Recipe(seeds=SupportVectorSeeds(out_step=np.nan)),
    Recipe(seeds=SupportVectorSeeds(svm_rows=1)),
    Recipe(seeds=ClusterSeeds(2.5)),
    Recipe(seeds=ClusterSeeds(KMeans)),
    Recipe(seeds=ClusterSeeds(density_exponent=np.inf)),
    Recipe(cleaning=EditedNeighbours(kind_sel="most")),
    Recipe(cleaning=EditedNeighbours(in_order="x")),
    Recipe(cleaning=EditedNeighbours(sampling_strategy=5)),
    Recipe(cleaning=RepeatedEditing(max_iter=0)),
    Recipe(cleaning=RepeatedEditing(max_iter=2.5)),
    Recipe(cleaning=AllKNNEditing(allow_minority="x")),
    Recipe(cleaning=NeighbourhoodCleaning(threshold_cleaning=np.nan)),
    Recipe(cleaning=NeighbourhoodCleaning(editing=cp.EditedNearestNeighbours())),
    Recipe(cleaning=NeighbourhoodCleaning(editing=EditedNeighbours(-1))),
    Recipe(cleaning=RandomRemoval(replacement="a")),
]


@pytest.mark.parametrize("recipe", NO_PARAMETERS, ids=repr)
def test_a_parameter_of_a_stage_is_checked_before_the_work(recipe):
    with pytest.raises(ValueError, match=r"must be|needs a finite"):
        Oversampler(recipe).fit(X, Y)
    if recipe.cleaning is not None:
        with pytest.raises(ValueError, match="must be"):
            Cleaner(recipe.cleaning).fit(X, Y)


def test_a_vote_needs_no_partners():
    recipe = Recipe(neighbourhood=NoNeighbourhood(), interpolation=NeighbourhoodVote())
    new = rows_of(Oversampler(recipe, random_state=0))[70:]
    assert {tuple(row) for row in new} <= {tuple(row) for row in X}
