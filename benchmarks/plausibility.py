"""Put `quality` to the test with samplers whose truth is known.

For each score the share of runs is printed in which it is called worse than that of real rows: for
an oracle that draws from the minority's own distribution it should be small, for copies, for noise
over the minority's range, and for a minority that is shifted the scores that tell it should be near
100 %. Also how often SMOTE's spread lies where theory puts it.

    python benchmarks/plausibility.py
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from counterpoise import SMOTE, RandomOverSampler, quality
from counterpoise.plausibility.sentences import BETTER


class Drawn(BaseEstimator):
    """A sampler that adds rows which a function draws from the minority's rows.

    Parameters
    ----------
    draw : callable
        From the minority's rows, a number of new rows and a stream to the new rows.
    seed : int
        Seed of the stream.
    """

    def __init__(self, draw: Callable[[NDArray, int, Generator], NDArray], seed: int = 0):
        self.draw = draw
        self.seed = seed

    def fit_resample(self, X: NDArray, y: NDArray) -> tuple[NDArray, NDArray]:
        n_new = int((y == 0).sum() - (y == 1).sum())
        new = self.draw(X[y == 1], n_new, default_rng(self.seed))
        return np.concatenate([X, new]), np.concatenate([y, np.ones(n_new, int)])


def box(rows: NDArray, n: int, rng: Generator) -> NDArray:
    """Return noise over the range of each column."""
    return rng.uniform(rows.min(axis=0), rows.max(axis=0), (n, rows.shape[1]))


def shifted(rows: NDArray, n: int, rng: Generator) -> NDArray:
    """Return rows of the minority, noisy and moved towards the origin, where the majority is."""
    return rows[rng.integers(len(rows), size=n)] * 0.3 + 0.3 * rng.normal(size=(n, rows.shape[1]))


def runs(seed: int, n_bootstrap: int) -> dict[str, Any]:
    """Return what `quality` says of each sampler on one simulated table."""
    rng = default_rng(seed)
    d = int(rng.integers(2, 11))
    n = int(rng.integers(80, 400))
    A = np.eye(d) + 0.4 * rng.normal(size=(d, d)) / np.sqrt(d)
    centre = 2.0 * np.ones(d) / np.sqrt(d)

    def oracle(rows: NDArray, n_new: int, stream: Generator) -> NDArray:
        return stream.normal(size=(n_new, d)) @ A + centre

    X = np.concatenate([rng.normal(size=(n * 6, d)) @ A, oracle(np.empty((0, d)), n, rng)])
    y = np.repeat([0, 1], [n * 6, n])
    samplers = {
        "oracle": Drawn(oracle, seed),
        "copies": RandomOverSampler(random_state=seed),
        "noise": Drawn(box, seed),
        "shifted": Drawn(shifted, seed),
        "SMOTE": SMOTE(random_state=seed),
    }
    return {
        name: quality(X, y, sampler, seed=seed, n_bootstrap=n_bootstrap)
        for name, sampler in samplers.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--bootstrap", type=int, default=200)
    arguments = parser.parse_args()
    found = [runs(seed, arguments.bootstrap) for seed in range(arguments.seeds)]
    print(f"{'called worse than real rows':28}" + "".join(f"{name:>9}" for name in found[0]))
    for score in BETTER:
        cells = []
        for sampler in found[0]:
            verdicts = [f[sampler][score].verdict == "worse" for f in found]
            cells.append(f"{np.mean(verdicts):9.0%}")
        print(f"{score:28}" + "".join(cells))
    spreads = [f["SMOTE"]["spread"] for f in found]
    inside = [s.low <= s.details["smote_in_theory"] <= s.high for s in spreads]
    print(
        f"SMOTE's spread in theory lies in the interval of what was measured: {np.mean(inside):.0%}"
    )


if __name__ == "__main__":
    main()
