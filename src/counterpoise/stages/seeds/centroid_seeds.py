"""One new row for each cluster of a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Setting, UnsuitableTableError, brief
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Built
from counterpoise.space.problem import TableProblem
from counterpoise.stages.duration import projected_seconds, tell_if_slow
from counterpoise.stages.kmeans import fit_kmeans
from counterpoise.stages.seeds.seeds import Seeds, collected
from counterpoise.stages.values import numbers_of

__all__ = ["CentroidSeeds"]

# Of the rows in the time of k-means, if there are more clusters in the same measure.
_EXPONENT = 2.0


class CentroidSeeds(Seeds):
    """The row nearest to the middle of each of as many clusters as new rows are asked for.

    Parameters
    ----------
    estimator : clustering, optional
        What finds the clusters: it has `n_clusters` and, once it is fitted, `cluster_centers_`;
        None for k-means.
    voting : {"auto", "hard", "soft"}, default="auto"
        Whether the new row is the row nearest to the middle, or the middle; "auto" for the row
        where the table is sparse.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "estimator": [Built(["fit"]), None],
        "voting": [StrOptions({"auto", "hard", "soft"})],
    }
    why_other_counts = "the clustering found another number of clusters"

    def __init__(self, estimator: Any = None, voting: Literal["auto", "hard", "soft"] = "auto"):
        self.estimator = estimator
        self.voting = voting

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def check(self) -> None:
        super().check()
        if self.estimator is not None and "n_clusters" not in self.estimator.get_params():
            raise UnsuitableTableError(
                f"estimator {brief(self.estimator)} has no parameter n_clusters",
                needed="`estimator` should be a clustering estimator exposing a parameter "
                "`n_clusters` and a fitted parameter `cluster_centers_`",
                remedy="use one such as KMeans()",
                parameter="estimator",
            )

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem), "the engine offers Need.WHOLE_TABLE"
        voting = self.voting
        if voting == "auto":
            voting = "hard" if problem.rows.is_sparse else "soft"
        problem.findings["CentroidSeeds", "voting"] = voting
        members = collected(problem, klass)
        space = problem.geometry.embedding(klass)[members]
        centres = self._centres(problem, space, n_new)
        rows = members[_nearest(space, centres, voting == "hard")]
        counts = np.ones(len(rows), np.int64)
        per_seed = {}
        if voting == "soft":
            # Halves, because the difference of two may be larger than any number.
            half = _in_own_units(problem, centres) / 2 - numbers_of(problem, rows) / 2
            per_seed["shift"] = np.nan_to_num(2 * half)
        yield SeedGroup(klass, rows, len(rows), counts=counts, per_seed=per_seed)

    def _centres(self, problem: TableProblem, space: Any, n_new: int) -> NDArray[np.float64]:
        """Return the middles of clusters in the space of distances; shape (n_clusters, ...)."""
        from sklearn.cluster import KMeans

        seed = problem.streams.random_state
        model = KMeans(random_state=seed) if self.estimator is None else clone(self.estimator)
        model.set_params(n_clusters=n_new)
        problem.findings["CentroidSeeds", "estimator"] = model
        if self.estimator is None:
            _tell_if_slow(space, n_new)
        try:
            if self.estimator is None:
                fit_kmeans(model, space, seed)
            else:
                model.fit(space)
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"{brief(model)} cannot find {n_new} clusters in {space.shape[0]} rows ({error})",
                remedy=("measure with ", Setting("scale", "standard"), ", or ask for fewer rows"),
                parameter="estimator",
            ) from error
        if not hasattr(model, "cluster_centers_"):
            raise UnsuitableTableError(
                f"{brief(model)} has no cluster_centers_",
                needed="`estimator` should be a clustering estimator exposing a fitted parameter "
                "`cluster_centers_`",
                remedy="use one such as KMeans()",
                parameter="estimator",
            )
        centres = model.cluster_centers_
        return np.asarray(centres.toarray() if sparse.issparse(centres) else centres)


def _tell_if_slow(space: Any, n_clusters: int) -> None:
    """Warn where k-means takes long: its time grows with the rows and with the clusters."""
    n_rows = space.shape[0]

    def cluster(rows: NDArray[np.int64]) -> None:
        from sklearn.cluster import KMeans

        n = max(1, round(n_clusters * len(rows) / n_rows))
        fit_kmeans(KMeans(n, random_state=0), space[rows], 0)

    seconds = projected_seconds(cluster, np.zeros(n_rows, np.int64), _EXPONENT)
    tell_if_slow(
        f"finding {n_clusters:,} clusters in {n_rows:,} rows",
        seconds,
        "use RandomUnderSampler, or give estimator=MiniBatchKMeans()",
    )


def _nearest(space: Any, centres: NDArray[Any], as_oracle: bool) -> NDArray[np.int64]:
    """Return the row nearest to each middle; shape (n_clusters,).

    The middle of two rows is as far from one as from the other. Where the choice can be seen it is
    that of scikit-learn's search, which imbalanced-learn uses.
    """
    if as_oracle:
        from sklearn.neighbors import NearestNeighbors

        search = NearestNeighbors(n_neighbors=1).fit(space)
        found: NDArray[np.int64] = search.kneighbors(centres, return_distance=False)[:, 0]
        return found
    points = sparse.csr_matrix(centres) if sparse.issparse(space) else centres
    index = NeighborIndex(1).fit(space)
    nearest: NDArray[np.int64] = index.kneighbors(points, return_distance=False)[:, 0]
    return nearest


def _in_own_units(problem: TableProblem, centres: NDArray[Any]) -> NDArray[np.float64]:
    """Return the numbers of points of the space of distances, in the table's own units."""
    numbers = np.asarray(centres[:, : problem.rows.n_numeric], np.float64)
    if problem.units is None:
        return numbers
    middle, spread = problem.units
    own: NDArray[np.float64] = numbers * spread + (0 if problem.rows.is_sparse else middle)
    return own
