"""What holds for every table: segments, ranges, counts, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import counterpoise as cp
from counterpoise import SMOTE, SMOTENC
from shared import family
from shared.grids import examples, in_turn, part_of

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

settings.register_profile(
    "counterpoise", deadline=None, max_examples=examples(60), derandomize=True
)
settings.load_profile("counterpoise")

each_grower = pytest.mark.parametrize("make", family.OVER.values(), ids=family.OVER)
values = st.floats(-1e6, 1e6, allow_nan=False, allow_subnormal=False, width=32)


@st.composite
def tables(draw, elements=values, k=3, dtype=np.float64):
    """Draw a table of hostile numbers with two or three classes of more than k rows."""
    n_classes = draw(st.integers(2, 3))
    sizes = [draw(st.integers(k + 1, 12)) for _ in range(n_classes)]
    n_columns = draw(st.integers(1, 5))
    X = draw(arrays(dtype, (sum(sizes), n_columns), elements=elements))
    y = np.repeat(np.arange(n_classes), sizes)
    order = np.random.default_rng(draw(st.integers(0, 2**16))).permutation(len(y))
    return X[order], y[order]


seeds = st.integers(0, 2**32 - 1)


def seven_more(y):
    """Ask for seven new rows of each class, also where they are balanced."""
    return {label: n + 7 for label, n in zip(*np.unique(y, return_counts=True), strict=True)}


def smote(seed):
    return SMOTE(k_neighbors=3, random_state=seed, sampling_strategy=seven_more)


@given(tables(), seeds)
def test_a_new_row_lies_on_the_segment_between_two_rows_of_its_class(table, seed):
    X, y = table
    sampler = smote(seed)
    found, found_y = sampler.fit_resample(X, y)
    base, partner = (X[rows] for rows in sampler.lineage_.parents.T)
    gap = sampler.lineage_.gaps
    new = found[len(X) :]
    scale = np.maximum(np.abs(base), np.abs(partner))
    assert (np.abs(new - (base + gap * (partner - base))) <= 4e-16 * scale).all()
    # The rounding of a sum may pass the end of the segment by one unit of its last place.
    slack = np.spacing(scale)
    assert (new >= np.minimum(base, partner) - slack).all()
    assert (new <= np.maximum(base, partner) + slack).all()
    assert (gap >= 0).all()
    assert (gap < 1).all()
    assert (y[sampler.lineage_.parents] == found_y[len(y) :, np.newaxis]).all()
    assert (sampler.lineage_.parents[:, 0] != sampler.lineage_.parents[:, 1]).all()


@given(tables(), seeds)
def test_columns_in_which_both_parents_agree_keep_their_value(table, seed):
    X, y = table
    sampler = smote(seed)
    found, _ = sampler.fit_resample(X, y)
    base, partner = (X[rows] for rows in sampler.lineage_.parents.T)
    agree = base == partner
    np.testing.assert_array_equal(found[len(X) :][agree], base[agree])


@given(tables(st.integers(-(2**62), 2**62), dtype=np.int64), seeds)
def test_whole_numbers_of_any_size_stay_between_their_parents(table, seed):
    X, y = table
    sampler = smote(seed)
    found, _ = sampler.fit_resample(X, y)
    base, partner = (X[rows].astype(object) for rows in sampler.lineage_.parents.T)
    new = found[len(X) :].astype(object)
    slack = np.spacing(np.abs(X).max(initial=0).astype(float))  # a unit in the last place
    slack = int(slack) if slack >= 1 else 0
    assert (new >= np.minimum(base, partner) - 4 * slack).all()
    assert (new <= np.maximum(base, partner) + 4 * slack).all()
    agree = base == partner
    assert (new[agree] == base[agree]).all()
    np.testing.assert_array_equal(found[: len(X)], X)


@st.composite
def strategies(draw, y):
    labels, counts = np.unique(y, return_counts=True)
    kinds = ["named", "dict", "function"] + ["ratio"] * (len(labels) == 2)
    kind = draw(st.sampled_from(kinds))
    if kind == "named":
        return draw(st.sampled_from(["auto", "minority", "not minority", "not majority", "all"]))
    if kind == "ratio":
        return draw(st.floats(0.05, 1.0))
    wanted = {
        int(c): int(n) + draw(st.integers(0, 9))
        for c, n in zip(labels, counts, strict=True)
        if draw(st.booleans())
    }
    return (lambda _: wanted) if kind == "function" else wanted


@given(st.data(), tables(), seeds)
def test_each_class_grows_by_exactly_what_the_plan_says(data, table, seed):
    X, y = table
    sampler = SMOTE(k_neighbors=3, random_state=seed, sampling_strategy=data.draw(strategies(y)))
    before = np.bincount(y)
    try:
        found, found_y = sampler.fit_resample(X, y)
    except cp.InvalidInputError:
        # Only a ratio may be refused: one that the classes have reached, or that adds no row.
        assert isinstance(sampler.sampling_strategy, float)
        assert int(before.max() * sampler.sampling_strategy) <= before.min()
        return
    planned = np.array([sampler.sampling_strategy_.get(c, 0) for c in range(len(before))])
    assert (planned >= 0).all()
    np.testing.assert_array_equal(np.bincount(found_y), before + planned)
    np.testing.assert_array_equal(
        np.bincount(found_y[sampler.is_synthetic_], minlength=len(before)), planned
    )
    assert len(found) == len(found_y)


@pytest.mark.parametrize(
    "make",
    [
        family.GROWS[n]
        for n in ("SMOTE", "BorderlineSMOTE-1", "SVMSMOTE", "ROSE", "RandomOverSampler")
    ],
    ids=["SMOTE", "BorderlineSMOTE-1", "SVMSMOTE", "ROSE", "RandomOverSampler"],
)
@pytest.mark.parametrize("seed", range(4))
def test_every_method_grows_each_class_by_exactly_what_the_plan_says(make, seed):
    X, y = family.overlapping(seed=seed)
    sampler = make(sampling_strategy={1: 37})
    _, found_y = sampler.fit_resample(X, y)
    assert sampler.sampling_strategy_ == {1: 17}
    assert np.bincount(found_y).tolist() == [50, 37]


# Not ROSE: its noise is drawn column by column.
@pytest.mark.parametrize(
    "make", [pytest.param(m, id=n) for n, m in family.OVER.items() if n != "ROSE"]
)
def test_the_order_of_the_columns_does_not_matter(make):
    X, y = family.overlapping()
    order = np.array([2, 0, 3, 1])
    expected, _ = make().fit_resample(X, y)
    found, _ = make().fit_resample(X[:, order], y)
    np.testing.assert_allclose(found, expected[:, order], rtol=1e-9, atol=1e-12)


@given(tables(st.integers(-50, 50).map(float)), seeds)
def test_the_order_of_columns_does_not_matter_even_with_ties(table, seed):
    X, y = table
    expected, _ = smote(seed).fit_resample(X, y)
    found, _ = smote(seed).fit_resample(X[:, ::-1], y)
    np.testing.assert_array_equal(found[:, ::-1], expected)


WALKS = {
    "RandomUnderSampler",
    "CondensedNearestNeighbour",
    "OneSidedSelection",
    "InstanceHardnessThreshold",
}
"""Methods that draw rows, or walk over them, by their place in the table, as the oracle does."""


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_changes_no_neighbourhood(seed):
    X, y = family.overlapping(seed=seed)
    order = np.random.default_rng(seed).permutation(len(X))

    def neighbourhoods(sampler, X, y, names):
        """Return the pairs of rows from which new ones can come."""
        sampler.fit_resample(X, y)
        return {(names[b], names[p]) for b, p in sampler.lineage_.parents}

    many = {"sampling_strategy": {1: 3000}}
    for make in (
        family.OVER["SMOTE"],
        family.OVER["BorderlineSMOTE-1"],
        family.OVER["BorderlineSMOTE-2"],
    ):
        straight = neighbourhoods(make(**many), X, y, np.arange(len(X)))
        assert straight == neighbourhoods(make(**many), X[order], y[order], order)
    for name, make in family.CLEANING.items():
        if name in WALKS:
            continue
        straight, shuffled = make(), make()
        straight.fit_resample(X, y)
        shuffled.fit_resample(X[order], y[order])
        assert set(straight.sample_indices_) == set(order[shuffled.sample_indices_])


MAPS = {
    "rotation": lambda X: X @ np.linalg.qr(np.random.default_rng(0).normal(size=(4, 4)))[0],
    "translation": lambda X: X + np.array([3.0, -2.0, 100.0, 0.5]),
    "scaling": lambda X: X * 7.3,
    "reflection": lambda X: -X,
}


@pytest.mark.parametrize(
    ("name", "told"), in_turn([name for name in family.GROWS if name != "ROSE"], MAPS, 2)
)
def test_a_map_that_keeps_the_neighbours_maps_the_new_rows(name, told):
    move = MAPS[told]
    X, y = family.overlapping()
    expected, expected_y = family.GROWS[name]().fit_resample(X, y)
    found, found_y = family.GROWS[name]().fit_resample(move(X), y)
    np.testing.assert_array_equal(found_y, expected_y)
    np.testing.assert_allclose(found, move(expected), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("scale", ["standard", "robust"])
def test_with_a_scale_the_units_of_a_column_do_not_matter(scale):
    X, y = family.overlapping()
    units = np.array([1.0, 1000.0, 0.001, 60.0])
    expected, _ = SMOTE(scale=scale, random_state=0).fit_resample(X, y)
    found, _ = SMOTE(scale=scale, random_state=0).fit_resample(X * units, y)
    np.testing.assert_allclose(found, expected * units, rtol=1e-9)
    other, _ = SMOTE(random_state=0).fit_resample(X * units, y)
    assert not np.allclose(other, found)


THREADED = [n for n in family.NUMERIC if "n_jobs" in family.NUMERIC[n]().get_params()]
IN_PROCESSES = {"InstanceHardnessThreshold"}
"""Methods that start processes, which takes seconds."""


@pytest.mark.parametrize("name", part_of(THREADED, [n for n in THREADED if n not in IN_PROCESSES]))
def test_the_number_of_threads_does_not_matter(name):
    X, y = family.overlapping(600, 200)
    results = [family.NUMERIC[name](n_jobs=n).fit_resample(X, y) for n in (None, 1, 2, 7, -1)]
    for found, found_y in results[1:]:
        np.testing.assert_array_equal(found, results[0][0])
        np.testing.assert_array_equal(found_y, results[0][1])


@pytest.mark.parametrize("name", list(family.NUMERIC))
def test_the_same_seed_gives_the_same_rows_again(name):
    X, y = family.overlapping()
    make = family.NUMERIC[name]
    sampler = make()
    first, _ = sampler.fit_resample(X, y)
    np.testing.assert_array_equal(sampler.fit_resample(X, y)[0], first)
    np.testing.assert_array_equal(make().fit_resample(X, y)[0], first)


@given(seeds, st.integers(1, 6))
def test_a_category_is_one_that_most_of_the_seed_s_neighbours_have(seed, k):
    frame, y = family.mixed(seed=seed % 50)
    sampler = SMOTENC("auto", k_neighbors=k, random_state=seed)
    found, _ = sampler.fit_resample(frame, y)
    members = np.flatnonzero(y == 1)
    unit = np.median(frame.loc[members, ["age", "income"]].std(ddof=0)) ** 2
    assert sampler.median_std_[1] == pytest.approx(np.sqrt(unit))
    numbers = frame[["age", "income"]].to_numpy()[members]
    kinds = frame[["city", "plan"]].astype(str).to_numpy()[members]
    square = ((numbers[:, None] - numbers) ** 2).sum(axis=2)
    square += unit * (kinds[:, None] != kinds).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    nearest = members[np.argsort(square, axis=1)[:, :k]]
    place = {row: i for i, row in enumerate(members)}
    for i, base in enumerate(sampler.lineage_.base):
        voters = frame.iloc[nearest[place[base]]]
        for name in ("city", "plan"):
            votes = voters[name].astype(str).value_counts()
            assert votes[found[name].iloc[len(y) + i]] == votes.max()
