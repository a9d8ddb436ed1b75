"""Distances of rows that hold categories."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, brief
from counterpoise.neighbors.inputs import Table

__all__ = ["MixedMetric", "ValueDifferenceMetric"]


@dataclass(frozen=True)
class MixedMetric:
    """Euclidean distance of the numbers, plus a fixed price for each category that differs.

    This is SMOTE-NC's distance: ``sqrt(sum_j (a_j - b_j)^2 + cost * n_differing)``. Categories are
    compared by their codes and never spread over columns.

    Parameters
    ----------
    cost : float
        What a differing category adds to the squared distance; SMOTE-NC takes the squared median
        of the numeric columns' standard deviations.

    References
    ----------
    Chawla, Bowyer, Hall, Kegelmeyer: SMOTE, section 6.1. https://doi.org/10.1613/jair.953

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.neighbors import MixedMetric, NeighborIndex
    >>> index = NeighborIndex(metric=MixedMetric(cost=9.0))
    >>> index.fit(np.array([[0.0], [4.0]]), codes=np.array([[0], [1]], dtype=np.int32))
    NeighborIndex(metric=MixedMetric(cost=9.0))
    >>> distances, rows = index.kneighbors(n_neighbors=1)
    >>> distances
    array([[5.],
           [5.]])
    """

    cost: float

    def __post_init__(self) -> None:
        if (
            isinstance(self.cost, bool)
            or not isinstance(self.cost, Real)
            or not 0 <= float(self.cost) < np.inf
        ):
            raise InvalidInputError(
                f"the cost of a differing category is {brief(self.cost)}",
                needed="it must be finite and at least 0",
                remedy=None,
                parameter="cost",
            )


@dataclass(frozen=True, eq=False)
class ValueDifferenceMetric:
    """Distance of categories by how differently they are distributed over the classes.

    Two rows are ``sum_j delta_j^2`` apart, where ``delta_j = sum_c |P_j[a_j, c] - P_j[b_j, c]|``,
    as in SMOTE-N and in imbalanced-learn's metric of the same name with ``k=1, r=2``; no root is
    taken.

    Parameters
    ----------
    distributions : list of ndarray of shape (n_categories_j, n_classes), float64
        For each column and category, the share of each class among the rows with that category.

    References
    ----------
    Stanfill, Waltz: Toward memory-based reasoning. https://doi.org/10.1145/7902.7906

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.neighbors import NeighborIndex, ValueDifferenceMetric
    >>> shares = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    >>> codes = np.array([[0], [1], [2]], dtype=np.int32)
    >>> index = NeighborIndex(metric=ValueDifferenceMetric([shares]))
    >>> distances, rows = index.fit(np.empty((3, 0)), codes=codes).kneighbors(n_neighbors=2)
    >>> distances
    array([[1., 4.],
           [1., 1.],
           [1., 4.]])
    """

    distributions: list[NDArray[np.float64]]

    def __post_init__(self) -> None:
        try:
            tables = [np.asarray(table, np.float64) for table in self.distributions]
            fits = all(t.ndim == 2 and np.isfinite(t).all() and (t >= 0).all() for t in tables)
        except (TypeError, ValueError):
            fits = False
        if not fits:
            raise InvalidInputError(
                f"distributions={brief(self.distributions)} cannot be used",
                joint=": ",
                needed="it must be a list with a table of shares for each column, a row for "
                "each category and a column for each class",
                remedy=None,
                parameter="distributions",
            )

    @property
    def tables(self) -> list[NDArray[np.float64]]:
        """The distributions in the kernel's layout."""
        return [np.ascontiguousarray(table, dtype=np.float64) for table in self.distributions]

    def check(self, table: Table) -> None:
        """Raise `InvalidInputError` unless the table's codes all have a distribution."""
        if table.n_numeric:
            raise InvalidInputError(
                f"ValueDifferenceMetric compares categories, and there are {table.n_numeric} "
                "numeric columns",
                remedy="leave them out or use MixedMetric",
            )
        if table.n_categorical != len(self.distributions):
            raise InvalidInputError(
                f"there are {table.n_categorical} columns of codes and {len(self.distributions)} "
                "distributions",
                remedy="give one distribution for each column",
                parameter="distributions",
            )
        if table.codes is None or not len(table.codes):
            return
        for j, largest in enumerate(table.codes.max(axis=0)):
            if largest >= len(self.distributions[j]):
                raise InvalidInputError(
                    f"column {j} holds the code {largest}, and its distribution has "
                    f"{len(self.distributions[j])} categories",
                    remedy="give a row for each category",
                    parameter="distributions",
                )
