"""Random-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.stages import PoolMixture
from counterpoise.stages.recipe import Recipe

__all__ = ["RandomSMOTE"]


class RandomSMOTE(Oversampler, without=("recipe",)):
    """Add rows in triangles of three minority rows drawn at random, near or far.

    In place of a neighbour, two other rows of the class are drawn. A point is chosen between them,
    and the new row lies between the seed and that point. Use it where a small minority fills one
    region and segments to neighbours leave it sparse; not where it consists of separate groups,
    because a triangle may span them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has three parents.

    Notes
    -----
    Both shares of the way are uniform from 0 to 1. A category is the seed's.

    References
    ----------
    Y. Dong, X. Wang, "A New Over-Sampling Approach: Random-SMOTE for Learning from Imbalanced Data
    Sets", Knowledge Science, Engineering and Management, 2011.
    https://doi.org/10.1007/978-3-642-25975-3_30

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import RandomSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = RandomSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    def make_recipe(self) -> Recipe:
        return Recipe(interpolation=PoolMixture(n_others=2))
