"""ProWSyn."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import LevelSeeds, PoolSegment, WholePool
from counterpoise.stages.recipe import Recipe

__all__ = ["ProWSyn"]


class ProWSyn(Oversampler, without=("recipe",)):
    """Add rows everywhere in the minority, more of them nearer to the boundary.

    It ranks the rows of the minority by levels: the first one has the rows that are nearest to any
    row of another class, the next one the nearest of the rest, and so on. A row's weight falls from
    level to level, and new rows lie between two rows of the same level.

    Use it in place of Borderline-SMOTE where the inside of the minority should grow too, only less;
    not where the border is noise.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand, only its abstract. A weight belongs to a row, so a level gets
    new rows by its number of rows times their weight; in smote-variants it belongs to a level. A
    class with no more than K rows is a single level. A row may be drawn as its own partner, and is
    copied then.

    References
    ----------
    S. Barua, M. M. Islam, K. Murase, "ProWSyn: Proximity Weighted Synthetic Oversampling Technique
    for Imbalanced Data Set Learning", Pacific-Asia Conference on Knowledge Discovery and Data
    Mining, 2013. https://doi.org/10.1007/978-3-642-37456-2_27

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ProWSyn
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ProWSyn(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="K: how many rows of the class each row of another class puts into a level.",
        answers="k",
    )
    n_levels: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="L: how many levels there are at most.",
        option=True,
    )
    theta: float = parameter(
        default=1.0,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="How fast the weight of a row falls from level to level; 0 for all alike.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=LevelSeeds(self.n_levels, self.k_neighbors, self.theta),
            neighbourhood=WholePool(),
            interpolation=PoolSegment(),
        )
