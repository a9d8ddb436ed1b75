"""SL-Graph-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import GraphSeeds, GraphSegment, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SLGraphSMOTE"]


class SLGraphSMOTE(Oversampler, without=("recipe",)):
    """Add rows as Safe-Level-SMOTE does if most minority rows are safe, else as Borderline-SMOTE.

    The safe level of a row is its number of neighbours of its class. If the levels of a class are
    skewed to the left (most rows are safe, a few are not), all rows grow, new rows nearer to the
    safer parent. If they are skewed to the right, only rows in danger grow.

    Use it where you do not know which of the two suits the table; not where you do, since it
    decides by one figure.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If a class has no row in danger, or no safe pair of rows, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand, only its abstract: which skewness leads to which method is
    what smote-variants does. Levels without any skew count as skewed to the right, unless all rows
    are as safe as can be.

    References
    ----------
    C. Bunkhumpornpat, S. Subpaiboonkit, "Safe level graph for synthetic minority over-sampling
    techniques", 13th International Symposium on Communications and Information Technologies, 2013.
    https://doi.org/10.1109/ISCIT.2013.6645923

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SLGraphSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SLGraphSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell how safe a row is, and how many "
        "of its class may be its partner.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=GraphSeeds(self.k_neighbors),
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=GraphSegment(self.k_neighbors),
        )
