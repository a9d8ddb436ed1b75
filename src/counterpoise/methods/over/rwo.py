"""RWO-Sampling."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.stages import RandomWalk
from counterpoise.stages.recipe import Recipe

__all__ = ["RWOSampling"]


class RWOSampling(Oversampler, without=("recipe", "scale", "n_jobs", "space")):
    """Add copies of minority rows with noise that keeps each column's mean and nearly its spread.

    SMOTE's new rows differ less than the old ones; these differ a little more. Each number gets
    normal noise of the column's standard deviation over the root of the class's rows, so the more
    rows there are, the closer the new ones stay. Use it where no distance between rows makes sense;
    not for a class of a few rows, whose noise is almost as wide as the class.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Notes
    -----
    As the method is usually described, a category is drawn by how frequent it is in the class, each
    column on its own, and each row grows equally often. Here a category is its parent's: it is as
    frequent, and categories that belong together stay so. Seeds are drawn.

    References
    ----------
    H. Zhang, M. Li, "RWO-Sampling: A random walk over-sampling approach to imbalanced data
    classification", Information Fusion 20, 2014. https://doi.org/10.1016/j.inffus.2013.12.003

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import RWOSampling
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = RWOSampling(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    def make_recipe(self) -> Recipe:
        return Recipe(interpolation=RandomWalk())
