"""Methods tried on small tables: what they make, warn of, or refuse."""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from counterpoise.errors import InvalidInputError, SamplingWarning
from counterpoise.methods.registry import METHODS
from shared import family

QUICKER = {"iht": {"estimator": DecisionTreeClassifier(max_depth=4)}, "eus": {"n_evaluations": 120}}
"""What makes a method quick enough to be asked hundreds of times."""


def resampled(name, X, y, **parameters):
    """Return the sampler with those of the parameters that it has, its output, and its warnings."""
    method = METHODS[name]
    given = {"random_state": family.SEED, **QUICKER.get(name, {}), **parameters}
    sampler = method.make(**{p: v for p, v in given.items() if p in method.parameters})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        out, target = sampler.fit_resample(X, y)
    told = [str(w.message) for w in caught if issubclass(w.category, SamplingWarning)]
    return sampler, out, np.asarray(target), told


def attempted(name, X, y, **parameters):
    """Return what `resampled` does and no message, or nothing and the error's."""
    try:
        return resampled(name, X, y, **parameters), ""
    except InvalidInputError as error:
        return None, str(error)


@lru_cache
def usual():
    return family.overlapping(60, 24, 4)


@lru_cache
def on_usual(name, rng="numpy"):
    """Return what a method makes of the usual table, computed once."""
    return resampled(name, *usual(), rng=rng)


def extremes():
    """Yield tables at the edge of what a method can work with."""
    rng = np.random.default_rng(1)
    majority = rng.normal(size=(30, 3))
    few = np.repeat([0, 1], [30, 12])

    def with_minority(minority):
        return np.vstack([majority, minority]), np.repeat([0, 1], [30, len(minority)])

    yield "two rows", *with_minority(rng.normal(size=(2, 3)))
    yield "three rows", *with_minority(rng.normal(size=(3, 3)))
    yield "one row", *with_minority(rng.normal(size=(1, 3)))
    yield "duplicates", *with_minority(np.ones((12, 3)))
    yield "pairs of duplicates", *with_minority(np.repeat(rng.normal(size=(6, 3)), 2, axis=0))
    yield "far away", *with_minority(rng.normal(size=(12, 3)) + 1e3)
    yield "one column", rng.normal(size=(42, 1)), few
    yield "a constant column", np.column_stack([rng.normal(size=(42, 2)), np.full(42, 7.0)]), few
    yield "all constant", np.full((42, 3), 7.0), few
    yield "whole numbers", rng.integers(0, 3, (42, 3)).astype(float), few
    yield "huge numbers", rng.normal(size=(42, 3)) * 1e150, few
    yield "tiny numbers", rng.normal(size=(42, 3)) * 1e-150, few
    yield "three classes", rng.normal(size=(48, 3)), np.repeat([0, 1, 2], [28, 12, 8])
    both = np.tile(rng.normal(size=(12, 3)), (3, 1))
    yield "the same rows in both classes", both, np.repeat([0, 1], [24, 12])


EXTREMES = {told: (X, y) for told, X, y in extremes()}
