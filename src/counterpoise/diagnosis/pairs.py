"""Two columns that together give a class away, though neither does alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

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

TIED = 0.85
"""The correlation from which one column says what to expect of the other.

What is off a line ranks a class with an area of 0.95 if the class is moved by 2.3 times the noise
around the line. Then the line explains three quarters of the column, or the column ranks the class
alone.
"""

_ROUNDING = 1e-9
"""The share of a column's spread below which what is off a line is rounding."""


class Pair(NamedTuple):
    """Two columns and what they tell together.

    Parameters
    ----------
    area : float
        Area under the ROC curve.
    columns : tuple of int
        Their positions.
    how : {"difference", "distance", "combination"}
        By the difference of two numbers, by how far the second is from what the first predicts,
        or by which values meet.
    """

    area: float
    columns: tuple[int, int]
    how: str

    def told(self, one: str, two: str) -> str:
        """Return what tells the class, as the beginning of a sentence."""
        if self.how == "distance":
            return f"How far {two} is from what {one} predicts"
        return f"The {self.how} of {one} and {two}"


def find_pairs(study: Study, klass: int) -> Iterator[Finding]:
    """Name the two columns that together part a class from the others, and hardly do alone.

    For two numbers their difference is looked at, its order and how far it is from nought and from
    where the others have it. For two numbers that follow from each other, in whatever units and
    direction, it is how far one is from the line that the others have. For any two columns it is
    the cells in which their values meet, with odds learned in four folds and judged in the fifth.
    All pairs are screened on a draw of rows; those that pass are judged on all of them.
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
    # A distance that tells no more than a difference is that difference, in other words.
    best = max(
        judged,
        key=lambda pair: pair.area - 0.002 * (pair.how == "distance"),
        default=Pair(0.5, (0, 1), "difference"),
    )
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
                f"none tells {study.name(klass)} by the difference of the two, by how far one is "
                "from what the other predicts, or by their combination.",
                klass=label,
            )
        return
    others = np.ones(len(contrast.names), bool)
    others[list(best.columns)] = False
    if contrast.together(others) >= EASY:
        return
    one, two = (shown(contrast.names[j]) for j in best.columns)
    alone = max(contrast.areas[list(best.columns)])
    yield Finding(
        "leaking-pair",
        "critical" if best.area >= gives_away(contrast.n_positive) else "warning",
        {**figure, "alone": float(alone)},
        f"{best.told(one, two)} ranks {study.name(klass)} with an AUC of {best.area:.3f} "
        f"(1 is perfect); each alone reaches at most {alone:.2f}.",
        "Ask which of the two is written down with the class or after it, and leave it out: with "
        "both, every score is too good.",
        label,
        tuple(contrast.names[j] for j in best.columns),
    )


def _draw(study: Study, contrast: Contrast, klass: int) -> NDArray[np.int64]:
    """Return positions in the contrast on which all pairs are screened, the class's first."""
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
    """Yield the pairs of numbers that tell the class by difference or distance, on a draw."""
    numbers = [j for j in weak if j < contrast.numeric.shape[1] and not contrast.gaps[j].any()]
    own = contrast.positive[drawn]
    n_own = int(own.sum())  # they come first
    block = np.ascontiguousarray(contrast.numeric[np.ix_(drawn, numbers)].T)
    for place, a in enumerate(numbers[:-1]):
        difference = block[place] - block[place + 1 :]
        middle = np.median(difference[:, n_own:], axis=1, keepdims=True)
        for values in _ways_to_differ(difference, middle):
            for j in np.flatnonzero(_may_tell(values, n_own)):
                area = _either_way(values[j], own)
                if area >= SCREENED:
                    yield Pair(area, (int(a), int(numbers[place + 1 + j])), "difference")
    others = block[:, n_own:]
    for place, other in zip(*_tied(others), strict=True):
        for values in _off_the_line(block[place], block[other], np.arange(len(drawn)) >= n_own):
            area = _either_way(values, own)
            if area >= SCREENED:
                yield Pair(area, (int(numbers[place]), int(numbers[other])), "distance")


def _tied(block: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of rows of a block that follow from each other."""
    spread = block.std(axis=1)
    varied = np.flatnonzero(spread > 0)
    if len(varied) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    tied = np.triu(np.abs(np.corrcoef(block[varied])) >= TIED, 1)
    first, second = np.nonzero(tied)
    return varied[first], varied[second]


def _either_way(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Return the area by which values rank the class, upwards or downwards."""
    area = auc(values, positive)
    return max(area, 1 - area)


def _ways_to_differ(
    difference: NDArray[np.float64], middle: Any
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return a difference, how far it is from its middle in other classes, and how large it is."""
    return difference, np.abs(difference - middle), np.abs(difference)


def _off_the_line(
    one: NDArray[np.float64], two: NDArray[np.float64], others: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far the second column is from the line that other classes have, and which way."""
    one, two = (values - values[others].mean() for values in (one, two))
    off = two - one * (one[others] @ two[others]) / (one[others] @ one[others])
    if off.std() <= _ROUNDING * two.std():
        off = np.zeros_like(two)
    return off, np.abs(off - np.median(off[others]))


def _may_tell(values: NDArray[np.float64], n_own: int) -> NDArray[np.bool_]:
    """Return which rankings can have an area of `SCREENED` or more, upwards or downwards.

    Half of the class is at its median or below, and loses to all others above it: with a share p of
    these the area is 1 - p/2 at most. Downwards it is the same with those below the median.

    Parameters
    ----------
    values : ndarray of shape (n_rankings, n_rows), float64
        The rankings.
    n_own : int
        How many rows, the first, are of the class.
    """
    half = n_own // 2
    middle = np.partition(values[:, :n_own], half, axis=1)[:, [half]]
    others = values[:, n_own:]
    beyond = np.minimum((others > middle).sum(axis=1), (others < middle).sum(axis=1))
    possible: NDArray[np.bool_] = beyond <= 2 * (1 - SCREENED) * others.shape[1] + 1
    return possible


def _meeting(
    contrast: Contrast, weak: NDArray[np.int64], drawn: NDArray[np.int64]
) -> Iterator[Pair]:
    """Yield the pairs of columns whose cells tell the class on a draw of rows."""
    if len(weak) < 2:
        return
    cells = np.array([found[drawn] for found in _cells(contrast, weak.tolist())])
    n_own = int(contrast.positive[drawn].sum())  # they come first
    width = MOST_CELLS + 1
    for a in range(len(weak) - 1):
        first = np.arange(len(weak) - 1 - a)[:, np.newaxis] * width**2
        met = first + cells[a] * width + cells[a + 1 :]
        shares = [
            np.bincount(side.ravel(), minlength=len(met) * width**2) / side.shape[1]
            for side in (met[:, :n_own], met[:, n_own:])
        ]
        distance = np.abs(shares[0] - shares[1]).reshape(len(met), -1).sum(axis=1) / 2
        for j in np.flatnonzero(distance >= 2 * SCREENED - 1):
            columns = (int(weak[a]), int(weak[a + 1 + j]))
            yield Pair(float(distance[j]), columns, "combination")


def _cells(contrast: Contrast, columns: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return columns in eight cells at most: their values, or eighths."""
    n_numeric = contrast.numeric.shape[1]
    many = [
        j for j in columns if j < n_numeric and not contrast.gaps[j].any() and _differs(contrast, j)
    ]
    # One call for all, which takes no longer than two.
    shares = np.linspace(0, 1, MOST_CELLS + 1)[1:-1]
    cuts = dict(zip(many, np.quantile(contrast.numeric[:, many], shares, axis=0).T, strict=True))
    return [
        np.searchsorted(np.unique(cuts[j]), contrast.numeric[:, j])
        if j in cuts
        else _other_cells(contrast, j)
        for j in columns
    ]


def _differs(contrast: Contrast, j: int) -> bool:
    """Return whether a number has more values than there are cells; the first mostly tell."""
    values = contrast.numeric[:, j]
    return any(len(np.unique(part)) > MOST_CELLS for part in (values[:100], values))


def _other_cells(contrast: Contrast, j: int) -> NDArray[np.int64]:
    """Return the cells of a category, or of a number with gaps or with few values."""
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
    if pair.how != "combination":
        one, two = contrast.numeric[:, a], contrast.numeric[:, b]
        others = ~contrast.positive
        if pair.how == "distance":
            kinds: tuple[NDArray[np.float64], ...] = _off_the_line(one, two, others)
        else:
            kinds = _ways_to_differ(one - two, np.median((one - two)[others]))
        return pair._replace(area=max(_either_way(values, contrast.positive) for values in kinds))
    first, second = _cells(contrast, [a, b])
    bins = first * (MOST_CELLS + 1) + second
    return pair._replace(
        area=auc(column_odds(bins, contrast.positive, contrast.folds), contrast.positive)
    )
