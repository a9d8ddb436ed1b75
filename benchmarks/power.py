"""Which test tells a gain from chance? False and true finds of several tests, side by side.

Two ways to learn are compared on simulated tables by five folds and three repeats, as `compare`
does it, and the gain of one over the other in ROC AUC is known: it is measured on 40,000 new rows,
over many training sets. Each table is judged by

- t: the corrected resampled t-test on the folds;
- rows: a paired test on what each test row contributes, over all folds and repeats;
- compare: the same with its variance times ``1 + 2 n_test / n_train``, which `compare` uses;
- Bayes: the Bayesian correlated t-test, whose probability of a gain above zero is that of the
  corrected t-test to the last digit, so that it is shown with a region of .01 for nothing.

All ask for 2.5 % on either side. "Null" kinds have no gain, by symmetry: whatever a test finds is
false, and the noise that makes it do so is that of the whole table, which all folds share. The
factor 2 was chosen by the kinds with a star, and by linear models on under-sampled rows; the others
were drawn up before they were run, and not a line was changed after. Each size is the number of
rare rows; there are 40 times as many others.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from keeping import add_options, kept
from scipy.stats import rankdata
from scipy.stats import t as student
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from counterpoise.comparison.contributions import Pool, contributions
from counterpoise.comparison.metrics import score_probabilities
from counterpoise.comparison.statistics import corrected_difference

Array = np.ndarray
Learner = Callable[[Array, Array, np.random.Generator], Callable[[Array], Array]]

RATIO = 40
BATCH = 10
FOLDS = 5
REPEATS = 3
NO_COSTS = np.zeros((2, 2))
TESTS = ("t", "rows", "compare", "Bayes")


@dataclass(frozen=True)
class Kind:
    """Tables of a kind, and the two ways to learn from them."""

    draw: Callable[[np.random.Generator, int, int], Array]
    baseline: Learner
    contestant: Learner
    wanted: str
    tuned: bool = True


def discriminant(columns: Sequence[int], share: float | None = None) -> Learner:
    """Return linear discriminant analysis on columns; `share` .5 is what balanced rows give."""

    def learn(X: Array, y: Array, rng: np.random.Generator) -> Callable[[Array], Array]:
        rare, rest = X[y == 1][:, columns], X[y == 0][:, columns]
        weight = y.mean() if share is None else share
        spread = (1 - weight) * np.cov(rest.T) + weight * np.cov(rare.T)
        spread += 1e-3 * np.eye(len(columns))
        w = np.linalg.solve(spread, rare.mean(axis=0) - rest.mean(axis=0))
        return lambda Z: Z[:, columns] @ w

    return learn


def fitted(model: object, columns: Sequence[int], under: bool = False) -> Learner:
    """Return a classifier on columns, of all rows or of as many rows of either class."""

    def learn(X: Array, y: Array, rng: np.random.Generator) -> Callable[[Array], Array]:
        rows = np.arange(len(y))
        if under:
            rest = rng.choice(np.flatnonzero(y == 0), int(y.sum()), replace=False)
            rows = np.concatenate([np.flatnonzero(y == 1), rest])
        own = clone(model).fit(X[rows][:, columns], y[rows])
        return lambda Z: own.predict_proba(Z[:, columns])[:, 1]

    return learn


def normal(means: Sequence[float], width: float = 1.0) -> Callable[..., Array]:
    """Return normal columns, whose means differ between classes, and the first one's width."""

    def draw(rng: np.random.Generator, n_rest: int, n_rare: int) -> Array:
        X = rng.normal(size=(n_rest + n_rare, len(means)))
        X[n_rest:, 0] *= width
        X[n_rest:] += means
        return X

    return draw


def rings(rng: np.random.Generator, n_rest: int, n_rare: int) -> Array:
    """Return a minority on a ring in two columns, among two columns of noise."""
    X = rng.normal(size=(n_rest + n_rare, 4)) * 1.5
    angle = rng.uniform(0, 2 * np.pi, n_rare)
    radius = rng.gamma(20, 0.1, n_rare)
    X[n_rest:, 0], X[n_rest:, 1] = radius * np.cos(angle), radius * np.sin(angle)
    return X


def skewed(rng: np.random.Generator, n_rest: int, n_rare: int) -> Array:
    """Return two alike blocks of a skewed column, a count and a coarse one, and one column more."""
    level = np.repeat([0.0, 1.0], [n_rest, n_rare])
    columns = []
    for _ in range(2):
        columns.append(np.exp(rng.normal(0.7 * level, 0.8)))
        columns.append(rng.poisson(2 + 1.5 * level).astype(float))
        columns.append(np.round(rng.standard_t(4, len(level)) + 0.5 * level))
    columns.append(rng.gamma(2 + 0.7 * level))
    return np.column_stack(columns)


FOUR, OTHERS = [0, 1, 2, 3], [4, 5, 6, 7]
TREE = DecisionTreeClassifier(max_depth=4, random_state=0)
KINDS = {
    "two alike blocks": Kind(
        normal([1, 0.5, 0, 0] * 2), discriminant(FOUR), discriminant(OTHERS), "null"
    ),
    "one block, other noise": Kind(
        normal([1] + [0] * 8),
        discriminant([0, 1, 2, 3, 4]),
        discriminant([0, *range(5, 9)]),
        "null",
    ),
    "columns of noise": Kind(normal([0] * 8), discriminant(FOUR), discriminant(OTHERS), "null"),
    "a further column": Kind(
        normal([1, 0.5, 0.3, 0, 0.4]), discriminant(FOUR), discriminant([*FOUR, 4]), "gain"
    ),
    "balanced rows, wide minority": Kind(
        normal([0.6, 1, 0, 0, 0, 0], 1.8),
        discriminant(range(6)),
        discriminant(range(6), 0.5),
        "gain",
    ),
    "a column less": Kind(
        normal([1, 0.5, 0.85, 0]), discriminant(FOUR), discriminant([0, 1, 3]), "loss"
    ),
    "skewed blocks, naive Bayes": Kind(
        skewed, fitted(GaussianNB(), [0, 1, 2]), fitted(GaussianNB(), [3, 4, 5]), "null", False
    ),
    "rings, under-sampled trees": Kind(
        rings, fitted(TREE, FOUR, True), fitted(TREE, FOUR, True), "null", False
    ),
    "skewed, a further column": Kind(
        skewed,
        fitted(GaussianNB(), range(6)),
        fitted(GaussianNB(), range(7)),
        "gain",
        False,
    ),
    "skewed, a column less": Kind(
        skewed, fitted(GaussianNB(), [0, 1, 2]), fitted(GaussianNB(), [0, 2]), "loss", False
    ),
}


def table(kind: Kind, n_rare: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return a table of a kind and its classes."""
    y = np.repeat([0, 1], [RATIO * n_rare, n_rare])
    return kind.draw(rng, RATIO * n_rare, n_rare), y


def scored(metric: str, y: Array, score: Array) -> tuple[float, Array]:
    """Return the metric of scores, and what each row contributes to it."""
    p = np.column_stack([-score, score])
    found = contributions(metric, y, p, None, NO_COSTS)
    assert found is not None
    if metric == "roc_auc":  # scikit-learn's takes most of the time of small tables
        rare = y == 1
        n_rare = int(rare.sum())
        above = rankdata(score)[rare].sum() - n_rare * (n_rare + 1) / 2
        return float(above / n_rare / (len(y) - n_rare)), found
    return score_probabilities(y, p, {}, NO_COSTS, 0.5, only=metric)[metric], found


def judged(metric: str, name: str, n_rare: int, batch: int) -> list[list[float]]:
    """Return of each table of a batch the mean gain, and each test's bounds below and above."""
    kind, number = KINDS[name], list(KINDS).index(name)
    with threadpool_limits(1):
        return [
            _judged(metric, kind, n_rare, np.random.default_rng([number, n_rare, batch, i]))
            for i in range(BATCH)
        ]


def _judged(metric: str, kind: Kind, n_rare: int, rng: np.random.Generator) -> list[float]:
    X, y = table(kind, n_rare, rng)
    names = ("baseline", "contestant")
    parts: dict[tuple[str, str], dict[str, Array]] = {("", name): {} for name in names}
    tests, gains = {}, []
    for repeat in range(REPEATS):
        split = StratifiedKFold(FOLDS, shuffle=True, random_state=int(rng.integers(2**31)))
        for number, (train, test) in enumerate(split.split(X, y)):
            key = f"{repeat}.{number}"
            tests[key] = test
            values = []
            for name in names:
                score = getattr(kind, name)(X[train], y[train], rng)(X[test])
                value, parts["", name][key] = scored(metric, y[test], score)
                values.append(value)
            gains.append(values[1] - values[0])
    ratio = 1 / (FOLDS - 1)
    by_fold = corrected_difference(gains, ratio)
    pool = Pool(parts, tests, y, ratio)
    by_row = pool.gain(by_fold.mean, ("", "contestant"), ("", "baseline"), list(tests))
    assert by_row is not None
    plain = by_row.error / np.sqrt(1 + 2 * ratio)
    half = float(student.isf(0.025, by_row.df)) * plain
    mean = by_fold.mean
    return [
        mean,
        *by_fold.interval(0.95),
        *(mean - half, mean + half),
        *by_row.interval(0.95),
        *(bound - side for bound, side in zip(by_fold.interval(0.95), (0.01, -0.01), strict=True)),
    ]


def true_gain(name: str, n_rare: int) -> float:
    """Return the mean gain over training sets of the folds' size, on new rows."""
    kind = KINDS[name]
    rng = np.random.default_rng([1, list(KINDS).index(name), n_rare])
    Z, z = kind.draw(rng, 20_000, 20_000), np.repeat([0, 1], 20_000)
    found = []
    for _ in range(40):
        X, y = table(kind, round(n_rare * (1 - 1 / FOLDS)), rng)
        ranked = [
            scored("roc_auc", z, learn(X, y, rng)(Z))[0]
            for learn in (kind.baseline, kind.contestant)
        ]
        found.append(ranked[1] - ranked[0])
    return float(np.mean(found))


def main() -> None:
    """Print for each kind and size the true gain, and how often each test finds a gain or loss."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=200, help="tables of each kind and size")
    parser.add_argument("--rare", type=int, nargs="*", default=[25, 100, 400], help="rare rows")
    parser.add_argument(
        "--metric", default="roc_auc", help="of others than roc_auc only the null kinds are run"
    )
    add_options(parser, "power.journal")
    given = parser.parse_args()
    sizes = [(name, n) for n in given.rare for name in KINDS]
    truths = kept(true_gain, [size for size in sizes if KINDS[size[0]].wanted != "null"], given)
    if given.metric != "roc_auc":
        sizes = [size for size in sizes if KINDS[size[0]].wanted == "null"]
    calls = [(given.metric, *size, b) for b in range(-(-given.tables // BATCH)) for size in sizes]
    found = kept(judged, calls, given)
    print(f"{'':<43}{'true':>7}  " + "".join(f"{test:>14}" for test in TESTS))
    head = "".join(f"{'up':>8}{'down':>6}" for _ in TESTS)
    print(f"{'kind':<30}{'rare':>5}{'tables':>8}{'gain':>7}  {head}")
    wrong = {test: [0, 0] for test in TESTS}
    for name, n in sizes:
        rows = [row for call in calls if call[1:3] == (name, n) for row in found.get(call, [])]
        if not rows:
            continue
        bounds = np.array(rows)[:, 1:].reshape(len(rows), len(TESTS), 2)
        up, down = (bounds[:, :, 0] > 0).mean(axis=0), (bounds[:, :, 1] < 0).mean(axis=0)
        kind = KINDS[name]
        gain = "0" if kind.wanted == "null" else f"{truths.get((name, n), np.nan):+.3f}"
        cells = "".join(f"{100 * a:>7.1f}%{100 * b:>5.1f}%" for a, b in zip(up, down, strict=True))
        mark = " *" if kind.tuned else ""
        print(f"{name + mark:<30}{n:>5}{len(rows):>8}{gain:>7}  {cells}")
        if kind.wanted == "null" and not kind.tuned:
            for i, test in enumerate(TESTS):
                wrong[test][0] += round(len(rows) * (up[i] + down[i]))
                wrong[test][1] += 2 * len(rows)
    print("* the factor was chosen by these kinds; of the others, where nothing differs:")
    for test, (n_wrong, n) in wrong.items():
        print(
            f"  {test:<8} {n_wrong} of {n} chances to be wrong ({100 * n_wrong / max(n, 1):.2f} %)"
        )


if __name__ == "__main__":
    main()
