"""Claims about selective pre-processing (SPIDER), against its three rules, row by row."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import Stefanowski
from counterpoise.errors import SamplingWarning


def overlapping(seed=0):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(120, 2)), np.repeat([0, 1], [90, 30])
    X[y == 1] += 1.3
    return X, y


def by_hand(X, y, rule):
    """How often each row is copied, which rows change their class, and which leave."""
    near = NearestNeighbors(n_neighbors=5).fit(X).kneighbors(return_distance=False)

    def is_right(row, k):
        return 2 * (y[near[row, :k]] == y[row]).sum() > k

    safe = np.array([is_right(row, 3) for row in range(len(X))])

    def n_safe(row, k):
        return sum(y[other] == 0 and safe[other] for other in near[row, :k])

    times, renamed = {}, set()
    for row in np.flatnonzero(y == 1):
        if not safe[row]:
            wide = rule == "strong" and not is_right(row, 5)
            times[row] = n_safe(row, 5 if wide else 3)
            if rule == "relabel":
                renamed |= {other for other in near[row, :3] if y[other] == 0 and not safe[other]}
        elif rule == "strong":
            times[row] = n_safe(row, 3)
    return {r: n for r, n in times.items() if n}, renamed, set(np.flatnonzero((y == 0) & ~safe))


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("rule", ["weak", "relabel", "strong"])
def test_asked_for_the_papers_number_it_makes_the_papers_copies(rule, rng):
    X, y = overlapping()
    times, renamed, noisy = by_hand(X, y, rule)
    n_new = sum(times.values()) + len(renamed)
    assert noisy, "the table should have noisy rows of the majority"
    assert (rule == "relabel") == bool(renamed)
    sampler = Stefanowski(
        random_state=0, amplification=rule, sampling_strategy={1: 30 + n_new}, rng=rng
    )
    X_new, y_new = sampler.fit_resample(X, y)
    bases, counts = np.unique(sampler.lineage_.base, return_counts=True)
    copied = {b: n for b, n in zip(bases, counts, strict=True) if y[b] == 1}
    assert copied == times
    assert {b for b in bases if y[b] == 0} == renamed
    assert (y_new == 1).sum() == 30 + n_new
    stayed = {tuple(x) for x in X_new[y_new == 0]}
    assert stayed == {tuple(X[i]) for i in np.flatnonzero(y == 0) if i not in noisy}
    assert set(map(tuple, X_new)) <= set(map(tuple, X))


def test_asked_for_another_number_it_keeps_the_proportions():
    X, y = overlapping()
    times, _, _ = by_hand(X, y, "weak")
    n = sum(times.values())
    sampler = Stefanowski(random_state=0, sampling_strategy={1: 30 + 3 * n})
    sampler.fit_resample(X, y)
    bases, counts = np.unique(sampler.lineage_.base, return_counts=True)
    assert dict(zip(bases, counts, strict=True)) == {row: 3 * n for row, n in times.items()}


def test_classes_far_apart_stay_as_they_are_with_a_warning():
    X, y = overlapping()
    X[y == 1] += 100
    with pytest.warns(SamplingWarning, match="use SMOTE"):
        X_new, _ = Stefanowski(random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(X_new, X)
