"""CE-SMOTE."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import ConsistencySeeds, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["CESMOTE"]


class CESMOTE(Oversampler, without=("recipe",)):
    """Add rows around minority rows at the border of clusters, where clusterings disagree.

    The whole table is clustered several times by k-means from other beginnings. A minority row that
    is in the same cluster each time is inside; one that changes is at a border, and grows. Use it
    where the classes form clusters that touch; not where the border of the minority runs through
    the middle of clusters.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class is at a border, so that it gets no new rows.

    Notes
    -----
    The defaults of the number of clusters and of the threshold are ours. A table of over 10,000
    rows is clustered by mini-batches.

    References
    ----------
    S. Chen, G. Guo, L. Chen, "A New Over-Sampling Method Based on Cluster Ensembles", IEEE
    International Conference on Advanced Information Networking and Applications Workshops, 2010.
    https://doi.org/10.1109/WAINA.2010.40

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import CESMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = CESMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    n_clusters: int = parameter(
        default=5,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="Into how many clusters the table is divided each time.",
        option=True,
    )
    n_partitions: int = parameter(
        default=10,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="How often the table is clustered (H in the paper).",
        option=True,
    )
    threshold: float = parameter(
        default=0.8,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="A row grows if the cluster that it is in most often has a smaller share of the "
        "clusterings than this.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=ConsistencySeeds(self.n_clusters, self.n_partitions, self.threshold),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )
