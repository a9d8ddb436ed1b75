"""AND-SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import AdaptiveNeighbours, BoxSeeds, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["ANDSMOTE"]


class ANDSMOTE(Oversampler, without=("recipe",)):
    """Add rows towards as many neighbours as there are before other classes come between.

    It chooses k for each row. Between the row and each of its nearest rows of the class lies a box
    with sides along the axes. Neighbours are taken as long as the share of the class among the rows
    in the boxes does not fall.

    Use it where SMOTE's new rows fall among other classes because k is too large for some rows; not
    with many columns, where boxes are empty and each row has k_max partners.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand. smote-variants goes on to the neighbour with which the
    precision falls; here it is left out. A row in several boxes counts once. A class with no more
    than k_max rows has one neighbour fewer than it has rows to choose from.

    References
    ----------
    J. Yun, J. Ha, J.-S. Lee, "Automatic Determination of Neighborhood Size in SMOTE", 10th
    International Conference on Ubiquitous Information Management and Communication, 2016.
    https://doi.org/10.1145/2857546.2857648

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ANDSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ANDSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_max: int = parameter(
        default=15,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many neighbours of its class may be a row's partner at most.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=BoxSeeds(self.k_max),
            neighbourhood=AdaptiveNeighbours("k_max"),
            interpolation=Segment(restart=False),
        )
