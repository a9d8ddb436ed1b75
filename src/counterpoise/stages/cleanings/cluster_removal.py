"""Random rows of each cluster stay."""

from __future__ import annotations

from abc import abstractmethod
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.errors import InvalidInputError, Named, Setting
from counterpoise.parameters.constraints import Built, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.seeds.seeds import apportioned

__all__ = ["ClusterRemoval", "within_sizes"]


class ClusterRemoval(DownToCount):
    """Random rows of each cluster stay, in numbers that a subclass decides.

    Parameters
    ----------
    n_clusters : int or clustering
        How many clusters k-means finds, or what finds them (`fit_predict`).
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "n_clusters": [Number(Integral, 1, None, closed="left"), Built(["fit_predict"])],
    }

    def __init__(self, n_clusters: Any, sampling_strategy: Any = "auto"):
        super().__init__(sampling_strategy)
        self.n_clusters = n_clusters

    @abstractmethod
    def clusters(self, problem: TableProblem, klass: int) -> NDArray[np.int64]:
        """Return the cluster of each row of a class; shape (n_members,)."""

    @abstractmethod
    def weights(
        self, problem: TableProblem, klass: int, clusters: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return how many rows each cluster keeps, up to a factor; shape (n_clusters,)."""

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        clusters = self.clusters(problem, klass)
        weights = self.weights(problem, klass, clusters)
        counts = within_sizes(n_kept, weights, np.bincount(clusters, minlength=len(weights)))
        stream = problem.streams.of_class(klass)
        kept: list[NDArray[np.int64]] = [
            stream.choice(np.flatnonzero(clusters == c), size=n, replace=False)
            for c, n in enumerate(counts.tolist())
            if n
        ]
        chosen: NDArray[np.int64] = np.sort(np.concatenate([*kept, np.empty(0, np.int64)]))
        return members[chosen]

    def clustered(self, problem: TableProblem, space: Any) -> NDArray[np.int64]:
        """Return the cluster of each row of a space."""
        from sklearn.cluster import KMeans

        model = self.n_clusters
        if isinstance(model, Integral):
            if model > space.shape[0]:
                raise InvalidInputError(
                    f"there are {space.shape[0]} rows to cluster",
                    needed=(Setting("n_clusters", int(model)), " needs at least as many"),
                    remedy=("lower ", Named("n_clusters")),
                )
            seed = problem.streams.random_state
            model = KMeans(n_clusters=int(model), n_init=1, random_state=seed)
        model = clone(model)
        problem.findings["ClusterRemoval", "clustering"] = model
        try:
            found: NDArray[np.int64] = np.unique(model.fit_predict(space), return_inverse=True)[1]
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"{type(model).__name__} cannot cluster this table ({error})",
                remedy=("measure with ", Setting("scale", "standard"), ", or give another one"),
                parameter="n_clusters",
            ) from error
        return found


def within_sizes(
    n: int, weights: NDArray[np.float64], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return whole numbers that add up to n, in proportion to weights, none above its size.

    What a full cluster cannot give the others give, in proportion again.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.stages.cleanings.cluster_removal import within_sizes
    >>> within_sizes(10, np.array([1.0, 1.0, 2.0]), np.array([9, 9, 3])).tolist()
    [4, 3, 3]
    """
    counts = np.zeros(len(sizes), np.int64)
    while (missing := n - int(counts.sum())) > 0:
        room = sizes - counts
        shares = np.where(room > 0, weights, 0.0)
        if shares.sum() <= 0:  # what is left has no weight
            shares = room.astype(np.float64)
        given = np.minimum(apportioned(missing, shares), room)
        if not given.sum():
            given[np.flatnonzero(room)[:missing]] = 1
        counts += given
    return counts
