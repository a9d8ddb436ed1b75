"""Claims about NRSBoundary-SMOTE, against neighbourhoods that are measured pair by pair."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import NRSBoundarySMOTE
from counterpoise.errors import SamplingWarning


def overlapping(n_columns, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(110, n_columns))
    y = np.repeat([0, 1], [80, 30])
    X[y == 1] += 1.5
    return X, y


def by_hand(X, y, w):
    """The boundary's rows, the inside of the majority and its radii."""
    far = np.linalg.norm(X[:, np.newaxis] - X, axis=2)
    # The farthest row is looked for among the ends of the columns.
    ends = np.unique(np.r_[X.argmin(axis=0), X.argmax(axis=0)])
    farthest = far[:, ends].max(axis=1)
    np.fill_diagonal(far, np.inf)
    nearest = far.min(axis=1)
    radius = nearest + w * (farthest - nearest)
    other = np.where(y[:, np.newaxis] != y, far, np.inf).min(axis=1) <= radius
    inside = np.flatnonzero((y == 0) & ~other)
    return np.flatnonzero((y == 1) & other), inside, radius[inside]


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("n_columns", [1, 2])
def test_boundary_rows_grow_and_new_rows_are_in_no_neighbourhood_of_the_inside(n_columns, rng):
    X, y = overlapping(n_columns)
    w = 0.02
    sampler = NRSBoundarySMOTE(
        random_state=0, w=w, k_neighbors=4, sampling_strategy={1: 1030}, rng=rng
    )
    with pytest.MonkeyPatch.context() as patch:
        # With one column there may be no room at all between some pairs.
        patch.setattr("warnings.warn", lambda *args, **kw: None)
        made = sampler.fit_resample(X, y)[0][110:]
    boundary, inside, radius = by_hand(X, y, w)
    assert 3 < len(boundary) < 30
    assert len(made) > 500
    assert set(sampler.lineage_.base) <= set(boundary)
    far = np.linalg.norm(made[:, np.newaxis] - X[inside], axis=2)
    assert (far > radius - 1e-9).all()
    members = np.flatnonzero(y == 1)
    near = members[NearestNeighbors(n_neighbors=4).fit(X[members]).kneighbors()[1]]
    pairs = {(i, j) for i, row in zip(members, near, strict=True) for j in row if i in boundary}
    assert set(map(tuple, sampler.lineage_.parents)) <= pairs
    # Without the acceptance some rows would be inside: the claim above is not empty.
    gaps = np.random.default_rng(0).random((len(made), 1))
    seed, partner = X[sampler.lineage_.parents].transpose(1, 0, 2)
    plain = seed + gaps * (partner - seed)
    assert (np.linalg.norm(plain[:, np.newaxis] - X[inside], axis=2) <= radius).any()


def test_all_boundary_rows_grow_where_there_is_no_inside():
    X, y = overlapping(2)
    sampler = NRSBoundarySMOTE(random_state=0, w=5.0, sampling_strategy={1: 600})
    sampler.fit_resample(X, y)
    np.testing.assert_array_equal(np.unique(sampler.lineage_.base), np.flatnonzero(y == 1))


def test_classes_apart_have_no_boundary_and_get_no_rows_with_a_warning():
    X, y = overlapping(2)
    X[y == 1] += 100
    with pytest.warns(SamplingWarning, match="SMOTE"):
        _, y_new = NRSBoundarySMOTE(random_state=0).fit_resample(X, y)
    assert (y_new == 1).sum() == 30
