"""What the benchmark prints."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.stats import t as student

from findings.checks import N_HALVES
from findings.claims import CLAIMS, LEVEL, MARGIN, Results, answer, as_row, judge
from findings.scoring import MODELS, N_FOLDS
from findings.tables import MOST_ROWS, TABLES

__all__ = ["print_all", "write_claims"]

Kept = Mapping[tuple, Any]


def print_all(results: Results, screens: Kept, halves: Kept, corrected: Kept) -> None:
    """Print everything that is known."""
    _print_tables(screens)
    _print_extent(results)
    _print_claims(results)
    _print_draws(results)
    _print_hidden(halves)
    _print_calibration(corrected)


def write_claims(results: Results, path: str) -> None:
    """Write the table of claims as CSV, which the documentation shows."""
    rows = [as_row(claim, judge(claim, results)) for claim in CLAIMS]
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _print_tables(screens: Kept) -> None:
    print(f"The tables ({len(screens)} of {len(TABLES)} screened)\n")
    print(f"{'table':<26}{'rows':>7}{'columns':>9}{'smaller class':>15}  groups")
    for (name,), told in screens.items():
        groups = f"{told['groups']:,} ({told['grouped_by']})" if told["groups"] else "none"
        sizes = f"{told['rows']:>7,}{told['columns']:>9}{told['rare']:>15,}"
        print(f"{name:<26}{sizes}  {groups}")
    print("\nLeft out, and why")
    for (name,), told in screens.items():
        for column, reason in told["left_out"].items():
            print(f"  {name}: {column}: {reason}")
    print("\nWhat diagnose calls critical or warns of in what is left")
    for (name,), told in screens.items():
        codes = sorted({f"{code} ({severity})" for severity, code, _ in told["findings"]})
        print(f"  {name}: {', '.join(codes) or 'nothing'}")


def _print_extent(results: Results) -> None:
    print(
        f"\nWhat ran: draws of {N_FOLDS} folds for each table and model, of "
        f"{len(results.draws)} that are asked for; at most {MOST_ROWS:,} rows\n"
    )
    print(f"{'table':<26}" + "".join(f"{model:>10}" for model in MODELS))
    for name in TABLES:
        done = [sum((name, m, d) in results.scores for d in results.draws) for m in MODELS]
        print(f"{name:<26}" + "".join(f"{n or '-':>10}" for n in done))
    wanted = len(TABLES) * len(MODELS) * len(results.draws)
    n_tables = len({name for name, _, _ in results.scores})
    print(f"\n{len(results.scores)} of {wanted} contests ran, on {n_tables} tables")


def _print_claims(results: Results) -> None:
    level = 1 - (1 - LEVEL) / len(CLAIMS)
    print(
        f"\nThe claims. One pair on one table: {LEVEL:.0%} intervals, equal within {MARGIN}. All "
        f"tables: {level:.2%} intervals of their mean, for {len(CLAIMS)} claims. Up is better."
    )
    for claim in CLAIMS:
        judged = judge(claim, results)
        row = as_row(claim, judged)
        counts = ", ".join(f"{word} {n}" for word, n in judged.counts.items())
        print(f"\n{row['theirs']}  (read: {row['read']})\n  {row['ours']}")
        print(f"  pairs on tables: {counts}; half of an interval, median: {judged.half_width:.3f}")
        print(f"  all tables: {row['mean of the tables']}, {row['tables']}: {judged.said}")
        print(f"  expected: {claim.expected}; agrees: {answer(claim, judged.said)}")


def _print_draws(results: Results) -> None:
    print("\nRates of pairs on tables, draw by draw: up, equal, down, cannot tell")
    for draw in results.draws:
        one = Results(results.scores, (draw,))
        counts = [judge(claim, one).counts for claim in CLAIMS]
        total = sum(sum(c.values()) for c in counts)
        if total:
            shares = (sum(c[word] for c in counts) / total for word in counts[0])
            print(f"  draw {draw}: " + ", ".join(f"{share:.1%}" for share in shares), end="")
            print(f" of {total:,}")


def _print_hidden(halves: Kept) -> None:
    print("\nHassanat et al. 2022 [5]_: many synthetic rows fall on majority rows that were hidden")
    print(
        f"  rows whose nearest hidden row is majority, half of each class hidden {N_HALVES} times:"
    )
    print(f"  {'table':<26}{'SMOTE rows':>12}{'parents':>9}{'difference':>12}  95 % of the halves")
    means = []
    for (name,), told in halves.items():
        if not told["made"]:
            continue
        made, parents = np.array(told["made"]), np.array(told["parents"])
        low, high = np.quantile(made - parents, [0.025, 0.975])
        means.append(float((made - parents).mean()))
        print(
            f"  {name:<26}{made.mean():>12.2f}{parents.mean():>9.2f}{means[-1]:>+12.3f}"
            f"  {low:+.3f} to {high:+.3f}"
        )
    if len(means) > 1:
        n, mean = len(means), float(np.mean(means))
        half = student.isf(0.025, n - 1) * float(np.std(means, ddof=1)) / np.sqrt(n)
        print(
            f"  mean of {n} tables: {mean:+.3f}, 95 % interval {mean - half:+.3f} to "
            f"{mean + half:+.3f}; above 0 on {sum(m > 0 for m in means)}"
        )


def _print_calibration(corrected: Kept) -> None:
    print("\nPriorCorrectedClassifier, logistic regression, held-out rows of five folds")
    print("  Brier score, calibration slope (ideal 1) and intercept (ideal 0):")
    ways = ("as it is", "over-sampled", "corrected", "SMOTE, corrected", "and isotonic")
    print(f"  {'table':<26}" + "".join(f"{way:>21}" for way in ways))
    for (name,), row in corrected.items():
        print(f"  {name:<26}" + _calibration_line(row))
    if corrected:
        print(f"  {'median':<26}" + _calibration_line(np.median(list(corrected.values()), axis=0)))
    print(f"  of {len(corrected)} tables")


def _calibration_line(row: Any) -> str:
    return "".join(f"{b:9.4f}{s:6.2f}{i:+6.2f}" for b, s, i in row)
