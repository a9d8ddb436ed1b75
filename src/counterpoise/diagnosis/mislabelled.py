"""Rows that look as if their class were written down wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from counterpoise.diagnosis.contrast import contrast_of
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import Study

__all__ = ["find_mislabelled", "foreign_share"]

LEAST_SHARE = 0.15
"""A smaller share of wrong labels is not told from a long tail."""

MOST_SHARE = 0.5
"""Where more than half scores as the others do, the class is scattered."""

CLEAR = 0.95
"""The area under the ROC curve that the rest of the class must have."""

DEPTHS = (0.2, 0.35, 0.5)


def foreign_share(own: NDArray[np.float64], other: NDArray[np.float64]) -> Foreign:
    """Return which share of one side is drawn from the other, by scores.

    Rows of the class that are really others score as the others do. Then among the lowest fifth, or
    half, of the others' scores lies a fifth, or half, of that share of the class. The half tells it
    best, and that no depth tells much less says that it is so.

    Parameters
    ----------
    own, other : ndarray of float64
        Scores; high ones speak for the class.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.diagnosis.mislabelled import foreign_share
    >>> rng = np.random.default_rng(0)
    >>> others, pure = rng.normal(size=4000), rng.normal(4, 1, 700)
    >>> round(foreign_share(np.r_[pure, rng.normal(size=300)], others).share, 1)
    0.3
    >>> foreign_share(pure, others).share < 0.01
    True
    """
    n = len(own)
    shares = []
    bound = 0.0
    for depth in DEPTHS:
        level = np.quantile(other, depth)
        # Ties with the level count by half on both sides.
        below = np.mean(other < level) + np.mean(other == level) / 2
        held = float(np.sum(own < level) + np.sum(own == level) / 2)
        if below > 0:
            shares.append(held / n / below)
            bound = float(beta.ppf(0.05, held, n - held + 1)) / below if held > 0 else 0.0
    least, most = (float(pick(shares)) if shares else 0.0 for pick in (min, max))
    half = float(shares[-1]) if shares else 0.0
    return Foreign(half, least, most, bound, _by_the_tail(own, other))


def _by_the_tail(own: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return which share of one side lies in the other's half if its tail falls as it begins to.

    From the side's own 60th to its 85th percentile towards the other the tail is halved in some
    distance; it is taken to go on so, which is more than a normal tail has.
    """
    level = np.median(other)
    near, far = np.quantile(own, [0.4, 0.15])
    if not near > far:
        return 0.0
    rate = np.log(0.4 / 0.15) / (near - far)
    return float(0.15 * np.exp(-rate * max(far - level, 0.0)))


class Foreign(NamedTuple):
    """Which share of one side is drawn from the other.

    Parameters
    ----------
    share : float
        What the lower half tells.
    least, most : float
        The smallest and the largest that any depth tells.
    bound : float
        The 95 % lower bound of the share.
    tail : float
        What share an ordinary tail puts in the other side's half.
    """

    share: float
    least: float
    most: float
    bound: float
    tail: float

    def is_sure(self, area: float, scale: float = 1.0) -> bool:
        """Return whether so many are foreign that neither chance nor a tail explains it.

        Parameters
        ----------
        area : float
            The area under the ROC curve with them.
        scale : float
            Rows of the side for each of the class.
        """
        enough = LEAST_SHARE / scale
        if self.most > MOST_SHARE or area < CLEAR * (1 - MOST_SHARE) + MOST_SHARE / 2:
            return False
        rest = (area - self.most / 2) / (1 - self.most)
        # A tail matters where the side is so large that its tail is as many as the class.
        beyond = scale == 1 or self.most / 2 >= 3 * self.tail
        return min(self.least, self.bound) >= enough and rest >= CLEAR and beyond


def find_mislabelled(study: Study, klass: int) -> Iterator[Finding]:
    """Say which share of a class looks as if it belonged to the others, or of them to it.

    A simple model ranks the rows of each fold. Where part of the class scores just as the others
    do, from the lowest to the middle, while the rest is clearly apart, that part may be labelled
    wrongly. A class that overlaps with the others thins out towards them and shows no such part.
    """
    contrast = contrast_of(study, klass)
    if contrast is None:
        return
    own, other = contrast.scores[contrast.positive], contrast.scores[~contrast.positive]
    n = int(study.counts[klass])
    m = study.n_rows - n
    inside, outside = foreign_share(own, other), foreign_share(-other, -own)
    label = study.labels[klass]
    figure = {
        "of_the_class": inside.share,
        "among_the_others": outside.share,
        "auc": contrast.area,
    }
    found = []
    if inside.is_sure(contrast.area):
        found.append(
            f"About {inside.share:.0%} of the rows of {study.name(klass)} look just like other "
            "classes, while the rest of the class is clearly different."
        )
    if outside.is_sure(contrast.area, m / n):
        found.append(
            f"About {outside.share * m:,.0f} rows of other classes look just like "
            f"{study.name(klass)} ({n:,} rows), while the rest of them is clearly different."
        )
    if not found:
        yield Finding(
            "mislabelled",
            "ok",
            figure,
            f"Less than {LEAST_SHARE:.0%} of the rows of {study.name(klass)}, or none, look as if "
            "they had the wrong class.",
            klass=label,
        )
        return
    yield Finding(
        "mislabelled",
        "warning",
        figure,
        " ".join(found) + " Their labels may be wrong, or a column that tells them is missing.",
        "Look at some of these rows before you use SMOTE, which would spread wrong labels: rows of "
        "the class that a simple model ranks lowest, and other rows that it ranks highest.",
        label,
    )
