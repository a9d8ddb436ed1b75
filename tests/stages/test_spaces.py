"""Claims about the space in which neighbours are looked for."""

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.preprocessing import FunctionTransformer

import counterpoise as cp
from counterpoise.files import balance_file
from counterpoise.stages import UnitLength
from shared import family


def nearest(points, members, k):
    """Return each member's k nearest others, by brute force; shape (n_members, k)."""
    own = points[members]
    far = np.linalg.norm(own[:, np.newaxis] - own, axis=2)
    np.fill_diagonal(far, np.inf)
    return members[np.argsort(far, axis=1, kind="stable")[:, :k]]


SPACES = {
    "cosine": ("cosine", lambda X: X / np.linalg.norm(X, axis=1, keepdims=True)),
    "columns": ([2, 0], lambda X: X[:, [0, 2]]),
    "mask": (np.array([False, True, True, False]), lambda X: X[:, 1:3]),
    "transformer": (PCA(2, svd_solver="full"), lambda X: PCA(2).fit_transform(X)),
}


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("given", SPACES)
def test_partners_are_the_nearest_rows_of_the_space_and_new_rows_lie_between_them(given, rng):
    X, y = family.overlapping(60, 30, 4)
    space, seen = SPACES[given]
    sampler = cp.SMOTE(k_neighbors=3, random_state=0, space=space, rng=rng)
    grown, _ = sampler.fit_resample(X, y)
    members = np.flatnonzero(y == 1)
    wanted = dict(zip(members, nearest(seen(X), members, 3), strict=True))
    told = sampler.lineage_
    assert all(partner in wanted[base] for base, partner in told.parents)
    base, partner = X[told.parents[:, 0]], X[told.parents[:, 1]]
    np.testing.assert_allclose(grown[len(X) :], base + told.gaps * (partner - base), atol=1e-12)


def test_another_space_has_other_neighbours():
    X, y = family.overlapping(60, 30, 4)
    own = cp.SMOTE(random_state=0).fit_resample(X, y)[0]
    assert (cp.SMOTE(random_state=0, space="cosine").fit_resample(X, y)[0] != own).any()


def test_columns_are_named_as_the_frame_names_them_categories_too():
    frame, y = family.mixed(50, 24)
    by_name = cp.SMOTENC(["city", "plan"], random_state=0, space=["income", "city"])
    by_place = cp.SMOTENC([1, 3], random_state=0, space=[1, 2])
    pd.testing.assert_frame_equal(
        by_name.fit_resample(frame, y)[0], by_place.fit_resample(frame, y)[0]
    )


@pytest.mark.parametrize(
    ("space", "says"),
    [
        (["nobody"], "space names 'nobody'"),
        ([], "chooses no column"),
        (FunctionTransformer(lambda X: X[:5]), "5, 4"),
        (FunctionTransformer(lambda X: X * np.nan), "finite"),
        (PCA(99), "cannot be fitted"),
    ],
)
def test_a_space_that_cannot_be_is_refused_with_the_reason(space, says):
    X, y = family.overlapping()
    frame = pd.DataFrame(X, columns=list("abcd"))
    with pytest.raises(cp.InvalidInputError, match=says):
        cp.SMOTE(space=space).fit_resample(frame, y)


def test_a_file_is_balanced_in_a_space_too(tmp_path):
    X, y = family.overlapping()
    path = tmp_path / "table.parquet"
    pd.DataFrame(X, columns=list("abcd")).assign(y=y).to_parquet(path)
    recipe = cp.Recipe(space=UnitLength())
    summary = balance_file(path, tmp_path / "out.parquet", target="y", method=recipe, seed=0)
    made = pd.read_parquet(tmp_path / "out.parquet")
    assert len(made) == 100
    assert summary.balance.n_new == 30


def test_a_random_space_is_the_same_for_the_same_seed():
    X, y = family.overlapping(60, 30, 4)
    space = PCA(2, svd_solver="randomized")
    first, again = (cp.SMOTE(random_state=5, space=space).fit_resample(X, y)[0] for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert space.random_state is None
