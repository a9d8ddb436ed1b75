"""Cluster-SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import KMeansSeeds, PoolNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["ClusterSMOTE"]


class ClusterSMOTE(Oversampler, without=("recipe",)):
    """Add rows within clusters of the minority, so that no new row lies between two clusters.

    The minority is divided by k-means, and SMOTE works in each cluster as if it were a class. Use
    it where the minority consists of separate groups; not where it has few rows for each of them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    A cluster gets new rows in proportion to its size, none if it is a single row. In a cluster of
    fewer rows than neighbours are asked for, all others of it are neighbours.

    References
    ----------
    D. A. Cieslak, N. V. Chawla, A. Striegel, "Combating imbalance in network intrusion datasets",
    IEEE International Conference on Granular Computing, 2006.
    https://doi.org/10.1109/GRC.2006.1635905

    Examples
    --------
    >>> from sklearn.datasets import make_blobs
    >>> from counterpoise import ClusterSMOTE
    >>> X, y = make_blobs([50, 200, 50], centers=[[-9, 0], [0, 0], [9, 0]], random_state=0)
    >>> y = (y != 1).astype(int)
    >>> X_new, y_new = ClusterSMOTE(random_state=0, n_clusters=2).fit_resample(X, y)
    >>> bool((abs(X_new[y_new == 1, 0]) > 4).all())  # none between the two groups
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its cluster may be a row's partner.",
        answers="k",
    )
    n_clusters: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Into how many clusters a class is divided.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=KMeansSeeds(self.n_clusters),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
