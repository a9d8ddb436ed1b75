"""Under-sampling based on clustering."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

from counterpoise.methods.under.under_sampler import UnderSampler
from counterpoise.parameters.constraints import Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Clustering
from counterpoise.stages import Cleaning, ImbalanceShares

__all__ = ["SBC"]


class SBC(UnderSampler):
    """Keep random rows of each cluster, most where the larger class is by itself.

    All rows are clustered. Against random under-sampling, a cluster in which few minority rows face
    many others keeps more of these, and one in which they are even keeps fewer. Use it where the
    classes live in different regions, so that each region keeps a share; not where the clusters
    follow columns that have nothing to do with the class.

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of, class after class.
    clustering_ : clustering
        The fitted clustering of all rows.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    Of the rows asked for, cluster ``i`` keeps a share in proportion to ``n_i / max(m_i, 1)``, its
    rows of the larger class for each row of the smallest one. Where a cluster has fewer rows than
    its share, no row is kept twice, and the other clusters give what is missing, in proportion
    again: this is a choice of ours. Each of several larger classes is compared with the smallest
    one.

    References
    ----------
    S.-J. Yen and Y.-S. Lee, "Cluster-Based Under-Sampling Approaches for Imbalanced Data
    Distributions", Expert Systems with Applications 36(3), 2009.
    https://doi.org/10.1016/j.eswa.2008.06.108

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SBC
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_new, y_new = SBC(random_state=0).fit_resample(X, y)
    >>> int((y_new == 0).sum()) == int((y_new == 1).sum()) == int((y == 1).sum())
    True
    """

    _columns = "numeric or mixed"

    n_clusters: int | Clustering = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left"), Built(["fit_predict"])],
        kind="int or clustering",
        help="How many clusters k-means finds, or what finds them.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"clustering_": ("ClusterRemoval", "clustering")}
    clustering_: ClassVar[Any]

    def make_cleaning(self) -> Cleaning:
        return ImbalanceShares(self.n_clusters, self.sampling_strategy)
