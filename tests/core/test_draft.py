"""Claims about drafts: what a fitted method is, and what is drawn from it without the table."""

import itertools
import pickle

import numpy as np
import pytest

from counterpoise import InvalidInputError, Recipe, materialise
from counterpoise.core.lineage import Lineage
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages import (
    AdaptiveSeeds,
    DangerSeeds,
    Duplicate,
    HyperSphere,
    LocalGaussian,
    NearestNeighbours,
    NeighbourhoodVote,
    SafeLevelSegment,
    Segment,
    ShadowHull,
    SmoothedBootstrap,
    SurfaceNeighbours,
)

RECIPES = {
    "smote": Recipe(),
    "borderline-2": Recipe(
        DangerSeeds(), NearestNeighbours(among="all"), Segment(other_class_reach=0.5)
    ),
    "adasyn": Recipe(AdaptiveSeeds(), interpolation=Segment(restart=False)),
    "random": Recipe(interpolation=Duplicate()),
    "rose": Recipe(interpolation=SmoothedBootstrap()),
    "vote": Recipe(interpolation=NeighbourhoodVote()),
    "safe-level": Recipe(interpolation=SafeLevelSegment()),
    "geometric": Recipe(neighbourhood=SurfaceNeighbours(), interpolation=HyperSphere()),
    "mgs": Recipe(neighbourhood=NearestNeighbours(None), interpolation=LocalGaussian()),
    "loras": Recipe(interpolation=ShadowHull()),
}
N_ROWS, N_MINORITY, N_COLUMNS, N_CATEGORIES, N_NEW = 2200, 200, 6, 40, 1800


def table(n_rows=N_ROWS, n_minority=N_MINORITY, n_columns=N_COLUMNS, n_categories=N_CATEGORIES):
    rng = np.random.default_rng(0)
    numeric = rng.normal(size=(n_rows, n_columns)) * 10.0 ** np.arange(n_columns)
    target = np.repeat([0, 1], [n_rows - n_minority, n_minority])
    numeric[target == 1] += 0.5 * 10.0 ** np.arange(n_columns)
    codes = rng.integers(-1, 3, (n_rows, n_categories)).astype(np.int32)
    return Rows(numeric, codes), target


def problem(rows, target, rng="counter"):
    posed = TableProblem(Geometry(rows, target, "standard"), ["no", "yes"], Streams(3, rng))
    posed.plan = {1: N_NEW}
    return posed


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_slices_of_a_pickled_draft_have_the_rows_of_the_whole(recipe):
    rows, target = table()
    draft = recipe.fit(problem(rows, target))
    whole = materialise(draft.lineage(), rows)
    remote = pickle.loads(pickle.dumps(draft))
    edges = [0, 1, 2, 700, 701, 1500, len(draft)]
    parts = [
        materialise(remote.lineage(start, stop), rows) for start, stop in itertools.pairwise(edges)
    ]
    np.testing.assert_array_equal(np.vstack([part.numeric for part in parts]), whole.numeric)
    np.testing.assert_array_equal(np.vstack([part.codes for part in parts]), whole.codes)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_rows_that_are_picked_from_a_lineage_have_the_values_of_the_whole(recipe):
    rows, target = table()
    lineage = recipe.fit(problem(rows, target)).lineage()
    whole = materialise(lineage, rows)
    picked = np.random.default_rng(1).permutation(len(lineage))[:300]
    some = materialise(lineage[picked], rows)
    np.testing.assert_array_equal(some.numeric, whole.numeric[picked])
    np.testing.assert_array_equal(some.codes, whole.codes[picked])


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_every_epoch_has_rows_of_its_own_and_repeats_them(recipe):
    rows, target = table()
    draft = recipe.fit(problem(rows, target))
    first, second, again = (
        materialise(draft.lineage(epoch=epoch), rows).numeric for epoch in (0, 1, 1)
    )
    np.testing.assert_array_equal(second, again)
    assert (first != second).any(axis=1).mean() > 0.5


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_draft_does_not_grow_with_the_other_classes_or_the_columns(recipe):
    sizes = []
    for n_rows, n_columns in ((N_ROWS, N_COLUMNS), (3 * N_ROWS, N_COLUMNS), (N_ROWS, 60)):
        rows, target = table(n_rows, n_columns=n_columns, n_categories=0)
        recipe = recipe if recipe is not RECIPES["mgs"] else RECIPES["loras"]
        sizes.append(len(pickle.dumps(recipe.fit(problem(rows, target)))))
    assert sizes[1] < 1.5 * sizes[0]
    assert sizes[2] < 1.5 * sizes[0] + 60 * 8 * 2  # the spread of each column, and no more


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_lineage_takes_at_most_64_bytes_a_row_and_16_a_parent(recipe):
    rows, target = table(n_columns=50)
    lineage = recipe.fit(problem(rows, target)).lineage()
    n_parents = lineage.parents.shape[1]
    assert lineage.nbytes <= len(lineage) * (64 + 16 * n_parents)
    several = Lineage.concatenate([lineage[:100], lineage[100:]])
    assert several.nbytes <= len(several) * (64 + 16 * n_parents)


def test_rows_from_one_stream_are_drawn_once_and_have_no_other_epoch():
    rows, target = table()
    draft = Recipe().fit(problem(rows, target, "numpy"))
    np.testing.assert_array_equal(draft.lineage(40, 60).parents, draft.lineage().parents[40:60])
    with pytest.raises(InvalidInputError, match=r"epoch=1 .* rng='counter'"):
        draft.lineage(epoch=1)


def test_a_draft_counts_its_rows_and_parents():
    rows, target = table()
    for name, n_parents in (("smote", 2), ("random", 1), ("loras", 6), ("mgs", 8)):
        draft = RECIPES[name].fit(problem(rows, target))
        assert (len(draft), draft.counts(), draft.n_parents) == (N_NEW, {1: N_NEW}, n_parents)
