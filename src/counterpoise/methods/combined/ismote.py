"""ISMOTE."""

from __future__ import annotations

from counterpoise.core.counts import Counts
from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import ADDED_SHARE
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import HyperSphere, NearestNeighbours, NearGrowing
from counterpoise.stages.recipe import Recipe
from counterpoise.targets import Target

__all__ = ["ISMOTE"]


class ISMOTE(Oversampler, without=("recipe",)):
    """Add rows in spheres about minority rows, and remove the remotest rows of the other classes.

    Half of the balance comes from new rows, half from removed ones (`weight`). A sphere reaches to
    a neighbour of the class, so that new rows do not only lie between rows, as SMOTE's do. The rows
    that leave have the largest mean distance to the minority. Use it where the larger class has
    rows to spare; not where all of its rows are needed.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label: `weight` times those that would balance the table alone.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand: the sphere is the method as it is usually described, and the
    rows that leave are those that smote-variants removes. A new row is a uniform point of the
    sphere. A class that is larger than what the growing ones come to is thinned by as much as makes
    the ratio what `sampling_strategy` says. A new row has the categories of its seed.

    References
    ----------
    H. Li, P. Zou, X. Wang, R. Xia, "A New Combination Sampling Method for Imbalanced Data",
    Proceedings of 2013 Chinese Intelligent Automation Conference, 2013.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ISMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ISMOTE(random_state=0).fit_resample(X, y)
    >>> np.bincount(y).tolist(), np.bincount(y_new).tolist()
    ([271, 29], [150, 150])
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class may lie on the surface of a row's sphere.",
        answers="k",
    )
    weight: float = ADDED_SHARE

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=HyperSphere(truncation=0.0),
            cleaning=NearGrowing(self.weight),
        )

    def _plan(self, target: Target) -> Counts:
        return {label: round(self.weight * n) for label, n in super()._plan(target).items()}
