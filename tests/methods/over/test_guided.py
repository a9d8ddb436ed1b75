"""Claims about G-SMOTE of 2014: the partner lies along the principal axes of its class."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from counterpoise import GuidedSMOTE


def long_minority(n=30, seed=0):
    rng = np.random.default_rng(seed)
    minority = rng.normal(size=(n, 3)) * [6.0, 2.0, 0.5]
    X = np.vstack([rng.normal(size=(80, 3)) + 9, minority])
    return X, np.repeat([0, 1], [80, n]), minority


@pytest.mark.parametrize("n_axes", [1, 2])
def test_the_partner_is_the_neighbour_most_along_the_axes(n_axes):
    X, y, minority = long_minority()
    sampler = GuidedSMOTE(random_state=0, k_neighbors=6, n_axes=n_axes)
    sampler.fit_resample(X, y)
    pca = PCA(n_axes).fit(minority)
    for base, partner in np.unique(sampler.lineage_.parents - 80, axis=0):
        far = np.linalg.norm(minority - minority[base], axis=1)
        near = np.argsort(far)[1:7]
        step = minority[near] - minority[base]
        step /= np.linalg.norm(step, axis=1, keepdims=True)
        along = np.abs(step @ pca.components_.T) @ pca.explained_variance_
        assert partner == near[np.argmax(along)]


def test_new_rows_keep_the_direction_of_a_long_class():
    X, y, minority = long_minority(60)
    made = GuidedSMOTE(random_state=0, n_axes=1, sampling_strategy={1: 2060})
    new = made.fit_resample(X, y)[0][len(X) :]
    steps = minority[made.lineage_.parents[:, 1] - 80] - minority[made.lineage_.base - 80]
    share = np.abs(steps[:, 0]) / np.linalg.norm(steps, axis=1)
    assert np.median(share) > 0.9
    assert new[:, 0].std() > 2 * new[:, 1].std()
