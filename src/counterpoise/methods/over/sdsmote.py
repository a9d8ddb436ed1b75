"""SDSMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, Segment, SupportDegreeSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["SDSMOTE"]


class SDSMOTE(Oversampler, without=("recipe",)):
    """Add rows around minority rows that many rows of other classes stand near.

    The support degree of a row is the number of rows of other classes that are nearer to it than
    classes are on average. Rows with the mean degree or more are at the border and grow, in
    proportion to their degree.

    Use it where one border between the classes matters; not where the minority has clusters at
    different distances, because one distance counts for all. It compares each minority row with
    each other row.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand. Its abstract says that the support degree finds the rows at
    the border and that new rows lie between these and their neighbours; the distance, the threshold
    and the proportion are our reading of it.

    References
    ----------
    K. Li, W. Zhang, Q. Lu, X. Fang, "An Improved SMOTE Imbalanced Data Classification Method Based
    on Support Degree", International Conference on Identification, Information and Knowledge in the
    Internet of Things, 2014. https://doi.org/10.1109/IIKI.2014.14

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SDSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SDSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SupportDegreeSeeds(),
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
