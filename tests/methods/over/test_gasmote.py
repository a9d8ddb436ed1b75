"""Claims about GASMOTE: its search, and that rates make the counts."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.base import BaseEstimator

from counterpoise import GASMOTE, SMOTE
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.errors import InvalidInputError
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.genetic_search import evolved
from counterpoise.stages.seeds.trial_growth import TrialGrowth


def table(n=60, n_minority=16, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += 1.0
    return X, y


class Recorder(BaseEstimator):
    """A classifier that notes down what it is fitted to, and says that all rows are of the class
    whose first column is positive."""

    seen: ClassVar[list] = []

    def fit(self, X, y):
        Recorder.seen.append((X, y))
        return self

    def predict(self, X):
        return X[:, 0] > 0


def test_the_search_finds_the_one_best_list_and_never_loses_it():
    stream = np.random.RandomState(0)
    goal = stream.randint(4, size=8)
    asked = []

    def fitness(genes):
        asked.append(genes.copy())
        return -np.abs(genes - goal).sum()

    start = stream.randint(4, size=(10, 8))
    best, score = evolved(fitness, start, 60, 3, 0.05, stream)
    assert score == max(-np.abs(genes - goal).sum() for genes in asked) == 0
    np.testing.assert_array_equal(best, goal)
    assert len(asked) == 10 + 60 * 5
    assert all(genes.min() >= 0 and genes.max() <= 3 for genes in asked)


def test_without_mutation_a_number_comes_from_a_parent_s_same_place():
    stream = np.random.RandomState(0)
    start = np.arange(10)[:, np.newaxis] + np.zeros(5, int)
    seen: ClassVar[list] = []
    evolved(lambda genes: seen.append(genes) or 0.0, start, 1, 9, 0.0, stream)
    for child in seen[10:]:
        assert len(np.unique(child)) <= 2
        assert (np.diff(child) != 0).sum() <= 1


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_each_row_grows_by_its_rate(rng):
    X, y = table()
    sampler = GASMOTE(random_state=0, n_generations=1, n_pop=4, rng=rng)
    sampler.set_params(sampling_strategy={1: 116}).fit_resample(X, y)
    counts = np.bincount(sampler.lineage_.base, minlength=60)[y == 1]
    rates = sampler.rates_[1]
    assert np.abs(counts - 100 * rates / rates.sum()).max() < 1
    assert counts.sum() == 100


def test_trials_let_the_fitted_half_grow_as_smote_does_and_judge_the_other():
    X, y = table()
    problem = TableProblem(
        Geometry(Rows(X, np.empty((60, 0), np.int32)), y), [0, 1], Streams(0, "counter")
    )
    Recorder.seen.clear()
    trial = TrialGrowth(problem, 1, 28, 5, 2, Recorder(), np.random.RandomState(0))
    rates = np.arange(16) % 3
    found = trial.fitness(rates)
    halves = []
    for fitted, own in Recorder.seen:
        old, new = fitted[:-14], fitted[-14:]
        assert own[-14:].all()
        rows = [int(np.flatnonzero((row == X).all(axis=1))[0]) for row in old]
        halves.append(set(rows))
        minority = X[[row for row in rows if y[row] == 1]]
        assert (new >= minority.min(axis=0)).all()
        assert (new <= minority.max(axis=0)).all()
    assert halves[0].isdisjoint(halves[1])
    assert len(halves[0] | halves[1]) == 60
    wanted = []
    for half in halves:
        held = [row for row in range(60) if row not in half]
        right = (X[held, 0] > 0) == (y[held] == 1)
        wanted.append(np.sqrt(right[y[held] == 1].mean() * right[y[held] == 0].mean()))
    assert found == pytest.approx(np.mean(wanted))
    assert found == trial.fitness(rates)


def test_of_a_large_table_only_a_sample_is_searched_and_the_others_get_the_mean():
    X, y = table(n=200, n_minority=60)
    sampler = GASMOTE(random_state=0, n_generations=1, n_pop=2, search_rows=40)
    sampler.fit_resample(X, y)
    rates = sampler.rates_[1]
    values, counts = np.unique(rates, return_counts=True)
    assert counts.max() >= 48
    searched = rates[rates != values[counts.argmax()]]
    assert np.isin(searched, np.arange(8)).all()


def test_partners_are_smote_s():
    X, y = table()
    ours, plain = GASMOTE(random_state=0, n_generations=1, n_pop=2), SMOTE(random_state=0)
    pairs = []
    for sampler in (ours, plain):
        sampler.set_params(sampling_strategy={1: 3000}).fit_resample(X, y)
        pairs.append({tuple(pair) for pair in sampler.lineage_.parents.tolist()})
    assert pairs[0] <= pairs[1]


def test_a_class_too_small_to_hold_rows_out_is_refused():
    X, y = table(n_minority=3)
    with pytest.raises(InvalidInputError, match=r"has 3 rows; .* needs at least 4: use SMOTE"):
        GASMOTE(k_neighbors=1).fit_resample(X, y)
