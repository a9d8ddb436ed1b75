"""Minority cloning technique."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.stages import Duplicate, TypicalSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["MCT"]


class MCT(Oversampler, without=("recipe",)):
    """Add copies of minority rows, more of those that are typical of their class.

    Random over-sampling copies all rows alike; here a row is copied in proportion to its similarity
    to the middle of its class, so that outliers get few copies. Use it where values must not be
    mixed, such as codes or counts; not where the minority consists of separate groups, whose middle
    lies between them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Notes
    -----
    The paper's middle is the mode, as its abstract says: the most frequent value of each column.
    For numbers it is the median here, and a row's similarity in a column falls from 1 at the median
    by the distance over the column's range.

    References
    ----------
    L. Jiang, C. Qiu, C. Li, "A Novel Minority Cloning Technique for Cost-Sensitive Learning",
    International Journal of Pattern Recognition and Artificial Intelligence 29, 2015.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MCT
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = MCT(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    def make_recipe(self) -> Recipe:
        return Recipe(seeds=TypicalSeeds(), interpolation=Duplicate())
