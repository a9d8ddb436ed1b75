"""CURE-SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import ScatteredSeeds, TowardsCentre
from counterpoise.stages.recipe import Recipe

__all__ = ["CURESMOTE"]


class CURESMOTE(Oversampler, without=("recipe",)):
    """Add rows between the outer rows of minority clusters and the clusters' middles.

    CURE divides the minority into clusters, leaves out outliers, and tells each cluster by a few
    scattered rows, moved a little inwards. A new row lies between one of these and the middle. Use
    it where the minority has outliers that must not grow; not where the inside of a cluster is
    foreign ground.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent, the scattered row.

    Raises
    ------
    UnsuitableTableError
        If all rows of a class are outliers. It is a `ValueError` and a `RuntimeError`.

    Notes
    -----
    A cluster gets new rows in proportion to its size. Clusters of a single row are outliers when a
    third of the clusters are left, and at the end. A category is the scattered row's.

    References
    ----------
    L. Ma, S. Fan, "CURE-SMOTE algorithm and hybrid algorithm for feature selection and parameter
    optimization based on random forests", BMC Bioinformatics 18, 2017.
    https://doi.org/10.1186/s12859-017-1578-z

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import CURESMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = CURESMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    n_clusters: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Into how many clusters a class is divided.",
        option=True,
    )
    n_representatives: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many scattered rows tell a cluster.",
        option=True,
    )
    shrink: float = parameter(
        default=0.3,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="Which share of the way to the middle scattered rows are moved inwards.",
        option=True,
    )
    most_rows: int = parameter(
        default=500,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="Clusters are found in so many rows of a class, drawn at random; the others belong to "
        "the cluster with the nearest scattered row.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=ScatteredSeeds(
                self.n_clusters, self.n_representatives, self.shrink, self.most_rows
            ),
            interpolation=TowardsCentre(self.shrink),
        )
