"""Cluster centroids."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from sklearn.utils._param_validation import StrOptions

from counterpoise.core.counts import Counts
from counterpoise.errors import InvalidInputError
from counterpoise.methods.sampler import Sampler
from counterpoise.parameters.constraints import UNDER_STRATEGY, Built
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Clustering, SamplingStrategy
from counterpoise.stages import AtCentre, CentroidSeeds, OnlyNew
from counterpoise.stages.recipe import Recipe
from counterpoise.targets import Target
from counterpoise.targets.strategy import plan_under, resolve

__all__ = ["ClusterCentroids"]


class ClusterCentroids(Sampler):
    """Replace the rows of the larger classes by the middles of clusters of them.

    The larger class is cut into as many clusters as rows are to stay, and of each cluster only its
    middle stays, which is a new row (`voting="soft"`), or the row next to it (`voting="hard"`). Use
    it where the larger class is smooth and models are slow; not where it has outliers that matter,
    nor where predicted probabilities do: the middles lie closer together than the rows. Thousands
    of clusters of 200,000 rows take minutes; `RandomUnderSampler` takes none.

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    estimator_ : clustering
        The clustering, fitted to the last class that lost rows.
    voting_ : {"hard", "soft"}
        What `voting` came to.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output stand for a cluster.
    provenance_ : table of n_new rows
        The row that each of them is nearest to.
    lineage_ : Lineage of n_new rows
        The same as arrays.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    Rows come out class after class. A category is that of the row nearest to the middle, and so a
    value is missing where that row misses it. k-means draws the same seeds as scikit-learn's, and
    gives the same clusters. The time grows with the number of rows times the number that is kept;
    where k-means will take over a minute, it warns beforehand.

    References
    ----------
    S.-J. Yen and Y.-S. Lee, "Cluster-Based Under-Sampling Approaches for Imbalanced Data
    Distributions", Expert Systems with Applications 36(3), 2009.
    https://doi.org/10.1016/j.eswa.2008.06.108

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import ClusterCentroids
    >>> X = np.array([[0.0], [1.0], [2.0], [10.0], [12.0], [5.0], [6.0]])
    >>> y = np.array([0, 0, 0, 0, 0, 1, 1])
    >>> X_new, y_new = ClusterCentroids(random_state=0).fit_resample(X, y)
    >>> sorted(X_new.ravel().tolist())
    [1.0, 5.0, 6.0, 11.0]
    """

    _sampling_type = "under-sampling"
    _columns = "numeric or mixed"
    _k_is_of_class = False

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=UNDER_STRATEGY,
        kind="float, str, dict or callable",
        help="How many rows of each class stay; see `RandomUnderSampler`.",
        order=-2,
    )
    estimator: Clustering | None = parameter(
        default=None,
        constraint=[Built(["fit"]), None],
        kind="clustering or None",
        help="What finds the clusters: it has `n_clusters` and, once it is fitted, "
        "`cluster_centers_`; None for `KMeans` with the same seed.",
    )
    voting: Literal["auto", "hard", "soft"] = parameter(
        default="auto",
        constraint=[StrOptions({"auto", "hard", "soft"})],
        kind='{"auto", "hard", "soft"}',
        help="Whether the row nearest to the middle of a cluster stays, or the middle takes its "
        'place; "auto" for the row where the table is sparse, else the middle.',
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "estimator_": ("CentroidSeeds", "estimator"),
        "voting_": ("CentroidSeeds", "voting"),
    }
    estimator_: ClassVar[Any]
    voting_: ClassVar[str]

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=CentroidSeeds(self.estimator, self.voting),
            interpolation=AtCentre(),
            cleaning=OnlyNew("growing", in_order=self._originals_first),
        )

    def _plan(self, target: Target) -> Counts:
        planned = plan_under(resolve(self.sampling_strategy, target.values), target.counts)
        for label, n_kept in planned.items():
            if n_kept < 1:
                raise InvalidInputError(
                    f"sampling_strategy asks for {n_kept} rows of class {label!r}",
                    needed="there is one for each cluster",
                    remedy="ask for 1 or more, or remove the class yourself",
                    parameter="sampling_strategy",
                )
        return planned
