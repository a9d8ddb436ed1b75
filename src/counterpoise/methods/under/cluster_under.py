"""Random under-sampling by clusters."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

from counterpoise.methods.under.under_sampler import UnderSampler
from counterpoise.parameters.constraints import Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Clustering
from counterpoise.stages import Cleaning, EvenShares

__all__ = ["ClusterUnderSampler"]


class ClusterUnderSampler(UnderSampler):
    """Keep equally many random rows of each cluster of the larger classes.

    Each larger class is clustered by itself. Against random under-sampling, its small groups are
    not lost among its large ones. Use it where a larger class consists of groups of very different
    size that all matter; not where predicted probabilities matter, because small groups weigh more
    afterwards than they did (unless `size_exponent` is 1).

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of, class after class.
    clustering_ : clustering
        The clustering, fitted to the last class that lost rows.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    It is stratified random sampling, with the clusters of k-means as the strata. A cluster that is
    smaller than its share keeps all its rows, and the others give what is missing.

    References
    ----------
    W. G. Cochran, "Sampling Techniques", 3rd edition, chapter 5 (stratified random sampling),
    Wiley, 1977.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import ClusterUnderSampler
    >>> X = np.concatenate([np.zeros(80), np.full(4, 9.0), np.full(8, 5.0)]).reshape(-1, 1)
    >>> y = np.repeat([0, 1], [84, 8])
    >>> sampler = ClusterUnderSampler(n_clusters=2, random_state=0)
    >>> sampler.fit_resample(X, y)[0][:8].ravel().tolist()
    [0.0, 0.0, 0.0, 0.0, 9.0, 9.0, 9.0, 9.0]
    """

    _columns = "numeric or mixed"

    n_clusters: int | Clustering = parameter(
        default=10,
        constraint=[Number(Integral, 1, None, closed="left"), Built(["fit_predict"])],
        kind="int or clustering",
        help="How many clusters k-means finds in each larger class, or what finds them.",
        option=True,
    )
    size_exponent: float = parameter(
        default=0.0,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="To which power the size of a cluster counts: 0 for equally many rows of each, 1 for "
        "the same share.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"clustering_": ("ClusterRemoval", "clustering")}
    clustering_: ClassVar[Any]

    def make_cleaning(self) -> Cleaning:
        return EvenShares(self.n_clusters, self.size_exponent, self.sampling_strategy)
