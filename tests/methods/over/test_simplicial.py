"""Claims about Simplicial SMOTE, against cliques that are found by trying all groups of rows."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from counterpoise import SimplicialSMOTE
from counterpoise.errors import InvalidInputError
from counterpoise.stages.seeds import cliques
from counterpoise.stages.seeds.cliques import maximal_cliques


def by_hand(n, edges, most):
    """All groups of joined rows, up to a size, that are part of no larger one up to that size."""
    joined = {frozenset(edge) for edge in edges}
    cliques = [
        set(group)
        for size in range(2, most + 1)
        for group in combinations(range(n), size)
        if all(frozenset(pair) in joined for pair in combinations(group, 2))
    ]
    return {frozenset(c) for c in cliques if not any(c < other for other in cliques)}


@pytest.mark.parametrize("most", [2, 3, 4, 6])
def test_cliques_are_those_of_trying_all_groups(most):
    rng = np.random.default_rng(most)
    ends = rng.integers(12, size=(45, 2))
    ends = np.vstack([ends, np.column_stack([np.arange(12), np.roll(np.arange(12), 1)])])
    ends = ends[ends[:, 0] != ends[:, 1]]
    found = maximal_cliques(12, ends[:, 0], ends[:, 1], most)
    told = [frozenset(clique) for cliques in found for clique in cliques.tolist()]
    assert len(told) == len(set(told))
    assert set(told) == by_hand(12, ends.tolist(), most)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_a_uniform_point_of_a_random_simplex_of_neighbours(rng):
    draw = np.random.default_rng(0)
    X, y = draw.normal(size=(74, 2)), np.repeat([0, 1], [60, 14])
    sampler = SimplicialSMOTE(k_neighbors=3, dimension=2, random_state=0, rng=rng)
    sampler.set_params(sampling_strategy={1: 6014}).fit_resample(X, y)
    apart = np.linalg.norm(X[60:, None] - X[None, 60:], axis=2)
    near = np.argsort(apart, axis=1)[:, 1:4]
    wanted = by_hand(14, [(i, j) for i in range(14) for j in near[i]], 3)
    groups = [frozenset(row - 60) for row in sampler.lineage_.parents]
    counts = np.array([groups.count(simplex) for simplex in wanted])
    assert counts.sum() == 6000
    assert stats.chisquare(counts).pvalue > 1e-4
    triangles = np.array([len(group) == 3 for group in groups])
    assert triangles.any()
    for share in sampler.lineage_.weights[triangles].T:
        assert stats.kstest(share, "beta", (1, 2)).pvalue > 1e-4


def test_in_one_dimension_new_rows_lie_on_segments_as_in_smote():
    draw = np.random.default_rng(0)
    X, y = draw.normal(size=(50, 3)), np.repeat([0, 1], [35, 15])
    sampler = SimplicialSMOTE(dimension=1, random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.lineage_.parents.shape[1] == 2


def test_too_many_simplices_are_told_before_memory_is_full(monkeypatch):
    monkeypatch.setattr(cliques, "_MOST_CLIQUES", 100)
    X, y = np.random.default_rng(0).normal(size=(60, 2)), np.repeat([0, 1], [35, 25])
    with pytest.raises(InvalidInputError, match="lower dimension or k_neighbors"):
        SimplicialSMOTE(k_neighbors=12, dimension=4).fit_resample(X, y)
