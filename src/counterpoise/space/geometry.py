"""How far apart two rows are: units, categories and missing values decided once for all stages."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.utils.sparsefuncs import mean_variance_axis

from counterpoise.core.moments import moments_of_columns
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.neighbors import MixedMetric, NeighborIndex, ValueDifferenceMetric
from counterpoise.neighbors.inputs import Table as SearchTable
from counterpoise.neighbors.inputs import as_table, power_beyond
from counterpoise.parameters.checks import checked_choice

__all__ = [
    "SCALES",
    "Geometry",
    "column_std",
    "column_units",
    "in_units",
    "rounded_units",
    "standard_units",
]

SCALES = ("standard", "robust")
_HUGE = 2.0**900


class Geometry:
    """Distances between the rows of one table.

    Parameters
    ----------
    rows : Rows of shape (n_rows, ...)
        The table in its original units.
    target : ndarray of shape (n_rows,), int64
        Class codes.
    scale : None, "standard" or "robust"
        Units in which numeric columns are measured: as they are, in standard deviations, or in
        interquartile ranges.
    nominal : bool
        Whether categories are compared by their value difference (how differently they are
        distributed over the classes), as SMOTE-N does; the table must then have no numeric column.
    units : tuple of ndarray of shape (n_numeric,), optional
        Middle and spread of each column, where they are known from elsewhere: rows that are added
        or removed do not change the units.
    n_jobs : int, optional
        Threads for the search; None for all of them.
    """

    def __init__(
        self,
        rows: Rows,
        target: NDArray[np.int64],
        scale: str | None = None,
        nominal: bool = False,
        units: tuple[Any, Any] | None = None,
        n_jobs: int | None = None,
    ):
        self.rows = rows
        self.target = target
        self.scale = scale
        self.nominal = nominal
        self.n_jobs = n_jobs
        if units is not None:
            self.units = units
        self._members: tuple[int, NDArray[np.int64]] | None = None
        self._whole_index: tuple[Any, NeighborIndex] | None = None
        self._category_units: dict[int | None, float] = {}

    def part(self, chosen: NDArray[np.int64]) -> Geometry:
        """Return the distances between some of these rows, in the same units."""
        return self.with_rows(self.rows.take(chosen), self.target[chosen])

    @cached_property
    def units(self) -> tuple[Any, Any]:
        """Middle and spread of each numeric column, both of shape (n_numeric,)."""
        return column_units(self.rows.numeric, str(self.scale))

    @cached_property
    def points(self) -> NDArray[Any] | sparse.csr_matrix:
        """The numeric columns in the units of the distance; shape (n_rows, n_numeric)."""
        return self.in_units(self.rows.numeric)

    def in_units(self, numeric: Any) -> Any:
        """Return numbers of rows of these columns in the units of the distance."""
        scaled = self.scale is not None and self.rows.n_numeric
        return in_units(numeric, self.units if scaled else None)

    def with_rows(self, rows: Rows, target: NDArray[np.int64]) -> Geometry:
        """Return the distances of other rows of the same columns, in the same units."""
        units = self.units if self.scale is not None and self.rows.n_numeric else None
        return Geometry(rows, target, self.scale, self.nominal, units, self.n_jobs)

    def category_unit(self, klass: int | None) -> float:
        """Return how far apart two rows of a class (None: any) are that differ in a category.

        As in SMOTE-NC it is the median of the numeric columns' standard deviations over the class;
        1 where there is no numeric column.
        """
        if klass not in self._category_units:
            members = slice(None) if klass is None else self.members(klass)
            unit = 1.0
            if self.rows.n_numeric:
                # Of two middle ones the median adds up halves, whose sum is no larger than they.
                unit = 2 * float(np.median(column_std(self.points[members]) / 2))
            self._category_units[klass] = unit
        return self._category_units[klass]

    def members(self, klass: int) -> NDArray[np.int64]:
        """Return the row numbers of a class; the array of the class last asked for is kept."""
        if self._members is None or self._members[0] != klass:
            rows = np.flatnonzero(self.target == klass)
            rows.flags.writeable = False
            self._members = (klass, rows)
        return self._members[1]

    def metric(self, klass: int | None) -> Any:
        """Return the distance used for a class; for all rows alike where it is None."""
        if not self.rows.n_categorical:
            return "euclidean"
        if self.nominal:
            return ValueDifferenceMetric(self.value_distributions)
        unit = self.category_unit(klass)
        if power_beyond(unit):
            raise InvalidInputError(
                f"the numbers of the table differ by {unit:.3g} in a typical column, and the "
                "square of that, which distances with categories need, is no number",
                remedy="use scale='standard', or other units",
                parameter="scale",
            )
        return MixedMetric(unit**2)

    @cached_property
    def value_distributions(self) -> list[NDArray[np.float64]]:
        """Share of each class among the rows with a category.

        One array of shape (n_categories, n_classes) for each categorical column.
        """
        n_classes = int(self.target.max()) + 1
        tables = []
        for codes in self.rows.codes.T:
            present = codes >= 0
            n_categories = int(codes.max(initial=-1)) + 1
            counts = np.zeros((n_categories, n_classes))
            np.add.at(counts, (codes[present], self.target[present]), 1)
            tables.append(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))
        return tables

    def index(
        self, reference: NDArray[np.int64] | None, klass: int | None, k: int
    ) -> NeighborIndex:
        """Return a fitted index over reference rows (None: all), made once for all rows."""
        key = None if not self.rows.n_categorical or self.nominal else klass
        if reference is None and self._whole_index is not None and self._whole_index[0] == key:
            return self._whole_index[1]
        chosen = slice(None) if reference is None else reference
        index = NeighborIndex(n_neighbors=k + 1, metric=self.metric(klass), n_jobs=self.n_jobs)
        index.fit(self._searched(chosen))
        if reference is None:
            self._whole_index = (key, index)
        return index

    def search(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        k: int,
        *,
        klass: int | None = None,
        estimator: Any = None,
        distances: bool = False,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64] | None, Any]:
        """Return each query's k nearest reference rows other than itself, nearest first.

        Parameters
        ----------
        reference : ndarray of shape (n_reference,), int64, or None
            Ascending row numbers that may be neighbours; None for all rows.
        queries : ndarray of shape (n_queries,), int64
            Row numbers that look for neighbours.
        k : int
            Number of neighbours.
        klass : int, optional
            The class whose spread decides what a differing category costs.
        estimator : object with fit and kneighbors, optional
            A search to use in place of the package's own; it is cloned.
        distances : bool, default=False
            Whether to tell the distances too.

        Returns
        -------
        neighbours : ndarray of shape (n_queries, k), int64
            Row numbers of the table.
        distances : ndarray of shape (n_queries, k), float64, or None
            How far they are, where that was asked for.
        index : object
            What was searched.
        """
        # Most often the queries are the reference, which the index holds.
        asks_itself = queries is reference or (
            estimator is None and reference is not None and np.array_equal(queries, reference)
        )
        if asks_itself and estimator is None and reference is not None:
            index = self.index(reference, klass, k)
            found = index.kneighbors(n_neighbors=k, return_distance=distances)
            far, found = found if distances else (None, found)
            return reference[found], far, index
        position = np.full(len(self.rows), -1, np.int64)
        if reference is None:
            position = np.arange(len(self.rows))
        else:
            position[reference] = np.arange(len(reference))
        far = None
        if estimator is not None and not len(queries):
            found, index = np.empty((0, k), np.int64), clone(estimator, safe=False)
            far = np.empty((0, k))
        elif estimator is not None:
            found, far, index = self._search_with(
                estimator, reference, queries, k, klass, position, distances
            )
        else:
            index = self.index(reference, klass, k)
            found = index.kneighbors(
                self._searched(queries),
                n_neighbors=k,
                return_distance=distances,
                exclude=position[queries],
            )
            if distances:
                far, found = found
        return (found if reference is None else reference[found]), far, index

    def nearest_to(
        self, queries: Rows, index: NeighborIndex, k: int
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the k nearest rows of an index to rows that are not in the table, nearest first.

        Parameters
        ----------
        queries : Rows of shape (n_queries, ...)
            Rows of the same columns, in their original units.
        index : NeighborIndex
            What `index` returned for some of the rows.
        k : int
            Number of neighbours.

        Returns
        -------
        distances : ndarray of shape (n_queries, k), float64
            How far they are.
        neighbours : ndarray of shape (n_queries, k), int64
            Their places among the rows of the index.
        """
        codes = queries.codes if queries.n_categorical else None
        table = as_table(self.in_units(queries.numeric), codes)
        far, found = index.kneighbors(table, n_neighbors=k)
        return far, found

    def _searched(self, chosen: slice | NDArray[np.int64]) -> SearchTable:
        """Return some of the rows as the search reads them."""
        codes = self.rows.codes[chosen] if self.rows.n_categorical else None
        table = as_table(self.points[chosen], codes)
        # In other units a number may be infinite that was not, and codes were not looked at.
        table.complete = self.rows.complete and self.scale is None and codes is None
        return table

    def _search_with(
        self,
        estimator: Any,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        k: int,
        klass: int | None,
        position: NDArray[np.int64],
        distances: bool,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64] | None, Any]:
        """Search with the user's estimator, which finds each query itself among its neighbours."""
        index = clone(estimator, safe=False)
        chosen = slice(None) if reference is None else reference
        if self.nominal:
            index.set_params(metric="precomputed")
            own = NeighborIndex(n_neighbors=1, metric=self.metric(klass))
            own.fit(self.points[chosen], codes=self.rows.codes[chosen])
            n = own.n_samples_fit_
            apart, order = own.kneighbors(
                self.points[chosen], n_neighbors=n, codes=self.rows.codes[chosen]
            )
            square = np.empty((n, n))
            np.put_along_axis(square, order, apart, axis=1)
            index.fit(square)
            far, found = _asked(index, square[position[queries]], distances)
        else:
            space = self.embedding(klass)
            index.fit(space[chosen])
            far, found = _asked(index, space[queries], distances)
        if np.shape(found) != (len(queries), k + 1):
            raise InvalidInputError(
                f"kneighbors of {type(estimator).__name__} returned an array of shape "
                f"{np.shape(found)} for {len(queries)} rows",
                needed=f"it must find its n_neighbors, {k + 1}, for each row",
                remedy=None,
            )
        # Drop the query itself, wherever duplicates put it; where it is absent, the farthest.
        own_place = position[queries][:, np.newaxis]
        itself = found == own_place
        itself[~itself.any(axis=1), -1] = True
        others = ~itself
        n = len(queries)
        found = found[others].reshape(n, -1)[:, :k]
        if far is not None:
            far = np.asarray(far)[others].reshape(n, -1)[:, :k]
        return found, far, index

    def embedding(self, klass: int | None = None) -> NDArray[Any] | sparse.csr_matrix:
        """Return the rows as points of a Euclidean space with the same distances.

        For methods that need more than neighbours (a support vector machine, k-means). Missing
        numbers stand at their column's median; each category is an axis.
        """
        points = self.points
        if self.rows.has_missing:
            points = np.asarray(points.toarray() if sparse.issparse(points) else points)  # type: ignore[union-attr]
            middle = np.nan_to_num(_column_median(points))
            points = np.where(np.isnan(points), middle, points)
        if not self.rows.n_categorical:
            return points
        side = self.category_unit(klass) / np.sqrt(2)  # two axes differ where a category does
        blocks = [sparse.csr_matrix(points)]
        for codes in self.rows.codes.T:
            present = np.flatnonzero(codes >= 0)
            shape = (len(codes), int(codes.max(initial=0)) + 1)
            values = np.full(len(present), side)
            blocks.append(sparse.csr_matrix((values, (present, codes[present])), shape=shape))
        return sparse.hstack(blocks, format="csr")


def _asked(index: Any, points: Any, distances: bool) -> tuple[Any, Any]:
    """Return what a search of the user's finds: distances, if they are asked for, and rows."""
    if distances:
        far, found = index.kneighbors(points)
        return far, found
    return None, index.kneighbors(points, return_distance=False)


def in_units(numeric: Any, units: tuple[Any, Any] | None) -> Any:
    """Return numbers in the units of the distance.

    Parameters
    ----------
    numeric : ndarray or sparse matrix of shape (n_rows, n_numeric)
        The numbers.
    units : tuple of ndarray of shape (n_numeric,), or None
        Middle and spread of each column; None where distances are measured as the numbers are.
    """
    if units is None:
        return numeric
    middle, spread = units
    if not sparse.issparse(numeric) and np.abs(middle).max(initial=0.0) > _HUGE:
        # Otherwise the difference may be larger than any number.
        return (numeric / 2 - middle / 2) / (spread / 2)
    if sparse.issparse(numeric):  # shifting would fill it, and distances do not need it
        return sparse.csr_matrix(numeric @ sparse.diags_array(1.0 / spread))
    return (numeric - middle) / spread


def column_units(numeric: Any, scale: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each column's middle and its unit, 1 for a constant column; both (n_columns,)."""
    checked_choice("scale", scale, SCALES)
    if sparse.issparse(numeric):
        if scale == "robust":
            raise InvalidInputError(
                "scale='robust' needs quartiles, which a sparse table does not give",
                remedy="use scale='standard'",
                parameter="scale",
            )
        # Shifting would fill the matrix, and distances do not need it.
        return standard_units(np.zeros(numeric.shape[1]), column_std(numeric))
    middle, spread = moments_of_columns(numeric)
    if scale == "robust":
        # A quarter of each number, because the difference of two may be larger than any.
        quarter = numeric.astype(np.float64, copy=False) / 4
        middle = 4 * _column_median(quarter)
        low, high = np.nanpercentile(quarter, [25, 75], axis=0)
        range_ = np.minimum(high - low, np.finfo(np.float64).max / 4) * 4
        # Half of the rows may share one value: the standard deviation still tells their unit.
        spread = np.where(high > low, range_, spread)
    return standard_units(middle, spread)


def standard_units(
    middle: NDArray[np.float64], spread: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return units that can be divided by, from middles (NaN: no value) and spreads (0: constant).

    Both of shape (n_columns,).
    """
    return np.nan_to_num(middle), np.where(spread > 0, spread, 1.0)


def _column_median(numeric: NDArray[Any]) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(Mean of empty|All-NaN) slice")
        medians: NDArray[np.float64] = np.nanmedian(numeric, axis=0)
        return medians


def rounded_units(
    middle: NDArray[np.float64], spread: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return units to 20 binary digits, which hardly any order of summation changes.

    Sums of floats differ in their last digits by the order in which parts of a table are added up.
    A unit serves as well one part in a million off, but it must be the same everywhere.

    Parameters
    ----------
    middle, spread : ndarray of shape (n_numeric,), float64
        Middle and spread of each column.
    """
    fraction, exponent = np.frexp(spread)
    spread = np.ldexp(np.rint(np.ldexp(fraction, 20)), exponent - 20)
    step = np.maximum(np.ldexp(spread, -20), np.finfo(np.float64).smallest_subnormal)
    return np.rint(middle / step) * step, spread


def column_std(numeric: Any) -> NDArray[np.float64]:
    """Return each column's population standard deviation over present values."""
    if sparse.issparse(numeric):
        power = power_beyond(float(np.abs(numeric.data).max(initial=0.0)))
        if power:  # squares would overflow or vanish
            numeric = numeric.astype(np.float64)
            numeric.data = np.ldexp(numeric.data, -power)
        spreads: NDArray[np.float64] = np.ldexp(
            np.sqrt(mean_variance_axis(numeric, axis=0)[1]), power
        )
        return spreads
    return moments_of_columns(np.asarray(numeric))[1]
