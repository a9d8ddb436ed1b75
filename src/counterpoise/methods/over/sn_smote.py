"""SN-SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import Segment, SurroundingNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SNSMOTE"]


class SNSMOTE(Oversampler, without=("recipe",)):
    """Add rows between a minority row and rows that surround it on all sides.

    SMOTE's nearest neighbours may all lie to one side of a row. Here the partners are its nearest
    centroid neighbours: each one is chosen to keep the centroid of all partners near the row. Use
    it where the class is small and unevenly spread; not where far partners are a danger, because
    surrounding rows are farther than nearest ones.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper has three kinds of surrounding neighbours; this is the first of them, k-NCN. The
    other two, by the Gabriel graph and by the relative neighbourhood graph, are not offered.

    References
    ----------
    V. Garcia, J. S. Sanchez, R. Martin-Felez, R. A. Mollineda, "Surrounding neighborhood-based
    SMOTE for learning from imbalanced data sets", Progress in Artificial Intelligence 1, 2012.
    https://doi.org/10.1007/s13748-012-0027-5

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SNSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SNSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many surrounding rows of its class may be a row's partner.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=SurroundingNeighbours(self.k_neighbors), interpolation=Segment()
        )
