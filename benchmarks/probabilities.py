"""Are risks right after resampling, with and without calibration?

A classifier learns from resampled rows of tables in six columns, in which 5 % are positive, and
`PriorCorrectedClassifier` predicts 8,000 new rows. Printed for each calibration: the mean predicted
risk over the true share (1 is right), the log loss over that of a constant risk (below 1 it tells
something), and for calibration=None what a mean over the rows it learnt from would have told, and
how often it warned.

    python benchmarks/probabilities.py
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import default_rng
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.naive_bayes import GaussianNB
from threadpoolctl import threadpool_limits

from counterpoise import (
    SMOTE,
    PriorCorrectedClassifier,
    RandomOverSampler,
    RandomUnderSampler,
    SamplingWarning,
)

SHARE = 0.05
CALIBRATIONS = (None, "sigmoid", "isotonic")
SAMPLERS: dict[str, Callable[[int], Any]] = {
    "over": lambda seed: RandomOverSampler(random_state=seed),
    "under": lambda seed: RandomUnderSampler(random_state=seed),
    "SMOTE": lambda seed: SMOTE(random_state=seed),
}
CLASSIFIERS: dict[str, Callable[[int], Any]] = {
    "logistic": lambda seed: LogisticRegression(),
    "naive Bayes": lambda seed: GaussianNB(),
    "forest": lambda seed: RandomForestClassifier(50, random_state=seed),
    "boosting": lambda seed: HistGradientBoostingClassifier(max_iter=50, random_state=seed),
}


def table(n: int, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return rows and classes; three of six columns tell something."""
    y = rng.permutation(np.arange(n) < SHARE * n).astype(int)
    X = rng.normal(size=(n, 6))
    X[y == 1, 0] += 1
    X[y == 1, 1] *= 1.5
    X[y == 1, 2] += 0.7
    return X, y


def measured(sampler: str, classifier: str, n: int, calibration: Any, seed: int) -> list[float]:
    """Return mean risk and log loss in new rows, the mean in the learnt rows, and any warning."""
    rng = default_rng([n, seed])
    X, y = table(n, rng)
    Z, z = table(8000, rng)
    model = PriorCorrectedClassifier(
        CLASSIFIERS[classifier](seed), SAMPLERS[sampler](seed), calibration=calibration
    )
    with warnings.catch_warnings(record=True) as said, threadpool_limits(1):
        warnings.simplefilter("always", SamplingWarning)
        model.fit(X, y)
    risk = model.predict_proba(Z)[:, 1]
    loss = log_loss(z, risk) / log_loss(z, np.full(len(z), SHARE))
    learnt = model.predict_proba(X)[:, 1].mean() / y.mean() if calibration is None else np.nan
    return [risk.mean() / z.mean(), loss, learnt, len(said) > 0]


def main() -> None:
    """Print the figures of each size, sampler and classifier."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=4)
    tables = parser.parse_args().tables
    warnings.simplefilter("ignore")
    print(f"{'':28}{'mean risk over true share':^36}{'log loss over a constant':^27}")
    head = "".join(f"{name!s:>9}" for name in CALIBRATIONS)
    print(f"{'rows':>6}  {'sampler':8}{'classifier':12}{head}{'learnt':>9}{head}{'warned':>9}")
    for n in (1000, 4000):
        for sampler in SAMPLERS:
            for classifier in CLASSIFIERS:
                rows = np.array(
                    [
                        np.mean([measured(sampler, classifier, n, c, i) for i in range(tables)], 0)
                        for c in CALIBRATIONS
                    ]
                )
                means = "".join(f"{value:9.2f}" for value in [*rows[:, 0], rows[0, 2]])
                losses = "".join(f"{value:9.2f}" for value in rows[:, 1])
                warned = f"{rows[0, 3] * tables:.0f} of {tables}"
                print(f"{n:6,}  {sampler:8}{classifier:12}{means}{losses}{warned:>9}", flush=True)


if __name__ == "__main__":
    main()
