"""Claims about `rng="counter"`: every new row has random numbers of its own."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import counterpoise
from counterpoise import (
    ADASYN,
    SMOTE,
    SMOTENC,
    BorderlineSMOTE,
    InvalidInputError,
    Recipe,
    balance,
)
from counterpoise.core.ballots import Ballot, Ballots
from counterpoise.core.displacement import Site
from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage, Origins, Source
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.core.words import Words
from counterpoise.space.geometry import Geometry, rounded_units
from counterpoise.space.problem import TableProblem
from counterpoise.stages import (
    Duplicate,
    NearestNeighbours,
    NeighbourhoodVote,
    SeedGroup,
    Segment,
    SmoothedBootstrap,
)

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

COUNTING = ("ADASYN", "SMOTE", "BorderlineSMOTE", "SVMSMOTE", "KMeansSMOTE", "RandomOverSampler")


def table(n=300, n_columns=6, seed=0, n_minority=60):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, n_columns))
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += 0.7
    return X, y


def problem(nominal=False, seed=3):
    generator = np.random.default_rng(0)
    codes = generator.integers(-1, 3, (80, 5)).astype(np.int32)
    numeric = np.empty((80, 0)) if nominal else generator.normal(size=(80, 7))
    target = np.repeat([0, 1], [50, 30])
    geometry = Geometry(Rows(numeric, codes), target, nominal=nominal)
    return TableProblem(geometry, ["no", "yes"], Streams(seed, "counter"))


@pytest.mark.parametrize(
    ("interpolation", "nominal"),
    [
        (Segment(), False),
        (Segment(other_class_reach=0.5), False),
        (NeighbourhoodVote(), True),
        (Duplicate(), False),
        (SmoothedBootstrap(), False),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("counted", [False, True], ids=["uniform", "counted"])
def test_parts_drawn_apart_and_in_any_order_are_the_whole(interpolation, nominal, counted):
    posed = problem(nominal)
    members = posed.members(1)
    counts = np.arange(len(members)) % 9 if counted else None
    n_new = int(counts.sum()) if counted else 120
    group = SeedGroup(1, members, n_new, counts=counts)
    recipe = Recipe(neighbourhood=NearestNeighbours(4, among="all"), interpolation=interpolation)
    draft = Draft(interpolation, [recipe.prepared(posed, group)], posed.streams.seed)
    whole = draft.lineage()
    edges = [0, 1, 17, 18, 64, n_new]
    parts = {i: draft.lineage(edges[i], edges[i + 1]) for i in (3, 0, 4, 2, 1)}
    joined = Lineage.concatenate([parts[i] for i in range(5)])
    for name in ("klass", "parents", "gaps", "codes", "offsets"):
        np.testing.assert_array_equal(getattr(joined, name), getattr(whole, name), err_msg=name)


def test_a_part_of_a_part_is_a_part():
    counts = np.array([0, 3, 5, 0, 2, 7])
    group = SeedGroup(1, np.arange(6), 17, counts=counts)
    inner = group.part(2, 15).part(3, 9)
    direct = group.part(5, 11)
    assert (inner.n_new, inner.offset) == (direct.n_new, direct.offset) == (6, 5)
    np.testing.assert_array_equal(inner.counts, direct.counts)


@pytest.mark.parametrize("name", COUNTING)
def test_the_same_seed_gives_the_same_rows_and_another_one_others(name):
    X, y = table()
    sampler = getattr(counterpoise, name)
    first, again, other = (
        sampler(random_state=seed, rng="counter").fit_resample(X, y)[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first[len(X) :], other[len(X) :])


def test_more_rows_begin_with_the_same_rows():
    X, y = table()
    few, _ = SMOTE(sampling_strategy=0.5, random_state=1, rng="counter").fit_resample(X, y)
    many, _ = SMOTE(sampling_strategy=1.0, random_state=1, rng="counter").fit_resample(X, y)
    np.testing.assert_array_equal(many[: len(few)], few)


def test_a_class_draws_the_same_whatever_other_classes_do():
    X, y = table(n_minority=80)
    y[-30:] = 2
    rows = {}
    for wanted in ({1: 90}, {1: 90, 2: 150}):
        sampler = SMOTE(sampling_strategy=wanted, random_state=5, rng="counter")
        X_new, y_new = sampler.fit_resample(X, y)
        rows[len(wanted)] = X_new[len(X) :][y_new[len(X) :] == 1]
    np.testing.assert_array_equal(rows[1], rows[2])


def test_seeds_partners_and_gaps_are_uniform_and_independent():
    words = Words(11, 1).drawn(0, 0, 200_000)
    unit = words / 2.0**64
    for column in unit.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-4
    table, _, _ = np.histogram2d(unit[:, 0], unit[:, 2], bins=8)
    assert stats.chisquare(table.ravel()).pvalue > 1e-4
    assert np.abs(np.corrcoef(unit.T) - np.eye(4)).max() < 0.01


def test_seeds_classes_and_purposes_have_different_numbers():
    drawn = [
        Words(seed, klass).drawn(purpose, 0, 50)
        for seed in (0, 1)
        for klass in (0, 1)
        for purpose in (0, 256)
    ]
    assert len(np.unique(np.concatenate(drawn))) == 8 * 50 * 4


def test_new_rows_lie_between_their_parents():
    X, y = table()
    sampler = SMOTE(random_state=0, rng="counter")
    X_new, _ = sampler.fit_resample(X, y)
    base, partner = sampler.lineage_.parents.T
    gap = sampler.lineage_.gaps
    np.testing.assert_allclose(X_new[len(X) :], X[base] + gap * (X[partner] - X[base]), rtol=1e-12)
    assert 0.4 < gap.mean() < 0.6


def test_noise_is_normal_and_finite():
    posed = problem()
    group = SeedGroup(1, posed.members(1), 50_000)
    width = posed.streams.draws(group).noise(np.ones(7))
    none = np.empty((0, 0))
    site = Site(Words(3, 1), group.numbers, group.numbers, np.empty((0, 0, 7)), none)
    noise = width.offsets(site, 7)
    assert np.isfinite(noise).all()
    for column in noise.T:
        assert stats.kstest(column, "norm").pvalue > 1e-4


def test_ties_elect_each_leader_equally_often():
    votes = np.array([[0, 0, 1, 1, 2, 2]], np.int32)
    ballots = Ballots((Ballot.of(np.array([0], np.int32), votes),))
    source = Source(Words(3, 1), ballots)
    origins = Origins.of(source, np.arange(30_000), np.zeros(30_000, np.int64))
    elected = origins.categories()[:, 0]
    assert stats.chisquare(np.bincount(elected)).pvalue > 1e-4


@pytest.mark.parametrize("sampler", [BorderlineSMOTE, ADASYN])
def test_threads_do_not_matter(sampler):
    X, y = table()
    one, two = (
        sampler(random_state=0, rng="counter", n_jobs=n).fit_resample(X, y)[0] for n in (1, 2)
    )
    np.testing.assert_array_equal(one, two)


def test_categories_are_voted_by_the_partners():
    generator = np.random.default_rng(1)
    X = pd.DataFrame({"a": generator.normal(size=200), "b": generator.choice(list("xyz"), 200)})
    y = np.repeat([0, 1], [160, 40])
    sampler = SMOTENC(["b"], random_state=0, rng="counter")
    X_new, _ = sampler.fit_resample(X, y)
    assert len(X_new) == 320
    a, b = X["a"].to_numpy()[y == 1], X["b"].to_numpy()[y == 1]
    cost = (
        a.std() ** 2
    )  # categories that differ are as far apart as the median spread, here the one
    distances = (a[:, None] - a) ** 2 + cost * (b[:, None] != b)
    np.fill_diagonal(distances, np.inf)
    partners = np.argsort(distances, axis=1)[:, :5]
    seeds = sampler.lineage_.base - 160
    votes = (b[partners[seeds]][:, :, None] == np.array(list("xyz"))).sum(axis=1)
    elected = X_new["b"].to_numpy()[200:]
    ballots = votes[np.arange(120), [list("xyz").index(v) for v in elected]]
    np.testing.assert_array_equal(ballots, votes.max(axis=1))
    assert (elected != b[seeds]).any()  # the seed's own category decides nothing


def test_units_to_20_digits_absorb_the_order_of_summation():
    X = np.random.default_rng(0).lognormal(size=(10_000, 5)) * 1e3 + 7
    units = []
    for order in (slice(None), slice(None, None, -1)):
        parts = np.array_split(X[order], 7)
        mean = sum(part.sum(axis=0) for part in parts) / len(X)
        std = np.sqrt(sum(((part - mean) ** 2).sum(axis=0) for part in parts) / len(X))
        units.append(rounded_units(mean, std))
    np.testing.assert_array_equal(units[0], units[1])
    middle, spread = units[0]
    np.testing.assert_allclose(spread, X.std(axis=0), rtol=1e-6)
    np.testing.assert_allclose(middle, X.mean(axis=0), rtol=1e-6)


def test_balance_takes_it_and_says_what_it_does_not_know():
    X, y = table()
    frame = pd.DataFrame(X).add_prefix("x").assign(y=y)
    first, again = (balance(frame, "y", seed=4, rng="counter") for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(balance(frame, "y", seed=4))
    with pytest.raises(InvalidInputError, match="rng='dice' is not known"):
        balance(frame, "y", rng="dice")
