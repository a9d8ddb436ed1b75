"""Rows that are there more than once, with one class or with several."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import Study
from counterpoise.diagnosis.ties import column_hashes, more_than_chance, shared_by_chance

__all__ = ["find_duplicates", "same_rows"]

MANY_COPIES = 0.05
MANY_CONTRADICTIONS = 0.01

MOST_ASKED = 5_000
"""Rows of a class of which it is told how many are equal to others by chance."""

MOST_COMPARED = 50_000
"""Rows that they are compared with."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


def same_rows(rows: Rows) -> NDArray[np.int64]:
    """Return for each row the first row with the same values; shape (n_rows,), int64.

    Missing values are equal to each other. Rows are sorted by a 64-bit hash and then compared
    value by value with the first of their hash, so that no collision makes two rows the same.

    Parameters
    ----------
    rows : Rows of shape (n_rows, ...)
        The table, with a dense numeric block.
    """
    n = len(rows)
    numeric = np.asarray(rows.numeric)
    mixed = np.zeros(n, np.uint64)
    for j in range(rows.n_numeric):
        column = numeric[:, j].astype(np.float64) + 0.0  # -0.0 equals 0.0
        column[np.isnan(column)] = np.nan
        mixed = _mix(mixed, column.view(np.uint64))
    for j in range(rows.n_categorical):
        mixed = _mix(mixed, rows.codes[:, j].astype(np.int64).view(np.uint64))
    order = np.argsort(mixed, kind="stable")
    starts = np.concatenate([[True], mixed[order][1:] != mixed[order][:-1]])
    first = np.empty(n, np.int64)
    first[order] = order[np.flatnonzero(starts)[np.cumsum(starts) - 1]]
    repeated = np.flatnonzero(first != np.arange(n))
    like = first[repeated]
    equal = (rows.codes[repeated] == rows.codes[like]).all(axis=1)
    here, there = numeric[repeated], numeric[like]
    equal &= ((here == there) | (np.isnan(here) & np.isnan(there))).all(axis=1)
    first[repeated[~equal]] = repeated[~equal]
    return first


def find_duplicates(study: Study) -> Iterator[Finding]:
    """Say how many rows of each class are copies, and how many contradict a row of another.

    Rows of few different values are equal by chance; only more than that is raised.
    """
    first = same_rows(study.rows)
    present = ~study.blank
    n_classes = len(study.labels)
    pairs = np.unique(np.stack([first[present], study.target[present]], axis=1), axis=0)
    place, n_held = np.unique(pairs[:, 0], return_counts=True)
    several = np.zeros(study.n_rows, bool)
    several[place[n_held > 1]] = True
    contradicts = several[first] & present
    groups = first * n_classes + study.target
    _, leader = np.unique(groups, return_index=True)
    copies = present.copy()
    copies[leader] = False
    # Where a table has few different rows to offer, copies are in its nature.
    natural = not study.rows.n_numeric or len(place) < 0.5 * study.n_rows
    for klass in study.smaller:
        own = study.target == klass
        yield _copies(study, klass, int(copies[own].sum()), int(copies.sum()), natural)
        yield _contradictions(study, klass, int(contradicts[own].sum()), int(contradicts.sum()))


def _by_chance(study: Study, klass: int, found: int, others: bool) -> float:
    """Return how many rows of a class would equal a row of the others, or of it, by chance."""
    share = found / int(study.counts[klass])
    if share < (MANY_CONTRADICTIONS if others else MANY_COPIES):
        return 0.0
    stream = study.random(9, klass, others)
    members = study.members(klass)
    drawn = _at_most(stream, members, MOST_ASKED)
    away = np.flatnonzero((study.target != klass) & ~study.blank) if others else members
    reference = _at_most(stream, away, MOST_COMPARED)
    own, other = (column_hashes(study.rows.take(rows)) for rows in (drawn, reference))
    told = shared_by_chance(own, other, len(away) / len(reference)) * len(members) / len(drawn)
    # Of two rows of a class that are equal, one is counted as the copy.
    return told if others else told / 2


def _at_most(stream: Generator, rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    return rows if len(rows) <= most else stream.choice(rows, most, replace=False)


def _copies(study: Study, klass: int, n_own: int, n_all: int, natural: bool) -> Finding:
    share = n_own / int(study.counts[klass])
    chance = _by_chance(study, klass, n_own, others=False)
    figure = {"rows": n_own, "share": share, "rows_of_all_classes": n_all, "by_chance": chance}
    if not n_own:
        return Finding(
            "duplicates",
            "ok",
            figure,
            f"No two rows of {study.name(klass)} are exactly the same.",
            klass=study.labels[klass],
        )
    natural = natural or not more_than_chance(n_own, chance)
    many = share >= MANY_COPIES
    return Finding(
        "duplicates",
        "warning" if many and not natural else "note",
        figure,
        f"{n_own:,} row{'s' * (n_own != 1)} of {study.name(klass)} ({share:.1%}) "
        f"{'is an exact copy' if n_own == 1 else 'are exact copies'} of another one of it."
        + (" That is usual where columns have few different values." if natural else "")
        + " A new row between two copies is one more copy.",
        "Drop copies, or keep a row and its copies on one side of every split: otherwise the model "
        "is tested on rows that it has learned.",
        study.labels[klass],
    )


def _contradictions(study: Study, klass: int, n_own: int, n_all: int) -> Finding:
    share = n_own / int(study.counts[klass])
    chance = _by_chance(study, klass, n_own, others=True)
    figure = {"rows": n_own, "share": share, "rows_of_all_classes": n_all, "by_chance": chance}
    if not n_own:
        return Finding(
            "contradictions",
            "ok",
            figure,
            f"No row of {study.name(klass)} is the same as a row of another class.",
            klass=study.labels[klass],
        )
    told = (
        f"{n_own:,} row{'s' * (n_own != 1)} of {study.name(klass)} ({share:.1%}) "
        f"{'has' if n_own == 1 else 'have'} exactly the values of a row of another class"
    )
    if share >= MANY_CONTRADICTIONS and not more_than_chance(n_own, chance):
        return Finding(
            "contradictions",
            "note",
            figure,
            f"{told}. Columns with few different values make about {chance:,.0f} such rows by "
            "chance.",
            "You need not act: predict probabilities, because such a row can be of either class.",
            study.labels[klass],
        )
    return Finding(
        "contradictions",
        "warning" if share >= MANY_CONTRADICTIONS else "note",
        figure,
        f"{told}. No model can tell them apart.",
        "Ask whether a label is wrong, a column is missing, or one person is in the table several "
        "times (then split by person). Leave these rows out before you use SMOTE.",
        study.labels[klass],
    )


def _mix(state: NDArray[np.uint64], value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = (state ^ value) * _MIX
    return state ^ (state >> np.uint64(29))
