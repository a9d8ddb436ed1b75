"""Edge-Det-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import EdgeSeeds, NearestNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["EdgeDetSMOTE"]


class EdgeDetSMOTE(Oversampler, without=("recipe", "categorical_features")):
    """Add rows where the class changes from one row to the next along the columns.

    It treats each column, in the order of its values, as the line of a picture, and finds edges in
    it: a row's gradient is the difference between the classes of the next and of the previous row.
    A row grows in proportion to the length of the vector of its gradients over all columns.

    Use it where single columns separate the classes; not where only several columns together do. A
    stray between two rows of another class has no gradient.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class stands at an edge, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand: that edges are sought in each column is what smote-variants
    does. Rows with the same value are one step in the order of a column, whose class is the mean of
    theirs, so that the order of the rows does not count. A missing value has no gradient.

    References
    ----------
    Y.-I. Kang, S. Won, "Weight decision algorithm for oversampling technique on class-imbalanced
    learning", International Conference on Control, Automation and Systems, 2010.
    https://doi.org/10.1109/ICCAS.2010.5669889

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import EdgeDetSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = EdgeDetSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    k_neighbors: int | NeighborSearch = PARTNERS

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=EdgeSeeds(),
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
