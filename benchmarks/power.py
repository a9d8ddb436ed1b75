"""Which test tells a gain from chance? False and true finds of several tests, side by side.

Two ways to learn are compared on simulated tables by five folds and three repeats, as `compare`
does it, and the gain of one over the other in ROC AUC is known: it is measured on 40,000 new rows,
over many training sets. Each table is judged by

- t: the corrected resampled t-test on the folds;
- rows: a paired test on what each test row contributes, over all folds and repeats;
- compare: the same with its variance times a factor from 1.5 to 2, see `contributions.inflation`,
  which `compare` uses; with fewer than 20 rare rows, both have fewer degrees of freedom for it;
- Bayes: the Bayesian correlated t-test, whose probability of a gain above zero is that of the
  corrected t-test to the last digit, so that it is shown with a region of .01 for nothing;
- known: a test that knows how far the gain spreads over tables of the kind. Nobody does; no test on
  the same gains can find more than it.

All ask for 2.5 % on either side. "Null" kinds have no gain, by symmetry: whatever a test finds is
false, and the noise that makes it do so is that of the whole table, which all folds share. The
factor was chosen by the kinds with a star, and by linear models on under-sampled rows; the others
were drawn up before they were run, and not a line was changed after. Each size is the number of
rare rows; there are 40 times as many others.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from keeping import add_options, kept
from scipy.stats import norm, rankdata
from scipy.stats import t as student
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from counterpoise.comparison.contributions import Pool, contributions, inflation
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


def skewed_noise(rng: np.random.Generator, n_rest: int, n_rare: int) -> Array:
    """Return eight skewed columns that tell nothing."""
    return np.exp(rng.normal(size=(n_rest + n_rare, 8)))


def heavy(rng: np.random.Generator, n_rest: int, n_rare: int) -> Array:
    """Return columns with heavy tails, two that tell something and four that tell nothing."""
    X = rng.standard_t(3, size=(n_rest + n_rare, 6))
    X[n_rest:, 0] += 1.2
    X[n_rest:, 1] += 0.5
    return X


FOUR, OTHERS = [0, 1, 2, 3], [4, 5, 6, 7]
NEAR = KNeighborsClassifier(25)
LOGISTIC = LogisticRegression()
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
    "noise, trees": Kind(normal([0] * 8), fitted(TREE, FOUR), fitted(TREE, OTHERS), "null", False),
    "noise, nearest neighbours": Kind(
        normal([0] * 8), fitted(NEAR, FOUR), fitted(NEAR, OTHERS), "null", False
    ),
    "skewed noise, naive Bayes": Kind(
        skewed_noise, fitted(GaussianNB(), FOUR), fitted(GaussianNB(), OTHERS), "null", False
    ),
    "heavy tails, logistic": Kind(
        heavy, fitted(LOGISTIC, [0, 1, 2, 3]), fitted(LOGISTIC, [0, 1, 4, 5]), "null", False
    ),
    "heavy tails, a further column": Kind(
        heavy, fitted(LOGISTIC, [0, 2, 3]), fitted(LOGISTIC, [0, 1, 2, 3]), "gain", False
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


GAINS = [name for name, kind in KINDS.items() if kind.wanted == "gain"]


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


def judged(name: str, n_rare: int, repeats: int, metric: str, batch: int) -> list[list[float]]:
    """Return what `_judged` does of each table of a batch."""
    kind, number = KINDS[name], list(KINDS).index(name)
    with threadpool_limits(1):
        return [
            _judged(metric, kind, n_rare, repeats, seeded(number, n_rare, batch, i))
            for i in range(BATCH)
        ]


def seeded(*numbers: int) -> np.random.Generator:
    """Return a stream of random numbers that some numbers name."""
    return np.random.default_rng(numbers)


def _judged(
    metric: str, kind: Kind, n_rare: int, repeats: int, rng: np.random.Generator
) -> list[float]:
    """Return a table's mean gain, and its error and degrees of freedom by folds and by rows.

    The error by rows is that of the spread over rows alone; last comes the factor of its square.
    """
    X, y = table(kind, n_rare, rng)
    names = ("baseline", "contestant")
    parts: dict[tuple[str, str], dict[str, Array]] = {("", name): {} for name in names}
    tests, gains = {}, []
    for repeat in range(repeats):
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
    factor = inflation(ratio, by_row.anew, repeats)
    return [
        by_fold.mean,
        *(by_fold.error, by_fold.df),
        *(by_row.error / np.sqrt(factor), by_row.df, factor, by_row.anew),
    ]


def intervals(rows: Array) -> Array:
    """Return each test's bounds for the gain; shape (n_tables, n_tests, 2).

    Parameters
    ----------
    rows : ndarray of shape (n_tables, 7)
        What `judged` tells.
    """
    mean, fold_error, fold_df, row_error, row_df, factor, _ = rows.T
    by_fold = student.isf(0.025, fold_df) * fold_error
    by_row = student.isf(0.025, row_df) * row_error
    halves = [by_fold, by_row, by_row * np.sqrt(factor), by_fold + 0.01]
    return np.array([[mean - half, mean + half] for half in halves]).transpose(2, 0, 1)


def found_by(rows: Array) -> tuple[Array, Array]:
    """Return how often each test finds a gain, and a loss; both of shape (n_tests + 1,).

    Last comes a test that knows how far the gain spreads over tables, as nobody does.
    """
    bounds = intervals(rows)
    gain = rows[:, 0] / rows[:, 0].std(ddof=1)
    up = [*(bounds[:, :, 0] > 0).mean(axis=0), (gain > norm.isf(0.025)).mean()]
    down = [*(bounds[:, :, 1] < 0).mean(axis=0), (gain < -norm.isf(0.025)).mean()]
    return np.array(up), np.array(down)


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


def told(found: dict[tuple, list], *size: object) -> Array | None:
    """Return what is known of all tables of a kind, size and number of repeats."""
    rows = [row for call, batch in found.items() if call[: len(size)] == size for row in batch]
    return np.array(rows) if len(rows) > 1 else None


def print_rates(found: dict[tuple, list], truths: dict[tuple, float], given: Namespace) -> None:
    """Print for each kind and size how often each test finds a gain or a loss."""
    tests = (*TESTS, "known")
    print(f"{'':<43}{'true':>7}  " + "".join(f"{test:>14}" for test in tests))
    head = "".join(f"{'up':>8}{'down':>6}" for _ in tests)
    print(f"{'kind':<30}{'rare':>5}{'tables':>8}{'gain':>7}  {head}")
    wrong = {tuned: {test: [0, 0] for test in TESTS} for tuned in (True, False)}
    for n in given.rare:
        for name, kind in KINDS.items():
            rows = told(found, name, n, REPEATS, given.metric)
            if rows is None:
                continue
            up, down = found_by(rows)
            gain = "0" if kind.wanted == "null" else f"{truths.get((name, n), np.nan):+.3f}"
            cells = "".join(
                f"{100 * a:>7.1f}%{100 * b:>5.1f}%" for a, b in zip(up, down, strict=True)
            )
            print(f"{name + ' *' * kind.tuned:<30}{n:>5}{len(rows):>8}{gain:>7}  {cells}")
            if kind.wanted == "null":
                for i, test in enumerate(TESTS):
                    wrong[kind.tuned][test][0] += round(len(rows) * (up[i] + down[i]))
                    wrong[kind.tuned][test][1] += 2 * len(rows)
    for tuned, of in ((False, "the others"), (True, "these")):
        if not any(n for _, n in wrong[tuned].values()):
            continue
        print(f"* the factor was chosen by these kinds; of {of}, where nothing differs:")
        for test, (n_wrong, n) in wrong[tuned].items():
            share = 100 * n_wrong / max(n, 1)
            print(f"  {test:<8} {n_wrong} of {n} chances to be wrong ({share:.2f} %)")


def print_sizes(found: dict[tuple, list], truths: dict[tuple, float], given: Namespace) -> None:
    """Print with how many rare rows and repeats a gain is found in half of the tables."""
    print("\nHow often `compare` finds the gain, by rare rows (the true gain is in brackets)")
    print(
        f"{'kind':<30}{'repeats':>8}" + "".join(f"{n:>14}" for n in given.sizes) + f"{'half at':>9}"
    )
    for name in (name for name in GAINS if name in given.kinds):
        for repeats in given.repeats:
            cells, half = "", "-"
            for n in given.sizes:
                rows = told(found, name, n, repeats, given.metric)
                if rows is None:
                    cells += f"{'-':>14}"
                    continue
                share = found_by(rows)[0][TESTS.index("compare")]
                cells += f"{100 * share:>5.0f}% ({truths.get((name, n), np.nan):+.3f})"
                half = str(n) if half == "-" and share >= 0.5 else half
            print(f"{name + ' *' * KINDS[name].tuned:<30}{repeats:>8}{cells}{half:>9}")


def main() -> None:
    """Print how often tests find what there is, and with how many rows."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=200, help="tables of each kind and size")
    parser.add_argument("--kinds", nargs="*", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--rare", type=int, nargs="*", default=[100], help="rare rows")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[100, 200, 400, 800, 1600],
        help="rare rows with which gains are looked for",
    )  # fmt: skip
    parser.add_argument("--repeats", type=int, nargs="*", default=[3], help="for the same")
    parser.add_argument("--sized", type=int, default=100, help="tables of each of these sizes")
    parser.add_argument(
        "--metric", default="roc_auc", help="of others than roc_auc only the null kinds are run"
    )
    add_options(parser, "power.journal")
    given = parser.parse_args()
    is_auc = given.metric == "roc_auc"
    calls = [
        (name, n, REPEATS, given.metric, batch)
        for batch in range(-(-given.tables // BATCH))
        for n in given.rare
        for name in given.kinds
        if is_auc or KINDS[name].wanted == "null"
    ]
    sized = [
        (name, n, repeats, given.metric, batch)
        for n in given.sizes
        for repeats in given.repeats
        for name in GAINS
        if name in given.kinds
        for batch in range(-(-given.sized // BATCH))
        if is_auc
    ]
    wanted = [call[:2] for call in (*calls, *sized) if KINDS[call[0]].wanted != "null"]
    truths = kept(true_gain, wanted, given)
    found = kept(judged, [*calls, *sized], given)
    print_rates(found, truths, given)
    if is_auc and given.sizes:
        print_sizes(found, truths, given)


if __name__ == "__main__":
    main()
