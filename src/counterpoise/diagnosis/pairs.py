"""Two columns that together give a class away, though neither does alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterpoise.diagnosis.contrast import Contrast, auc, column_odds, contrast_of, gives_away
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.leaks import EASY
from counterpoise.diagnosis.study import Study, shown

__all__ = ["find_pairs"]

MOST_COLUMNS = 40
"""Columns of which all pairs are looked at; of more, a draw."""

MOST_OF_CLASS = 300
MOST_OF_OTHERS = 1_200

MOST_CELLS = 8
"""Cells into which a column is cut for the pairs, by its values if there are no more."""

ALONE = 0.8
"""A column of a larger area tells the class alone, and what a pair of such tells is no surprise."""

TOGETHER = 0.95
"""The area from which a pair of such columns is raised."""

SCREENED = 0.9
"""The area on a draw of rows from which a pair is looked at on all."""


class Pair(NamedTuple):
    """Two columns and what they tell together.

    Parameters
    ----------
    area : float
        Area under the ROC curve.
    columns : tuple of int
        Their positions.
    how : {"difference", "combination"}
        By the difference of two numbers, or by which values meet.
    """

    area: float
    columns: tuple[int, int]
    how: str


def find_pairs(study: Study, klass: int) -> Iterator[Finding]:
    """Name the two columns that together part a class from the others, and hardly do alone.

    For two numbers their difference is looked at, its order and how far it is from nought and from
    where the others have it; for any two columns the cells in which their values meet, with odds
    learned in four folds and judged in the fifth. All pairs are screened on a draw of rows; those
    that pass are judged on all of them.
    """
    contrast = contrast_of(study, klass)
    if contrast is None or len(contrast.names) < 2:
        return
    weak = np.flatnonzero(contrast.areas < ALONE)
    n_weak = len(weak)
    if n_weak > MOST_COLUMNS:
        weak = np.sort(study.random(7, klass).choice(weak, MOST_COLUMNS, replace=False))
    drawn = _draw(study, contrast, klass)
    suspects = [*_differing(contrast, weak, drawn), *_meeting(contrast, weak, drawn)]
    judged = [_judge(contrast, pair) for pair in suspects]
    best = max(judged, default=Pair(0.5, (0, 1), "difference"))
    label = study.labels[klass]
    looked = len(weak) * (len(weak) - 1) // 2
    figure = {"auc": best.area, "pairs": looked, "columns_left_out": n_weak - len(weak)}
    if best.area < TOGETHER:
        if looked:
            yield Finding(
                "leaking-pair",
                "ok",
                figure,
                f"We tried {looked:,} pair{'s' * (looked != 1)} of columns that are weak alone; "
                f"none tells {study.name(klass)} by the difference of the two or by their "
                "combination.",
                klass=label,
            )
        return
    others = np.ones(len(contrast.names), bool)
    others[list(best.columns)] = False
    if contrast.together(others) >= EASY:
        return
    one, two = (shown(contrast.names[j]) for j in best.columns)
    alone = max(contrast.areas[list(best.columns)])
    how = "difference" if best.how == "difference" else "combination"
    yield Finding(
        "leaking-pair",
        "critical" if best.area >= gives_away(contrast.n_positive) else "warning",
        {**figure, "alone": float(alone)},
        f"The {how} of {one} and {two} ranks {study.name(klass)} with an AUC of {best.area:.3f} "
        f"(1 is perfect); each alone reaches at most {alone:.2f}.",
        "Ask which of the two is written down with the class or after it, and leave it out: with "
        "both, every score is too good.",
        label,
        tuple(contrast.names[j] for j in best.columns),
    )


def _draw(study: Study, contrast: Contrast, klass: int) -> NDArray[np.int64]:
    """Return positions in the contrast on which all pairs are screened."""
    stream = study.random(8, klass)
    parts = []
    for side, most in (
        (contrast.positive, MOST_OF_CLASS),
        (~contrast.positive, MOST_OF_OTHERS),
    ):
        held = np.flatnonzero(side)
        parts.append(stream.choice(held, most, replace=False) if len(held) > most else held)
    return np.concatenate(parts)


def _differing(
    contrast: Contrast, weak: NDArray[np.int64], drawn: NDArray[np.int64]
) -> Iterator[Pair]:
    """Yield the pairs of numbers whose difference tells the class on a draw of rows."""
    numbers = [j for j in weak if j < contrast.numeric.shape[1] and not contrast.gaps[j].any()]
    positive = contrast.positive[drawn]
    block = contrast.numeric[drawn]
    for place, a in enumerate(numbers[:-1]):
        rest = np.array(numbers[place + 1 :])
        difference = block[:, [a]] - block[:, rest]
        away = np.abs(difference - np.median(difference[~positive], axis=0))
        for values in (difference, away, np.abs(difference)):
            areas = np.array([auc(column, positive) for column in values.T])
            areas = np.maximum(areas, 1 - areas)
            for j in np.flatnonzero(areas >= SCREENED):
                yield Pair(float(areas[j]), (int(a), int(rest[j])), "difference")


def _meeting(
    contrast: Contrast, weak: NDArray[np.int64], drawn: NDArray[np.int64]
) -> Iterator[Pair]:
    """Yield the pairs of columns whose cells tell the class on a draw of rows.

    The counts of all cells of all pairs are one product of matrices a side.
    """
    if len(weak) < 2:
        return
    cells = [_cells(contrast, int(j))[drawn] for j in weak]
    starts = np.concatenate([[0], np.cumsum([int(c.max()) + 1 for c in cells])])
    shares = []
    for side in (contrast.positive[drawn], ~contrast.positive[drawn]):
        held = np.zeros((int(side.sum()), starts[-1]), np.float32)
        for start, own in zip(starts, cells, strict=False):
            held[np.arange(len(held)), start + own[side]] = 1
        shares.append(held.T @ held / len(held))
    gap = np.abs(shares[0] - shares[1])
    distance = np.add.reduceat(np.add.reduceat(gap, starts[:-1], axis=0), starts[:-1], axis=1) / 2
    for a, b in combinations(range(len(weak)), 2):
        if distance[a, b] >= 2 * SCREENED - 1:
            yield Pair(float(distance[a, b]), (int(weak[a]), int(weak[b])), "combination")


def _cells(contrast: Contrast, j: int) -> NDArray[np.int64]:
    """Return a column in eight cells at most: its values, or eighths."""
    n_numeric = contrast.numeric.shape[1]
    if j >= n_numeric:
        codes = contrast.bins[j]
        often = np.argsort(-np.bincount(codes), kind="stable")[: MOST_CELLS - 1]
        place = np.full(int(codes.max()) + 1, min(len(often), MOST_CELLS - 1))
        place[often] = np.arange(len(often))
        return place[codes]
    values, gone = contrast.numeric[:, j], contrast.gaps[j]
    different = np.unique(values[~gone])
    if len(different) <= MOST_CELLS:
        cells = np.searchsorted(different, values)
    else:
        cuts = np.quantile(values[~gone], np.linspace(0, 1, MOST_CELLS + 1)[1:-1])
        cells = np.searchsorted(np.unique(cuts), values)
    return np.where(gone, MOST_CELLS, cells).astype(np.int64)


def _judge(contrast: Contrast, pair: Pair) -> Pair:
    """Return a pair with its area on all rows of the contrast."""
    a, b = pair.columns
    if pair.how == "difference":
        difference = contrast.numeric[:, a] - contrast.numeric[:, b]
        away = np.abs(difference - np.median(difference[~contrast.positive]))
        kinds = (difference, away, np.abs(difference))
        areas = [auc(values, contrast.positive) for values in kinds]
        return pair._replace(area=max(*areas, *(1 - area for area in areas)))
    bins = _cells(contrast, a) * (MOST_CELLS + 1) + _cells(contrast, b)
    return pair._replace(
        area=auc(column_odds(bins, contrast.positive, contrast.folds), contrast.positive)
    )
