"""SMOTE-Out."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, OutwardSegment
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTEOUT"]


class SMOTEOUT(Oversampler, without=("recipe",)):
    """Add rows that reach beyond minority rows, away from the other classes.

    SMOTE stays between two rows of the class; here the line goes from a neighbour to a point beyond
    the seed, on the side away from the nearest row of another class.

    Use it where near neighbours all lie close together, so that SMOTE's lines are short; not where
    the other classes surround the minority, because new rows may then come out behind them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the second partner is the row of another class, with a weight of 0 or less.

    Notes
    -----
    As the method is usually described, the two shares are drawn up to 0.3 and 0.5, which are the
    defaults.

    References
    ----------
    F. Koto, "SMOTE-Out, SMOTE-Cosine, and Selected-SMOTE: An enhancement strategy to handle
    imbalance in data level", International Conference on Advanced Computer Science and Information
    System, 2014. https://doi.org/10.1109/ICACSIS.2014.7065849

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTEOUT
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOTEOUT(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    outward: float = parameter(
        default=0.3,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="How far beyond the seed the line may end, as a share of the way from the nearest "
        "row of another class.",
        option=True,
    )
    inward: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="How far from the neighbour a new row may lie, as a share of the line.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=OutwardSegment(self.outward, self.inward),
        )
