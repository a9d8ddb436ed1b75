"""ADOMS."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, PrincipalAxis
from counterpoise.stages.recipe import Recipe

__all__ = ["ADOMS"]


class ADOMS(Oversampler, without=("recipe",)):
    """Add rows along the direction in which a minority row and its neighbours are spread the most.

    SMOTE goes straight towards a neighbour, wherever it lies; here the step is as long, but along
    the neighbourhood's first principal component (its main axis), to the neighbour's side.

    Use it where the minority lies along curves or bands; not where neighbourhoods are round, whose
    main axis is chance.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all of its neighbourhood for parents, with weights
        that may be below 0.

    Notes
    -----
    The step keeps the distance to the neighbour, as the method's name suggests (it adjusts the
    direction); it is not shortened to the neighbour's shadow on the axis.

    References
    ----------
    S. Tang, S. Chen, "The Generation Mechanism of Synthetic Minority Class Examples",
    International Conference on Information Technology and Applications in Biomedicine, 2008.
    https://doi.org/10.1109/ITAB.2008.4570642

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ADOMS
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ADOMS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class make the axis with a row, and may be its partner.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors), interpolation=PrincipalAxis()
        )
