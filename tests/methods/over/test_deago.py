"""Claims about DEAGO: noise is taken back, and rows come out where the class lies."""

import numpy as np
import pytest

from counterpoise import DEAGO


def on_a_plane(n_minority=60, seed=0):
    """A minority that fills a plane of five columns, far from the majority."""
    rng = np.random.default_rng(seed)
    axes = rng.normal(size=(2, 5))
    X = rng.normal(size=(90 + n_minority, 5)) + 30
    X[90:] = rng.normal(size=(n_minority, 2)) @ axes
    return X, np.repeat([0, 1], [90, n_minority]), axes


def off_plane(rows, axes):
    """How far rows are from the plane."""
    inside = rows @ np.linalg.pinv(axes) @ axes
    return np.linalg.norm(rows - inside, axis=1)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_noisy_rows_come_back_to_the_plane_of_the_class(rng):
    X, y, axes = on_a_plane()
    noise = 0.3
    sampler = DEAGO(n_hidden=2, noise=noise, sampling_strategy={1: 360}, random_state=0, rng=rng)
    made = sampler.fit_resample(X, y)[0][150:]
    shaken = X[sampler.lineage_.base] + noise * X[90:].std(axis=0) * np.random.default_rng(
        1
    ).normal(size=(300, 5))
    assert off_plane(made, axes).mean() < 0.35 * off_plane(shaken, axes).mean()
    moved = np.linalg.norm(made - X[sampler.lineage_.base], axis=1)
    assert moved.mean() > 0.1, "rows are new"
    assert np.linalg.norm(made, axis=1).mean() > 0.5 * np.linalg.norm(X[90:], axis=1).mean()


def test_without_noise_a_row_comes_out_nearly_as_it_was():
    X, y, _ = on_a_plane()
    sampler = DEAGO(n_hidden=5, noise=0, max_iter=60, random_state=0)
    made = sampler.fit_resample(X, y)[0][150:]
    old = X[sampler.lineage_.base]
    assert np.abs(made - old).mean() < 0.15 * np.abs(old).mean()


def test_a_constant_column_stays_and_any_slice_has_the_rows_of_the_whole():
    X, y, _ = on_a_plane()
    X[90:, 2] = 7.0
    sampler = DEAGO(random_state=0, rng="counter", max_iter=5)
    made = sampler.fit_resample(X, y)[0][150:]
    np.testing.assert_array_equal(made[:, 2], 7.0)
    draft = sampler.draft_
    np.testing.assert_array_equal(draft.lineage(3, 11).base, draft.lineage().base[3:11])


def test_one_column_is_enough():
    X, y, _ = on_a_plane()
    made = DEAGO(random_state=0, max_iter=20).fit_resample(X[:, :1], y)[0][150:]
    assert np.isfinite(made).all()
    assert abs(made.mean() - X[90:, 0].mean()) < X[90:, 0].std()
