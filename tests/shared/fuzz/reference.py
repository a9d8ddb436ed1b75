"""The family once more, slowly: exact numbers, plain loops, and nothing of the package.

A number is a `fractions.Fraction`, so that no rounding hides in what is expected; a missing value
is None. What the package computes in floats may differ by their rounding, and by no more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

Row = Sequence[Fraction | None]

ROUNDING = Fraction(1, 2**46)
"""How far a squared distance in floats may be off, relatively: a few dozen roundings."""


def exact(value: Any) -> Fraction | None:
    """Return a number, bool, date, time or duration as a fraction; None where it is missing."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, np.datetime64 | np.timedelta64):
        return None if np.isnat(value) else Fraction(int(value.astype(np.int64)))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float | Decimal):
        return None if value != value else Fraction(value)
    return Fraction(value)


def exact_rows(table: Iterable[Iterable[Any]]) -> list[list[Fraction | None]]:
    return [[exact(value) for value in row] for row in table]


def squared_distance(a: Row, b: Row) -> Fraction | None:
    """Return the distance of `nan_euclidean_distances`, squared; None where nothing is shared."""
    steps = [x - y for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    if not steps:
        return None
    return sum((s * s for s in steps), Fraction(0)) * len(a) / len(steps)


def value_differences(codes: Sequence[Sequence[Any]], classes: Sequence[Any]) -> Any:
    """Return SMOTE-N's distance: squared differences of how values share the classes."""
    labels = sorted(set(classes))
    shares: list[dict[Any, list[Fraction]]] = []
    for column in zip(*codes, strict=True):
        of: dict[Any, list[Fraction]] = {}
        for value in set(column):
            own = [c for v, c in zip(column, classes, strict=True) if v == value]
            of[value] = [Fraction(own.count(label), len(own)) for label in labels]
        shares.append(of)

    def distance(a: Sequence[Any], b: Sequence[Any]) -> Fraction:
        total = Fraction(0)
        for x, y, of in zip(a, b, shares, strict=True):
            delta = sum(abs(p - q) for p, q in zip(of[x], of[y], strict=True))
            total += Fraction(delta) ** 2
        return total

    return distance


Distance = Callable[[Any, Any], Fraction | None]


def nearest(
    rows: Sequence[Any],
    query: int,
    among: Sequence[int],
    k: int,
    distance: Distance = squared_distance,
) -> list[int]:
    """Return the k nearest of some rows to a row, itself left out; ties by row number."""
    known = [(distance(rows[query], rows[other]), other) for other in among if other != query]
    known.sort(key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1]))
    return [other for _, other in known[:k]]


def could_be_nearest(
    rows: Sequence[Any],
    query: int,
    among: Sequence[int],
    k: int,
    distance: Distance = squared_distance,
    slack: float = 0.0,
) -> set[int]:
    """Return the rows that are among the k nearest, or are not by rounding alone.

    Where numbers themselves are rounded, distances may be off by the slack.
    """
    known = {other: distance(rows[query], rows[other]) for other in among if other != query}
    finite = sorted(d for d in known.values() if d is not None)
    if len(finite) < k:
        return set(known)
    most = finite[k - 1] * (1 + ROUNDING)
    if slack:
        most = (Fraction(math.sqrt(most)) * (1 + ROUNDING) + Fraction(slack)) ** 2
    return {other for other, d in known.items() if d is not None and d <= most}


def interpolated(base: Row, partners: Sequence[Row], gaps: Sequence[float]) -> list[Any]:
    """Return the exact new row; a value is missing where the base's is."""
    new = []
    for j, start in enumerate(base):
        if start is None:
            new.append(None)
            continue
        value = start
        for partner, gap in zip(partners, gaps, strict=True):
            end = partner[j]
            value += Fraction(float(gap)) * ((start if end is None else end) - start)
        new.append(value)
    return new


def in_danger(n_other: int, m: int) -> bool:
    """Han, Wang and Mao (2005): half or more of the neighbours are foreign, but not all."""
    return 2 * n_other >= m and n_other < m


def adasyn_counts(n_others: Sequence[int], k: int, n_new: int) -> list[int]:
    """He, Bai, Garcia and Li (2008): the share of foreign neighbours, normalised, times G."""
    hardness = np.array(n_others) / k
    return [int(n) for n in np.rint(hardness / hardness.sum() * n_new)]


def smote_draws(
    seed: int, members: Sequence[int], k: int, n_new: int
) -> tuple[list[int], list[int], np.ndarray]:
    """Return what imbalanced-learn's SMOTE draws for a class: seeds, ranks of partners, gaps."""
    stream = np.random.RandomState(seed)
    drawn = stream.randint(low=0, high=len(members) * k, size=n_new)
    gaps = stream.uniform(size=n_new)
    return [members[i // k] for i in drawn], [int(i % k) for i in drawn], gaps


def leaders(values: Iterable[Any]) -> set[Any]:
    """Return the most frequent of the values that are not missing."""
    votes = Counter(v for v in values if v is not None)
    most = max(votes.values(), default=0)
    return {v for v, n in votes.items() if n == most}


def edited(
    rows: Sequence[Any], classes: Sequence[int], asked: set[int], k: int, mode: bool
) -> list[int]:
    """Return the rows that stay: those whose k neighbours, or most of them, are of their class.

    In a vote that ends even the class with the lowest number wins.
    """
    everybody = range(len(rows))
    stays = []
    for row in everybody:
        if classes[row] in asked and any(v is not None for v in rows[row]):
            around = [classes[other] for other in nearest(rows, row, everybody, k)]
            if mode:
                votes = Counter(around)
                won = min(votes, key=lambda c: (-votes[c], c))
                if won != classes[row]:
                    continue
            elif any(c != classes[row] for c in around):
                continue
        stays.append(row)
    return stays


def without_tomek_links(rows: Sequence[Any], classes: Sequence[int], asked: set[int]) -> list[int]:
    """Return the rows that stay: those in no pair of foreigners that are each other's nearest."""
    everybody = range(len(rows))
    first = [nearest(rows, row, everybody, 1)[0] for row in everybody]
    return [
        row
        for row in everybody
        if not (
            classes[row] in asked
            and classes[first[row]] != classes[row]
            and first[first[row]] == row
        )
    ]


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviation(values: Sequence[Fraction | None]) -> float:
    """Return the population standard deviation of the values that are not missing."""
    present = [v for v in values if v is not None]
    if not present:
        return math.nan
    mean = sum(present, Fraction(0)) / len(present)
    square = sum(((v - mean) ** 2 for v in present), Fraction(0)) / len(present)
    return math.sqrt(square)
