"""SOI-CJ."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.declared import parameter
from counterpoise.stages import ClusterJitter, PoolMixture, UnpartedSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["SOICJ"]


class SOICJ(Oversampler, without=("recipe",)):
    """Add copies of minority rows with noise as wide as a cluster that no other class divides.

    Minority rows are joined into a cluster while they are nearer to each other than to any row of
    another class. A new row is a row of a cluster with noise as wide as the cluster. Use it where
    the minority has several groups and there should be nothing to tune; not where the classes
    overlap, because most clusters are single rows then, which do not grow.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If every row of a class is nearer to another class than to its own. It is a `ValueError`
        and a `RuntimeError`.

    Notes
    -----
    A cluster gets new rows in proportion to its size. The noise of a column is uniform, up to its
    standard deviation within the cluster to either side: the width is our reading. A category is
    the seed's.

    References
    ----------
    A. I. Sanchez, E. F. Morales, J. A. Gonzalez, "Synthetic Oversampling of Instances Using
    Clustering", International Journal on Artificial Intelligence Tools 22, 2013.
    https://doi.org/10.1142/S0218213013500085

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SOICJ
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SOICJ(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    jittering: bool = parameter(
        default=True,
        constraint=["boolean"],
        kind="bool",
        help="Whether a new row is a shaken copy (SOI-CJ); else it lies between two rows of a "
        "cluster (SOI-C).",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=UnpartedSeeds(),
            interpolation=ClusterJitter() if self.jittering else PoolMixture(),
        )
