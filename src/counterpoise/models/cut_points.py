"""Every threshold that parts the rows of two classes otherwise, with what each lets through.

There is one cut-point for each distinct score, and one more that flags nobody: rows of equal score
cannot be parted, and between two scores no threshold differs from another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CutPoints", "Ranking", "midpoint"]

_ALMOST = 1e-12
"""Sums of weights that differ by less, relatively, are the same."""


@dataclass(frozen=True)
class CutPoints:
    """What is flagged at each cut-point, from nobody to all rows.

    Parameters
    ----------
    caught, flagged : ndarray of shape (n_distinct + 1,), float64
        Weight of the flagged rows that are positive, and of all flagged rows.
    n_positive, n_rows : float
        Weight of the positive rows, and of all.
    """

    caught: NDArray[np.float64]
    flagged: NDArray[np.float64]
    n_positive: float
    n_rows: float

    def precision(self) -> NDArray[np.float64]:
        """Return the share of the flagged rows that is positive; -1 where none is flagged."""
        some = self.flagged > 0
        precision: NDArray[np.float64] = np.full(some.shape, -1.0)
        np.divide(self.caught, self.flagged, out=precision, where=some)
        return precision

    def recall(self) -> NDArray[np.float64]:
        """Return the share of the positive rows that is flagged."""
        return np.asarray(self.caught / self.n_positive)

    def cost(self, costs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cost per row, by costs of shape (2, 2): the true class, then the decision."""
        false = self.flagged - self.caught
        missed, rest = self.n_positive - self.caught, self.n_rows - self.n_positive - false
        total = self.caught * costs[1, 1] + missed * costs[1, 0]
        cost: NDArray[np.float64] = (total + false * costs[0, 1] + rest * costs[0, 0]) / self.n_rows
        return cost

    def cheapest(self, costs: NDArray[np.float64]) -> int:
        """Return the cut-point of the least cost; of equal ones that which flags fewest."""
        cost = self.cost(costs)
        slack = _ALMOST * np.abs(costs).max()
        return int(np.argmax(cost <= cost.min() + slack))

    def within(self, share: float) -> int:
        """Return the cut-point that flags most rows, but no more than this share."""
        allowed = share * self.n_rows * (1 + _ALMOST)
        return int(np.searchsorted(self.flagged, allowed, side="right")) - 1

    def precise(self, wanted: float) -> int:
        """Return the cut-point of the greatest recall among those with at least this precision.

        Where there is none, the one of the greatest precision.
        """
        precision = self.precision()
        enough = precision >= min(wanted, precision.max()) - _ALMOST
        return int(np.argmax(np.where(enough, self.caught, -1.0)))

    def sensitive(self, wanted: float) -> int:
        """Return the cut-point that flags fewest rows among those with at least this recall."""
        return int(np.argmax(self.recall() >= wanted - _ALMOST))


class Ranking:
    """Rows in the order of their scores.

    Parameters
    ----------
    scores : ndarray of shape (n_rows,), float64
        The greater, the more likely positive.
    positive : ndarray of shape (n_rows,), bool
        Whether the row is of the positive class.

    Attributes
    ----------
    distinct : ndarray of shape (n_distinct,), float64
        The scores, each once, the greatest first.
    """

    def __init__(self, scores: NDArray[np.float64], positive: NDArray[np.bool_]):
        self._order = np.argsort(-scores, kind="stable")
        ranked = scores[self._order]
        self._positive = positive[self._order]
        self._ends = np.append(np.flatnonzero(ranked[1:] < ranked[:-1]), len(ranked) - 1)
        self.distinct = ranked[self._ends]

    def cut_points(
        self, weight: NDArray[np.float64], factors: tuple[float, float] = (1.0, 1.0)
    ) -> CutPoints:
        """Return all cut-points.

        Parameters
        ----------
        weight : ndarray of shape (n_rows,), float64
            Weight of each row; of weights that are whole numbers all sums are exact.
        factors : (float, float)
            What the weights of negative and of positive rows are multiplied by.
        """
        ranked = weight[self._order]
        caught = factors[1] * self._sums(np.where(self._positive, ranked, 0.0))
        false = factors[0] * self._sums(np.where(self._positive, 0.0, ranked))
        return CutPoints(caught, caught + false, float(caught[-1]), float(caught[-1] + false[-1]))

    def threshold(self, cut: int, flagged: NDArray[np.float64] | None = None) -> float:
        """Return the threshold half-way between the rows that a cut-point parts.

        Parameters
        ----------
        cut : int
            How many of the distinct scores are flagged.
        flagged : ndarray of shape (n_distinct + 1,), optional
            Weight of the flagged rows at each cut-point, where some rows have no weight: these do
            not count as neighbours of the cut.
        """
        if cut == 0:
            return np.inf
        following = cut
        if flagged is not None:
            cut = int(np.searchsorted(flagged, flagged[cut], side="left"))
            following = int(np.searchsorted(flagged, flagged[cut], side="right")) - 1
            if cut == 0:
                return np.inf
        if following >= len(self.distinct):
            return -np.inf
        return midpoint(self.distinct[following], self.distinct[cut - 1])

    def cut_at(self, threshold: float) -> int:
        """Return the cut-point of a threshold."""
        return int(np.searchsorted(-self.distinct, -threshold, side="right"))

    def _sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([[0.0], np.cumsum(values)[self._ends]])


def midpoint(low: float, high: float) -> float:
    """Return a number above `low` and at most `high`, in their middle if there is one there.

    Examples
    --------
    >>> from counterpoise.models.cut_points import midpoint
    >>> midpoint(0.25, 0.75), midpoint(1.0, 1.0000000000000002)
    (0.5, 1.0000000000000002)
    """
    middle = float(low) / 2 + float(high) / 2
    return middle if low < middle <= high else float(high)
