"""LoRAS."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import N_AFFINE, SHADOW_NOISE
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, ShadowHull
from counterpoise.stages.recipe import Recipe

__all__ = ["LoRAS"]


class LoRAS(Oversampler, without=("recipe",)):
    """Add mixtures of noisy copies of a minority row and its neighbours.

    Use it where new rows should stay in the middle of the neighbourhood; not where the spread of
    the minority matters, because a mixture of many copies has less spread than they have.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all of its neighbourhood for parents.

    References
    ----------
    S. Bej, N. Davtyan, M. Wolfien, M. Nassar, O. Wolkenhauer, "LoRAS: an oversampling approach for
    imbalanced datasets", Machine Learning 110, 2021. https://doi.org/10.1007/s10994-020-05913-4

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import LoRAS
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = LoRAS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class are copied with a row.",
        answers="k",
    )
    n_affine: int | None = N_AFFINE
    noise: float = SHADOW_NOISE

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=ShadowHull(self.n_affine, self.noise),
        )
