"""Multivariate Gaussian SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import LocalGaussian, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["MGS"]


class MGS(Oversampler, without=("recipe",)):
    """Add draws from the normal distribution of a minority row and its neighbours.

    Use it where segments between neighbours understate the spread of the minority: the new rows
    have the mean and covariance of the neighbourhood. Not where columns have bounds, which normal
    draws cross.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all of its neighbourhood for parents, with weights that may be
        below 0.

    References
    ----------
    A. Sakho, E. Malherbe, E. Scornet, "Do we need rebalancing strategies? A theoretical and
    empirical study around SMOTE and its variants", 2024. https://arxiv.org/abs/2402.03819

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MGS
    >>> X, y = make_classification(weights=[0.9], n_samples=500, flip_y=0, random_state=0)
    >>> X_new, y_new = MGS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch | None = parameter(
        default=None,
        constraint=[*NEIGHBOURS, None],
        kind="int, estimator or None",
        help="How many neighbours of its class make the distribution with a row; None for one "
        "more than the table has columns of numbers, but 5 at least.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors), interpolation=LocalGaussian()
        )
