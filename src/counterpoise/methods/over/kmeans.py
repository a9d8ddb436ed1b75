"""K-means-SMOTE."""

from __future__ import annotations

from typing import Any, ClassVar

from counterpoise.methods.sampler import Oversampler
from counterpoise.stages import ClusterSeeds, NearestNeighbours
from counterpoise.stages.recipe import Recipe
from counterpoise.stages.seeds import make_kmeans

__all__ = ["KMeansSMOTE"]


class KMeansSMOTE(Oversampler):
    """Add rows inside clusters in which the minority is frequent, more in sparse ones.

    Use it where the minority consists of several separate groups and segments between them would
    cross foreign ground.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts; see `SMOTE`. The share of each cluster is rounded
        up, which adds less than one row for each cluster.
    random_state : int, RandomState or None, default=None
        The seed.
    k_neighbors : int or estimator, default=2
        How many neighbours of its class and cluster may be a row's partner.
    n_jobs : int, optional
        Threads for distances; None for all of them.
    kmeans_estimator : int or estimator, default=None
        The clustering, or its number of clusters; None for `MiniBatchKMeans()`.
    cluster_balance_threshold : float or "auto", default="auto"
        Least share of the class in a cluster that grows; "auto" for half of the class's share of
        all new rows.
    density_exponent : float or "auto", default="auto"
        How strongly sparsity counts; "auto" lets it depend on the cluster's size.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured; new rows are in the original units all the same.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

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

    _fact_names: ClassVar[dict[str, str]] = {
        "k_neighbors": "nn_k_",
        "kmeans": "kmeans_estimator_",
        "threshold": "cluster_balance_threshold_",
    }
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        **ClusterSeeds._parameter_constraints,
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        k_neighbors: Any = 2,
        n_jobs: int | None = None,
        kmeans_estimator: Any = None,
        cluster_balance_threshold: float | str = "auto",
        density_exponent: float | str = "auto",
        scale: str | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.n_jobs = n_jobs
        self.kmeans_estimator = kmeans_estimator
        self.cluster_balance_threshold = cluster_balance_threshold
        self.density_exponent = density_exponent
        self.scale = scale
        self.rng = rng

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

    def _unused(self, fact: str) -> Any:
        if fact == "kmeans":
            return make_kmeans(self.kmeans_estimator, self.random_state)
        return self.cluster_balance_threshold if fact == "threshold" else super()._unused(fact)
