"""Safe-Level-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, SafeLevelSegment
from counterpoise.stages.recipe import Recipe

__all__ = ["SafeLevelSMOTE"]


class SafeLevelSMOTE(Oversampler, without=("recipe",)):
    """Add rows on segments, nearer to the safer end: the one with more neighbours of its class.

    Use it where the classes overlap, and new rows near an outlier would stand among the other
    class; not where the border itself should grow.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class has another one of it among its neighbours, so that it gets no new
        rows.

    References
    ----------
    C. Bunkhumpornpat, K. Sinapiromsaran, C. Lursinsap, "Safe-Level-SMOTE: Safe-Level-Synthetic
    Minority Over-Sampling TEchnique for Handling the Class Imbalanced Problem", Pacific-Asia
    Conference on Knowledge Discovery and Data Mining, 2009.
    https://doi.org/10.1007/978-3-642-01307-2_43

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SafeLevelSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SafeLevelSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class may be a row's partner, and how many of any class "
        "tell how safe a row is.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=SafeLevelSegment(self.k_neighbors),
        )
