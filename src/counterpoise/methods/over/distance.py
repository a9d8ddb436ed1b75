"""Distance-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, TowardsMean
from counterpoise.stages.recipe import Recipe

__all__ = ["DistanceSMOTE"]


class DistanceSMOTE(Oversampler, without=("recipe",)):
    """Add rows between a minority row and the mean of its neighbours.

    SMOTE goes towards one neighbour at a time; the mean of all of them lies inside the class, so
    single outliers draw fewer new rows after them.

    Use it where the minority is noisy; not where its spread matters, because new rows are closer
    together than the old ones.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all of its neighbourhood for parents.

    References
    ----------
    J. de la Calleja, O. Fuentes, "A Distance-Based Over-Sampling Method for Learning from
    Imbalanced Data Sets", International Florida Artificial Intelligence Research Society
    Conference, 2007.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import DistanceSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = DistanceSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class make the mean.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors), interpolation=TowardsMean()
        )
