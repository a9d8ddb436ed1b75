"""NT-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.stages import NearestNeighbours, Simplex
from counterpoise.stages.recipe import Recipe

__all__ = ["NTSMOTE"]


class NTSMOTE(Oversampler, without=("recipe",)):
    """Add rows in the triangle of a minority row and its two nearest neighbours of its class.

    SMOTE's segment becomes a triangle. Use it for small tables, where new rows should stay close
    but not on few lines; not where two neighbours say too little about the shape of the class.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has three parents.

    Notes
    -----
    A new row is a uniform point of the triangle. Categories are voted by its corners.

    References
    ----------
    Y. H. Xu, H. Li, L. P. Le, X. Y. Tian, "Neighborhood Triangular Synthetic Minority
    Over-sampling Technique for Imbalanced Prediction on Small Samples of Chinese Tourism and
    Hospitality Firms", Joint Conference on Computational Sciences and Optimization, 2014.
    https://doi.org/10.1109/CSO.2014.104

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import NTSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = NTSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=NearestNeighbours(2), interpolation=Simplex())
