"""OUPS."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, Propensity, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["OUPS"]


class OUPS(Oversampler, without=("recipe", "scale", "space")):
    """Add rows between minority rows that are equally likely to be of the minority.

    It estimates how likely each row is to be of the minority (its propensity score, by logistic
    regression). Partners are the rows of the class whose scores are nearest, however far apart the
    rows are.

    Use it where many columns say little and distances between rows mean little; not where the
    minority has several clusters, because new rows fall between them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand. A partner is of the class, where smote-variants mixes rows of
    any class whose ranks are near. Where there are more than two classes, each but the first has a
    score.

    References
    ----------
    W. A. Rivera, P. Xanthopoulos, "A priori synthetic over-sampling methods for increasing
    classification sensitivity in imbalanced data sets", Expert Systems with Applications 66, 2016.
    https://doi.org/10.1016/j.eswa.2016.09.010

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import OUPS
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = OUPS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many rows of the class with the nearest scores may be a row's partner.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
            space=Propensity(alone=True),
        )
