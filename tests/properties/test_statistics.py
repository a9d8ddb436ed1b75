"""SMOTE draws what its paper says: uniform seeds, partners and gaps, and the moments that follow.

The seeds are fixed and the thresholds wide: a right implementation passes for nearly every seed,
and a wrong one (a partner that is never drawn, a gap that is squared) fails by orders of magnitude.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from counterpoise import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from shared import family

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

N_NEW = 60_000
K = 5
LEAST_P = 1e-4


def distances(X):
    square = ((X[:, None] - X) ** 2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    return square


@pytest.fixture(scope="module", params=[0, 1, 2])
def drawn(request):
    """Return a minority, each row's neighbours, and what SMOTE drew from them."""
    X, y = family.overlapping(40, 30, 3, seed=request.param)
    sampler = SMOTE(k_neighbors=K, random_state=request.param, sampling_strategy={1: 30 + N_NEW})
    found, _ = sampler.fit_resample(X, y)
    members = np.flatnonzero(y == 1)
    nearest = np.argsort(distances(X[members]), axis=1)[:, :K]
    base, partner = np.searchsorted(members, sampler.lineage_.parents.T)
    rank = (nearest[base] == partner[:, None]).argmax(axis=1)
    assert (nearest[base, rank] == partner).all()
    return X[members], nearest, base, rank, sampler.lineage_.gaps[:, 0], found[len(X) :]


def test_seeds_are_uniform_over_the_class(drawn):
    members, _, base, *_ = drawn
    counts = np.bincount(base, minlength=len(members))
    assert stats.chisquare(counts).pvalue > LEAST_P


def test_partners_are_uniform_over_the_ranks(drawn):
    *_, rank, _, _ = drawn
    assert stats.chisquare(np.bincount(rank, minlength=K)).pvalue > LEAST_P


def test_gaps_are_uniform_between_0_and_1(drawn):
    gaps = drawn[4]
    assert stats.kstest(gaps, "uniform").pvalue > LEAST_P
    assert gaps.mean() == pytest.approx(1 / 2, abs=0.01)
    assert (gaps**2).mean() == pytest.approx(1 / 3, abs=0.01)


def test_seed_rank_and_gap_are_independent(drawn):
    members, _, base, rank, gaps, _ = drawn
    table = np.zeros((len(members), K))
    np.add.at(table, (base, rank), 1)
    assert stats.chi2_contingency(table).pvalue > LEAST_P
    tenth = np.minimum((gaps * 10).astype(int), 9)
    for other, size in ((base, len(members)), (rank, K)):
        table = np.zeros((size, 10))
        np.add.at(table, (other, tenth), 1)
        assert stats.chi2_contingency(table).pvalue > LEAST_P
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 0.02


def test_the_moments_are_the_exact_sums_over_rows_and_neighbours(drawn):
    members, nearest, *_, new = drawn
    n = len(members)
    partners = members[nearest]
    mean = (members.mean(axis=0) + partners.mean(axis=(0, 1))) / 2
    # E[ZZ'] = E[XX']/3 + E[NN']/3 + (E[XN'] + E[NX'])/6, with E[U] = 1/2 and E[U^2] = 1/3.
    own = members.T @ members / n
    theirs = np.einsum("nki,nkj->ij", partners, partners) / (n * K)
    cross = np.einsum("ni,nkj->ij", members, partners) / (n * K)
    second = own / 3 + theirs / 3 + (cross + cross.T) / 6
    error = 6 / np.sqrt(len(new))  # six standard errors, for values of spread about one
    spread = new.std(axis=0)
    np.testing.assert_allclose(new.mean(axis=0), mean, atol=error * spread.max())
    products = np.einsum("ni,nj->nij", new, new)
    assert (np.abs(products.mean(axis=0) - second) < error * products.std(axis=0)).all()
    # A gap of 0.5, or one drawn from a normal law, would miss by far more than that.
    wrong = own / 4 + theirs / 4 + (cross + cross.T) / 4
    assert not (np.abs(products.mean(axis=0) - wrong) < error * products.std(axis=0)).all()


def test_a_pair_s_new_rows_have_its_midpoint_as_mean_and_a_twelfth_of_its_square_as_variance():
    X, y = np.array([[0.0, 0.0], [3.0, 1.0], *[[9.0, 9.0]] * 5]), np.array([1, 1, 0, 0, 0, 0, 0])
    sampler = SMOTE(k_neighbors=1, random_state=0, sampling_strategy={1: N_NEW})
    new = sampler.fit_resample(X, y)[0][len(X) :]
    np.testing.assert_allclose(new.mean(axis=0), [1.5, 0.5], atol=0.02)
    np.testing.assert_allclose(np.cov(new.T), np.array([[9, 3], [3, 1]]) / 12, atol=0.02)


def test_with_all_partners_the_spread_shrinks_to_two_thirds_and_with_one_it_stays():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(400, 2)), rng.normal(9, 1, (3, 2))])
    y = np.repeat([1, 0], [400, 3])

    def spread(k):
        sampler = SMOTE(k_neighbors=k, random_state=0, sampling_strategy={1: 40_000})
        return sampler.fit_resample(X, y)[0][len(X) :].var(axis=0) / X[:400].var(axis=0)

    np.testing.assert_allclose(spread(399), 2 / 3, atol=0.02)
    np.testing.assert_allclose(spread(1), 1.0, atol=0.1)


def test_borderline_draws_uniformly_among_the_rows_in_danger():
    X, y = family.overlapping(40, 30, 3)
    sampler = BorderlineSMOTE(random_state=0, sampling_strategy={1: 30_000})
    sampler.fit_resample(X, y)
    danger = sampler.in_danger_indices_[1]
    counts = np.array([(sampler.lineage_.base == row).sum() for row in danger])
    assert counts.sum() == len(sampler.lineage_)
    assert stats.chisquare(counts).pvalue > LEAST_P


def test_borderline_2_goes_at_most_half_way_to_a_foreign_partner():
    X, y = family.overlapping(40, 30, 3)
    sampler = BorderlineSMOTE(kind="borderline-2", random_state=0, sampling_strategy={1: 30_000})
    sampler.fit_resample(X, y)
    gaps = sampler.lineage_.gaps[:, 0]
    foreign = y[sampler.lineage_.parents[:, 1]] == 0
    assert gaps[foreign].max() < 0.5
    assert stats.kstest(gaps[~foreign], "uniform").pvalue > LEAST_P


def test_adasyn_draws_partners_and_gaps_uniformly():
    X, y = family.overlapping(40, 30, 3)
    sampler = ADASYN(random_state=0, sampling_strategy={1: 40_000})
    sampler.fit_resample(X, y)
    members = np.flatnonzero(y == 1)
    nearest = members[np.argsort(distances(X[members]), axis=1)[:, :5]]
    base, partner = sampler.lineage_.parents.T
    rank = (nearest[np.searchsorted(members, base)] == partner[:, None]).argmax(axis=1)
    assert stats.chisquare(np.bincount(rank, minlength=5)).pvalue > LEAST_P
    assert stats.kstest(sampler.lineage_.gaps[:, 0], "uniform").pvalue > LEAST_P


def test_random_over_sampling_repeats_all_rows_alike():
    X, y = family.overlapping(40, 30, 3)
    sampler = RandomOverSampler(random_state=0, sampling_strategy={1: 30_000})
    sampler.fit_resample(X, y)
    counts = np.bincount(sampler.lineage_.base, minlength=len(X))[y == 1]
    assert stats.chisquare(counts).pvalue > LEAST_P


def test_the_noise_of_rose_is_gaussian_with_silverman_s_bandwidth():
    X, y = family.overlapping(40, 30, 3)
    sampler = RandomOverSampler(shrinkage=1.0, random_state=0, sampling_strategy={1: 30_000})
    sampler.fit_resample(X, y)
    n, p = X.shape
    width = (4 / ((p + 2) * n)) ** (1 / (p + 4)) * X[y == 1].std(axis=0)
    noise = sampler.lineage_.offsets / width
    for column in noise.T:
        assert stats.kstest(column, "norm").pvalue > LEAST_P
