"""MDO."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import Ellipsoid, SupportedSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["MDO"]


class MDO(Oversampler, without=("recipe",)):
    """Add rows that are as far from the minority's middle as its own, measured by its spread.

    SMOTE fills lines between rows; here new rows lie on the ellipsoids of equal Mahalanobis
    distance (distance in units of the class's own spread), so that mean and covariance are kept.

    Use it where the minority is one cloud, and with several classes; not where it has several
    clusters, because an ellipsoid covers the room between them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent, from which it is moved.

    Raises
    ------
    UnsuitableTableError
        If fewer than two rows of a class that grows have enough neighbours of it.

    Notes
    -----
    That the direction on the ellipsoid is uniform is a choice of ours: where coordinates are drawn
    one by one, and the last is what the others leave, the result depends on the order of the
    components. In a table of one column a new row is a row of the class or its mirror image at the
    mean. A category is that of the row.

    References
    ----------
    L. Abdi, S. Hashemi, "To Combat Multi-Class Imbalanced Problems by Means of Over-Sampling
    Techniques", IEEE Transactions on Knowledge and Data Engineering 28(1), 2016.
    https://doi.org/10.1109/TKDE.2015.2458858

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MDO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = MDO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=10,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell whether a row may grow (the paper's K2).",
        answers="k",
    )
    least: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many of them must be of the class (the paper's K1).",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(seeds=SupportedSeeds(self.k_neighbors, self.least), interpolation=Ellipsoid())
