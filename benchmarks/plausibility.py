"""Put `quality` to the test with samplers whose truth is known.

On tables drawn anew each time, an oracle draws new rows from the minority's own distribution, so
that no score may be called worse than that of real rows; nor may it on whole numbers ("coarse"),
where real rows are copies of each other by chance. Other samplers have known faults, and
their scores must tell: copies, copies with a jitter of 5 % of a standard deviation, an oracle of
whose rows 4 % are copies, one that leaves out a quarter of the class, noise over the minority's
range, a minority that is shifted towards the majority, and SMOTE. Printed are how often each score
is called worse, and how often each claim is right; it fails where one is right less than 95 times
in 100. Stopped, it goes on where it was.

    python benchmarks/plausibility.py
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from keeping import add_options, kept
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from threadpoolctl import threadpool_limits

from counterpoise import SMOTE, RandomOverSampler, quality
from counterpoise.plausibility.sentences import BETTER

WANTED = 0.95
"""How often a fault must be found."""

WORSE = 0.025
"""How often a score of the oracle may be called worse."""


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


def jittered(rows: NDArray, n: int, rng: Generator) -> NDArray:
    """Return copies that are moved by 5 % of each column's standard deviation."""
    copies = rows[rng.integers(len(rows), size=n)]
    return copies + 0.05 * rows.std(axis=0) * rng.normal(size=copies.shape)


def judged(seed: int, n_bootstrap: int) -> dict[str, dict[str, Any]]:
    """Return each sampler's verdicts on one simulated table, and SMOTE's spread against theory."""
    rng = default_rng(seed)
    d = int(rng.integers(2, 11))
    n = int(rng.integers(80, 400))
    A = np.eye(d) + 0.4 * rng.normal(size=(d, d)) / np.sqrt(d)
    centre = 2.0 * np.ones(d) / np.sqrt(d)

    def oracle(rows: NDArray, n_new: int, stream: Generator) -> NDArray:
        return stream.normal(size=(n_new, d)) @ A + centre

    side = rng.normal(size=d)

    def partly_copied(rows: NDArray, n_new: int, stream: Generator) -> NDArray:
        new = oracle(rows, n_new, stream)
        n_copies = round(0.04 * n_new)
        new[:n_copies] = rows[stream.integers(len(rows), size=n_copies)]
        return new

    def coarse(rows: NDArray, n_new: int, stream: Generator) -> NDArray:
        return oracle(rows, n_new, stream).round()

    def without_a_quarter(rows: NDArray, n_new: int, stream: Generator) -> NDArray:
        new = oracle(rows, 3 * n_new, stream)
        border = np.quantile(oracle(rows, 4000, default_rng(0)) @ side, 0.75)
        return new[new @ side <= border][:n_new]

    X = np.concatenate([rng.normal(size=(n * 6, d)) @ A, oracle(np.empty((0, d)), n, rng)])
    y = np.repeat([0, 1], [n * 6, n])
    samplers = {
        "oracle": Drawn(oracle, seed),
        "coarse": Drawn(coarse, seed),
        "copies": RandomOverSampler(random_state=seed),
        "jitter": Drawn(jittered, seed),
        "4 %": Drawn(partly_copied, seed),
        "quarter": Drawn(without_a_quarter, seed),
        "noise": Drawn(box, seed),
        "shifted": Drawn(shifted, seed),
        "SMOTE": SMOTE(random_state=seed),
    }
    told: dict[str, dict[str, Any]] = {}
    with threadpool_limits(1):
        for name, sampler in samplers.items():
            table = X.round() if name == "coarse" else X
            found = quality(table, y, sampler, seed=seed, n_bootstrap=n_bootstrap)
            told[name] = {score.name: score.verdict for score in found.scores}
    spread = found["spread"]
    inside = spread.low <= spread.details["smote"] <= spread.high
    told["SMOTE"]["theory"] = bool(inside)
    return told


def worse(sampler: str, *scores: str) -> Callable[[dict], bool]:
    """Return the claim that one of the scores of a sampler is called worse."""
    return lambda told: any(told[sampler].get(score) == "worse" for score in scores)


CLAIMS: dict[str, Callable[[dict], bool]] = {
    **{
        f"{name}: {score} is not called worse": (
            lambda told, name=name, score=score: told[name].get(score) != "worse"  # type: ignore[misc]
        )
        for name in ("oracle", "coarse")
        for score in BETTER
    },
    "copies are called copies": worse("copies", "copies"),
    "copies: nearer to the training rows": worse("copies", "distance_to_closest"),
    "jitter: called near copies, or too near": worse(
        "jitter", "near_copies", "distance_to_closest", "copies"
    ),
    "4 % of copies are called copies": worse("4 %", "copies"),
    "quarter: a part is left out": worse(
        "quarter", "recall", "two_sample_auc", "spread", "column_distance"
    ),
    "noise: elsewhere, or too wide": worse("noise", "precision", "spread"),
    "noise: told from real rows, by forest or columns": worse(
        "noise", "two_sample_auc", "column_distance"
    ),
    "shifted: told from real rows": worse("shifted", "two_sample_auc"),
    "shifted: columns differ": worse("shifted", "column_distance"),
    "shifted: parts of the class are left out": worse("shifted", "recall"),
    "shifted: among the majority": worse("shifted", "wrong_side", "on_hidden_rows"),
    "SMOTE: nearer to the training rows, as it must be": lambda told: (
        told["SMOTE"]["distance_to_closest"] in ("worse", "expected of SMOTE")
    ),
    "SMOTE is not called a copier": lambda told: told["SMOTE"]["copies"] != "worse",
    "SMOTE: theory's spread is in the interval": lambda told: told["SMOTE"]["theory"],
}


def main() -> None:
    """Print how often scores are called worse, and how often claims are right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--bootstrap", type=int, default=200)
    add_options(parser, "plausibility.journal")
    given = parser.parse_args()
    found = kept(judged, ((seed, given.bootstrap) for seed in range(given.seeds)), given)
    tables = list(found.values())
    print(f"{len(tables)} of {given.seeds} tables", end="\n\n")
    if not tables:
        sys.exit(1)
    samplers = list(tables[0])
    print(f"{'called worse than real rows':28}" + "".join(f"{name:>9}" for name in samplers))
    for score in BETTER:
        rates = [
            np.mean([told[name].get(score) == "worse" for told in tables]) for name in samplers
        ]
        print(f"{score:28}" + "".join(f"{rate:9.0%}" for rate in rates))
    print(f"\n{'claim':52}{'right':>6}")
    short = len(tables) < given.seeds
    for claim, holds in CLAIMS.items():
        rate = float(np.mean([holds(told) for told in tables]))
        least = 1 - WORSE if claim.endswith("is not called worse") else WANTED
        short |= rate < least
        print(f"{claim:52}{rate:6.0%}{f'  below {least:.1%}' if rate < least else ''}")
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
