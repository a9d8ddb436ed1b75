"""K-means-SMOTE."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    OVER_STRATEGY,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    Clustering,
    NeighborSearch,
    SamplingStrategy,
)
from counterpoise.stages import ClusterSeeds, NearestNeighbours
from counterpoise.stages.recipe import Recipe
from counterpoise.stages.seeds.cluster_seeds import make_kmeans

__all__ = ["KMeansSMOTE"]


class KMeansSMOTE(Oversampler, without=("recipe", "categorical_features")):
    """Add rows inside clusters in which the minority is frequent, more in sparse ones.

    Use it where the minority consists of several separate groups and segments between them would
    cross foreign ground; not where the minority is frequent nowhere, because no cluster is chosen.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows asked for, by class label.
    kmeans_estimator_ : estimator
        The fitted clustering.
    cluster_balance_threshold_ : float
        The threshold that was used.
    nn_k_ : estimator
        The fitted neighbour search of the last cluster that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If no cluster has enough rows of a class that grows. It is a `ValueError` and a
        `RuntimeError`.

    Warns
    -----
    SamplingWarning
        If rounding makes over 5 % more new rows than a class asked for, and more than one.

    References
    ----------
    G. Douzas, F. Bacao, F. Last, "Improving imbalanced learning through a heuristic oversampling
    method based on k-means and SMOTE", Information Sciences 465, 2018.
    https://doi.org/10.1016/j.ins.2018.06.056

    Examples
    --------
    >>> from sklearn.datasets import make_blobs
    >>> from counterpoise import KMeansSMOTE
    >>> X, y = make_blobs([100, 800, 100], centers=[[-9, 0], [0, 0], [9, 0]], random_state=0)
    >>> y = (y != 1).astype(int)
    >>> X_new, y_new = KMeansSMOTE(random_state=0, kmeans_estimator=3).fit_resample(X, y)
    >>> bool((abs(X_new[y_new == 1, 0]) > 4).all())  # none between the two groups
    True
    """

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=OVER_STRATEGY,
        kind="float, str, dict or callable",
        help=(
            "The wanted ratio or counts; see `SMOTE`. The share of each cluster is rounded up, "
            "which adds less than one row for each cluster."
        ),
        order=-2,
    )
    k_neighbors: int | NeighborSearch = parameter(
        default=2,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class and cluster may be a row's partner.",
        answers="k",
    )
    kmeans_estimator: int | Clustering | None = parameter(
        default=None,
        constraint=ClusterSeeds._parameter_constraints["kmeans_estimator"],
        kind="int or estimator",
        help="The clustering, or its number of clusters; None for `MiniBatchKMeans()`.",
    )
    cluster_balance_threshold: float | Literal["auto"] = parameter(
        default="auto",
        constraint=ClusterSeeds._parameter_constraints["cluster_balance_threshold"],
        kind='float or "auto"',
        help=(
            'Least share of the class in a cluster that grows; "auto" for half of the class\'s '
            "share of all new rows."
        ),
        option=True,
    )
    density_exponent: float | Literal["auto"] = parameter(
        default="auto",
        constraint=ClusterSeeds._parameter_constraints["density_exponent"],
        kind='float or "auto"',
        help=('How strongly sparsity counts; "auto" lets it depend on the cluster\'s size.'),
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_k_": ("search", "k_neighbors"),
        "kmeans_estimator_": ("ClusterSeeds", "clustering"),
        "cluster_balance_threshold_": ("ClusterSeeds", "threshold"),
    }
    nn_k_: ClassVar[NeighborSearch]
    kmeans_estimator_: ClassVar[Clustering]
    cluster_balance_threshold_: ClassVar[float]

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=ClusterSeeds(
                self.kmeans_estimator,
                self.cluster_balance_threshold,
                self.density_exponent,
                self.k_neighbors,
                self.n_jobs,
            ),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )

    def _unused(self, key: tuple[str, str]) -> Any:
        if key == ("ClusterSeeds", "clustering"):
            return make_kmeans(self.kmeans_estimator, self.random_state)
        if key == ("ClusterSeeds", "threshold"):
            return self.cluster_balance_threshold
        return super()._unused(key)
