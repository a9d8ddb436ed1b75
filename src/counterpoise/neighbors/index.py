"""The index: fit it on rows, ask it for the nearest."""

from __future__ import annotations

import math
import warnings
from numbers import Real
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.errors import InvalidInputError, brief
from counterpoise.kernel import _kernel
from counterpoise.neighbors.inputs import (
    Table,
    as_table,
    column_names,
    power_beyond,
    whole_numbers,
)
from counterpoise.neighbors.metrics import MixedMetric, ValueDifferenceMetric
from counterpoise.neighbors.radius import within_radius
from counterpoise.parameters.checks import checked_choice, checked_flag
from counterpoise.parameters.estimator import BaseEstimator
from counterpoise.parameters.threads import count_threads, threads_for

__all__ = ["NeighborIndex"]

_SAMPLE_FOR_RECALL = 200


class NeighborIndex(BaseEstimator):
    """Exact nearest neighbours of numeric, mixed, categorical, incomplete or sparse rows.

    It answers as a brute-force search in float64 would, to the last bit and whatever the data, the
    threads, the batches or the processor: distances are rounded as ``sqrt(sum_j (a_j - b_j)^2)``
    added column by column, and rows at the same distance come in the order of their numbers. It has
    the methods of scikit-learn's `NearestNeighbors`, so it can stand wherever an estimator with
    ``kneighbors`` is accepted, imbalanced-learn's ``k_neighbors=`` among them.

    Parameters
    ----------
    n_neighbors : int, default=5
        Number of neighbours, where a call does not say otherwise.
    radius : float, default=1.0
        Distance within which `radius_neighbors` looks, where a call does not say otherwise.
    metric : "euclidean", MixedMetric or ValueDifferenceMetric, default="euclidean"
        The distance. Category codes need one of the other two.
    neighbors : {"exact", "approximate"}, default="exact"
        "approximate" walks a graph (HNSW of the package faiss-cpu, extra `approximate`) and misses
        some neighbours; `recall_` says how many it found of those that it was asked for in a
        sample. Only for dense numbers without missing values, and never chosen by itself.
    n_jobs : int, optional
        Number of threads. None is every core that this process may use (as in scikit-learn's
        brute-force search; at most `OMP_NUM_THREADS`), -1 is every core.

    Attributes
    ----------
    recall_ : float
        With ``neighbors="approximate"``, after the first question: the share of the nearest rows
        that was found for 200 rows of the reference, measured against the exact search.
    n_samples_fit_ : int
        Number of reference rows.
    n_features_in_ : int
        Number of numeric columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns; only if the rows came with names that are all text. Queries must have
        the same names in the same order.

    See Also
    --------
    counterpoise.neighbors.MixedMetric : The distance of SMOTE-NC.
    counterpoise.neighbors.ValueDifferenceMetric : The distance of SMOTE-N.

    Notes
    -----
    A missing value (NaN, or the code -1) is left out: the squared distance is taken over the
    coordinates that both rows have and multiplied by ``n_coordinates / n_present``, as in
    :func:`sklearn.metrics.pairwise.nan_euclidean_distances`; a category column is one coordinate.
    Two rows without a common coordinate are infinitely far apart, and so come last, in the order of
    their numbers: an answer always has as many rows as were asked for.

    A long search releases the interpreter and can be stopped with Ctrl-C.

    Examples
    --------
    >>> from counterpoise.neighbors import NeighborIndex
    >>> index = NeighborIndex(n_neighbors=2).fit([[0.0], [1.0], [3.0], [6.0]])
    >>> index.kneighbors(return_distance=False)  # of its own rows, each without itself
    array([[1, 2],
           [0, 2],
           [1, 0],
           [2, 1]])
    >>> distances, rows = index.kneighbors([[2.9]])
    >>> rows
    array([[2, 1]])
    """

    n_samples_fit_: int
    n_features_in_: int
    _graph: Any
    # The kernel's search for a question; tests force one.
    _plan: Literal["automatic", "exact", "flat", "tree", "pairs"] = "automatic"

    def __init__(
        self,
        n_neighbors: int = 5,
        *,
        radius: float = 1.0,
        metric: str | MixedMetric | ValueDifferenceMetric = "euclidean",
        neighbors: str = "exact",
        n_jobs: int | None = None,
    ):
        self.n_neighbors = n_neighbors
        self.radius = radius
        self.metric = metric
        self.neighbors = neighbors
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None, *, codes: Any = None) -> NeighborIndex:
        """Take the reference rows, in place of any that were there.

        Dense float32 and float64 tables are not copied: leave them unchanged while the index is in
        use.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            The numbers, NaN where missing. It may have no column where codes are given.
        y : object, optional
            Not used; there for scikit-learn.
        codes : array-like of shape (n_samples, n_categorical), int32, optional
            Category codes, -1 where missing.

        Returns
        -------
        self : NeighborIndex
            The index itself.

        Raises
        ------
        InvalidInputError
            If a number is infinite, or the columns do not fit the metric.
        """
        table = as_table(X, codes)
        self._check_metric(table)
        checked_choice("neighbors", self.neighbors, ("exact", "approximate"))
        _ = table.has_missing  # raises where a number is infinite
        self._names = column_names(X)
        self.__dict__.pop("feature_names_in_", None)
        if self._names is not None and all(isinstance(name, str) for name in self._names):
            self.feature_names_in_ = np.array(self._names, dtype=object)
        return self._keep(table)

    def partial_fit(self, X: Any, y: Any = None, *, codes: Any = None) -> NeighborIndex:
        """Add a batch of reference rows, whose numbers follow those already there.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            The numbers, NaN where missing.
        y : object, optional
            Not used; there for scikit-learn.
        codes : array-like of shape (n_samples, n_categorical), int32, optional
            Category codes, -1 where missing.

        Returns
        -------
        self : NeighborIndex
            The index itself.

        Raises
        ------
        InvalidInputError
            If a number is infinite, or the columns are not those of the first batch, by their
            names or their number.
        """
        if not hasattr(self, "_table"):
            return self.fit(X, codes=codes)
        batch = self._checked(X, codes)
        return self._keep(self._table.joined(batch))

    def kneighbors(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        return_distance: bool = True,
        *,
        codes: Any = None,
        exclude: Any = None,
    ) -> Any:
        """Return the nearest reference rows of each query, nearest first.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_queries, n_features), optional
            The queries' numbers. None asks for the reference rows' own neighbours, of which each
            row itself (by its number, not by its values) is not one.
        n_neighbors : int, optional
            Number of neighbours; the index's own where it is None.
        return_distance : bool, default=True
            Whether the distances are returned as well.
        codes : array-like of shape (n_queries, n_categorical), int32, optional
            The queries' category codes.
        exclude : array-like of shape (n_queries,), int64, optional
            For each query a reference row that is not to be among its neighbours; -1 for none.

        Returns
        -------
        distances : ndarray of shape (n_queries, n_neighbors), float64
            Only with `return_distance`.
        rows : ndarray of shape (n_queries, n_neighbors), int64
            Numbers of the reference rows, by distance and then by number.

        Raises
        ------
        InvalidInputError
            If there are fewer reference rows than neighbours are asked for, a number is infinite,
            or the columns are not those of the reference, by their names or their number.
        """
        queries, exclude = self._asked(X, codes, exclude)
        k = self.n_neighbors if n_neighbors is None else n_neighbors
        self._check_enough(k, exclude)
        with_distances = checked_flag("return_distance", return_distance)
        if self.neighbors == "approximate":
            distances, rows = self._approximately(queries, int(k), exclude)
        else:
            distances, rows = self._exactly(queries, int(k), exclude, with_distances)
        return (distances, rows) if with_distances else rows

    def _exactly(
        self, queries: Table, k: int, exclude: NDArray[np.int64] | None, with_distances: bool
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        power = power_beyond(max(self._table.peak, queries.peak))
        distances, rows = self._engine(power).search(
            queries.shrunk(power).rows,
            k,
            exclude,
            self._table.has_missing or queries.has_missing,
            threads_for(len(queries) * len(self._table), self.n_jobs),
            with_distances,
            self._plan,
        )
        if power:
            with np.errstate(over="ignore"):  # twice the largest number is none
                distances = np.ldexp(distances, power)
        return distances, rows.view(np.int64)  # C's long long, which numpy tells from its own int64

    def _approximately(
        self, queries: Table, k: int, exclude: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        from counterpoise.neighbors.approximate import ApproximateSearch

        if self._graph is None:
            self._graph = ApproximateSearch(self._table, count_threads(self.n_jobs))
            self.recall_ = self._measured_recall(self._graph, min(k, self.n_samples_fit_ - 1))
        found: tuple[NDArray[np.float64], NDArray[np.int64]] = self._graph.search(
            np.asarray(queries.numeric), k, exclude
        )
        return found

    def _measured_recall(self, graph: Any, k: int) -> float:
        """Return the share of the true neighbours that is found, over a sample of the rows."""
        n = self.n_samples_fit_
        sample = np.unique(np.linspace(0, n - 1, min(n, _SAMPLE_FOR_RECALL)).astype(np.int64))
        rows = Table(np.ascontiguousarray(self._table.numeric[sample]), None)
        if k < 1:
            return 1.0
        farthest = self._exactly(rows, k, sample, True)[0][:, -1:]
        found, _ = graph.search(np.asarray(rows.numeric), k, sample)
        # By distance and not by number: among equally far rows any will do.
        return float(np.mean(found <= farthest * (1 + 1e-9)))

    def kneighbors_graph(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        mode: str = "connectivity",
        *,
        codes: Any = None,
    ) -> sparse.csr_matrix:
        """Return the nearest reference rows of each query as a sparse matrix.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_queries, n_features), optional
            The queries; None for the reference rows, each without itself.
        n_neighbors : int, optional
            Number of neighbours; the index's own where it is None.
        mode : {"connectivity", "distance"}, default="connectivity"
            Whether the entries are ones or distances.
        codes : array-like of shape (n_queries, n_categorical), int32, optional
            The queries' category codes.

        Returns
        -------
        graph : csr_matrix of shape (n_queries, n_samples_fit)
            Entry (i, j) is there where reference row j is a neighbour of query i.
        """
        checked_choice("mode", mode, ("connectivity", "distance"))
        distances, rows = self.kneighbors(X, n_neighbors, codes=codes)
        starts = np.arange(0, rows.size + 1, rows.shape[1])
        return self._graph_of(distances.ravel(), rows.ravel(), starts, mode)

    def radius_neighbors(
        self,
        X: Any = None,
        radius: float | None = None,
        return_distance: bool = True,
        sort_results: bool = False,
        *,
        codes: Any = None,
        exclude: Any = None,
    ) -> Any:
        """Return all reference rows within a distance of each query, that distance included.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_queries, n_features), optional
            The queries' numbers. None asks for the reference rows' own neighbours, of which each
            row itself (by its number, not by its values) is not one.
        radius : float, optional
            The greatest distance; the index's own where it is None.
        return_distance : bool, default=True
            Whether the distances are returned as well.
        sort_results : bool, default=False
            Whether the nearest rows come first, those at the same distance by their numbers;
            otherwise all come by their numbers. Only with `return_distance`.
        codes : array-like of shape (n_queries, n_categorical), int32, optional
            The queries' category codes.
        exclude : array-like of shape (n_queries,), int64, optional
            For each query a reference row that is not to be among its neighbours; -1 for none.

        Returns
        -------
        distances : ndarray of shape (n_queries,), object
            For each query an array of distances, float64; only with `return_distance`.
        rows : ndarray of shape (n_queries,), object
            For each query an array of the numbers of its reference rows, int64.

        Raises
        ------
        InvalidInputError
            If the radius is no number from 0, a number in X is infinite, the columns are not those
            of the reference, or the index is approximate.

        Notes
        -----
        More and more neighbours are asked for until one is farther away than the radius, so that
        queries with few neighbours cost little, and memory holds little more than the answer.

        Examples
        --------
        >>> from counterpoise.neighbors import NeighborIndex
        >>> index = NeighborIndex(radius=2.0).fit([[0.0], [1.0], [3.0], [6.0]])
        >>> [rows.tolist() for rows in index.radius_neighbors(return_distance=False)]
        [[1], [0, 2], [1], []]
        """
        with_distances = checked_flag("return_distance", return_distance)
        by_distance = checked_flag("sort_results", sort_results)
        if by_distance and not with_distances:
            raise InvalidInputError(
                "return_distance must be True if sort_results is True",
                remedy="ask for the distances too",
                parameter="return_distance",
            )
        wanted = self.radius if radius is None else radius
        if isinstance(wanted, bool) or not isinstance(wanted, Real) or not float(wanted) >= 0:
            raise InvalidInputError(
                f"radius={brief(wanted)} cannot be used",
                joint=": ",
                needed="it must be a number, 0 or more",
                remedy=None,
                parameter="radius",
            )
        queries, exclude = self._asked(X, codes, exclude)
        if self.neighbors == "approximate":
            raise InvalidInputError(
                "radius_neighbors returns all rows within the radius, and an approximate index "
                "may miss some",
                remedy="use neighbors='exact'",
                parameter="neighbors",
            )

        def nearest(chosen: NDArray[np.int64], k: int) -> tuple[NDArray[Any], NDArray[Any]]:
            own = None if exclude is None else np.ascontiguousarray(exclude[chosen])
            return self._exactly(queries.take(chosen), k, own, True)

        reachable = np.full(len(queries), self.n_samples_fit_)
        if exclude is not None:
            reachable -= exclude >= 0
        found = within_radius(nearest, reachable, float(wanted), by_distance)
        return found if with_distances else found[1]

    def radius_neighbors_graph(
        self,
        X: Any = None,
        radius: float | None = None,
        mode: str = "connectivity",
        sort_results: bool = False,
        *,
        codes: Any = None,
    ) -> sparse.csr_matrix:
        """Return all reference rows within a distance of each query as a sparse matrix.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_queries, n_features), optional
            The queries; None for the reference rows, each without itself.
        radius : float, optional
            The greatest distance; the index's own where it is None.
        mode : {"connectivity", "distance"}, default="connectivity"
            Whether the entries are ones or distances.
        sort_results : bool, default=False
            Whether the entries of a row of the matrix are ordered by distance.
        codes : array-like of shape (n_queries, n_categorical), int32, optional
            The queries' category codes.

        Returns
        -------
        graph : csr_matrix of shape (n_queries, n_samples_fit)
            Entry (i, j) is there where reference row j is within the radius of query i.
        """
        checked_choice("mode", mode, ("connectivity", "distance"))
        distances, rows = self.radius_neighbors(
            X, radius, sort_results=checked_flag("sort_results", sort_results), codes=codes
        )
        starts = np.concatenate([[0], np.cumsum([len(found) for found in rows], dtype=np.int64)])
        none = [np.empty(0)]
        return self._graph_of(
            np.concatenate([*distances, *none]),
            np.concatenate([*rows, *none]).astype(np.int64),
            starts,
            mode,
        )

    def _graph_of(
        self, distances: NDArray[Any], rows: NDArray[Any], starts: NDArray[Any], mode: str
    ) -> sparse.csr_matrix:
        values = np.ones(rows.size) if mode == "connectivity" else distances
        shape = (len(starts) - 1, self.n_samples_fit_)
        return sparse.csr_matrix((values, rows, starts), shape=shape)

    def _asked(self, X: Any, codes: Any, exclude: Any) -> tuple[Table, NDArray[np.int64] | None]:
        """Return the queries as a table, and the reference row that each leaves out."""
        if not hasattr(self, "_table"):
            from sklearn.utils.validation import check_is_fitted

            check_is_fitted(self, "_table")
        if X is not None:
            queries = self._checked(X, codes)
            return queries, self._checked_exclusion(exclude, len(queries))
        for name, value in (("codes", codes), ("exclude", exclude)):
            if value is not None:
                raise InvalidInputError(
                    f"{name} is given without X",
                    remedy="pass the rows that it belongs to, or leave it out for the "
                    "neighbours that the reference rows have among each other",
                    parameter=name,
                )
        return self._table, np.arange(self.n_samples_fit_)

    def _keep(self, table: Table) -> NeighborIndex:
        self._table = table
        self._built: _kernel.Engine | None = None
        self._power = 0
        self._graph = None
        self.n_samples_fit_ = len(table)
        self.n_features_in_ = table.n_numeric
        return self

    def _engine(self, power: int) -> _kernel.Engine:
        """Return the kernel's side of the index, made when it is first asked.

        Its numbers are divided by 2**power, without which squares would overflow or vanish.
        """
        if self._built is None or self._power != power:
            cost, distributions = 0.0, []
            if isinstance(self.metric, MixedMetric):
                cost = math.ldexp(float(self.metric.cost), -2 * power)
            elif isinstance(self.metric, ValueDifferenceMetric):
                distributions = self.metric.tables
            self._shrunk = self._table.shrunk(power)  # the engine reads its arrays
            self._built = _kernel.Engine(self._shrunk.rows, cost, distributions)
            self._power = power
        return self._built

    def _check_metric(self, table: Table) -> None:
        if isinstance(self.metric, ValueDifferenceMetric):
            self.metric.check(table)
        elif isinstance(self.metric, str) and self.metric == "euclidean":
            if table.n_categorical:
                raise InvalidInputError(
                    f"metric='euclidean' measures numbers, and there are {table.n_categorical} "
                    "columns of codes",
                    remedy="use MixedMetric or ValueDifferenceMetric",
                    parameter="metric",
                )
        elif not isinstance(self.metric, MixedMetric):
            raise InvalidInputError(
                f"metric={self.metric!r} is not known",
                remedy="use 'euclidean', a MixedMetric or a ValueDifferenceMetric",
                parameter="metric",
            )

    def _checked(self, X: Any, codes: Any) -> Table:
        """Return rows as a table with the columns of the reference."""
        if not isinstance(X, Table):  # whose names were checked before
            self.check_names(column_names(X))
        table = as_table(X, codes)
        if sparse.issparse(self._table.numeric) != sparse.issparse(table.numeric):
            given = table.numeric
            matched = given.toarray() if sparse.issparse(given) else sparse.csr_matrix(given)
            table = Table(matched, table.codes)
        self._check_metric(table)
        for what, found, needed in (
            ("numeric", table.n_numeric, self._table.n_numeric),
            ("category", table.n_categorical, self._table.n_categorical),
        ):
            if found != needed:
                raise InvalidInputError(
                    f"the rows have {found} {what} columns and the index was fitted with {needed}",
                    remedy="give the same columns",
                )
        _ = table.has_missing
        return table

    def check_names(self, names: list[Any] | None) -> None:
        """Raise `InvalidInputError` unless the columns have the names of the reference, in order.

        As in scikit-learn, rows without names are taken by position, with a warning.
        """
        if names == self._names:
            return
        if names is None or self._names is None:
            if all(isinstance(name, str) for name in names or self._names or []):
                one, other = (
                    ("have", "was fitted without") if names else ("have no", "was fitted with")
                )
                warnings.warn(
                    f"the rows {one} feature names, and the index {other} them: columns are "
                    "matched by position",
                    UserWarning,
                    stacklevel=4,
                )
            return
        raise _difference(names, self._names)

    def _checked_exclusion(self, exclude: Any, n_queries: int) -> NDArray[np.int64] | None:
        if exclude is None:
            return None
        exclude = whole_numbers("exclude", exclude, np.int64)
        if exclude.shape != (n_queries,):
            raise InvalidInputError(
                f"exclude has shape {exclude.shape}",
                needed=f"it needs one row number for each of the {n_queries} queries",
                remedy=None,
                parameter="exclude",
            )
        if exclude.max(initial=-1) >= self.n_samples_fit_:
            raise InvalidInputError(
                f"exclude names row {exclude.max()}",
                needed=f"the index has {self.n_samples_fit_} rows, numbered from 0",
                remedy="give row numbers of the index, or -1",
                parameter="exclude",
            )
        return exclude if bool((exclude >= 0).any()) else None

    def _check_enough(self, k: Any, exclude: NDArray[np.int64] | None) -> None:
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
            raise InvalidInputError(
                f"n_neighbors is {brief(k)}",
                needed="it must be a whole number from 1",
                remedy=None,
                parameter="n_neighbors",
            )
        available = self.n_samples_fit_ - (exclude is not None)
        if k > available:
            others = " other than the query" * (exclude is not None)
            plural = "s" * (available != 1)
            remedy = f"lower n_neighbors to {available}, or add rows" if available else "add rows"
            raise InvalidInputError(
                f"the index has {available} row{plural}{others}",
                needed=f"n_neighbors={k} needs at least {k}",
                remedy=remedy,
                parameter="n_neighbors",
            )

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        if "_table" in state:  # the kernel's side is made anew where it is needed
            state["_table"] = Table(self._table.numeric, self._table.codes)
            state["_built"] = state["_graph"] = None
            state.pop("_shrunk", None)
        return state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        return tags


def _difference(names: list[Any], fitted: list[Any]) -> InvalidInputError:
    """Return the error that tells how the names of columns differ from those at the fit."""
    found = "The feature names should match those that were passed during fit"
    unseen = [name for name in names if name not in fitted]
    missing = [name for name in fitted if name not in names]
    if not unseen and not missing and len(names) == len(fitted):
        return InvalidInputError(
            found,
            joint=", and ",
            needed="must be in the same order",
            remedy="pass X[index.feature_names_in_]",
        )
    parts = [
        f"{what}: {', '.join(map(repr, some[:8]))}" + " and more" * (len(some) > 8)
        for what, some in (("unseen at fit time", unseen), ("seen at fit, now missing", missing))
        if some
    ]
    return InvalidInputError(
        f"{found}; {'; '.join(parts)}", remedy="pass the same columns in the same order"
    )
