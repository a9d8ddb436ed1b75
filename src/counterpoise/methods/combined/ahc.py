"""AHC."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.declared import parameter
from counterpoise.stages import DendrogramSeeds, ToPoint, TypicalRows
from counterpoise.stages.recipe import Recipe

__all__ = ["AHC"]


class AHC(Oversampler, without=("recipe", "categorical_features", "space")):
    """Add the middles of clusters of all sizes, and thin the other classes to typical rows.

    Rows of the minority are joined to pairs, and these to larger clusters, until all are one
    (agglomerative hierarchical clustering), once by the nearest rows of clusters and once by the
    farthest; each cluster gives its middle as a new row. That makes at most twice as many rows as
    there are; the other classes are thinned to balance the rest. Use it where the minority is small
    and rows are to spare; not where the minority has more than 14,000 rows, or lies on a curve,
    whose large clusters have their middle beside it.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label that would balance the table alone.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a new row's base is the row of the class that is nearest to it.

    Warns
    -----
    SamplingWarning
        Without `thin`, if the trees have fewer clusters than rows were asked for.

    Notes
    -----
    The paper's text was not at hand. Where fewer rows are asked for than there are clusters, some
    clusters are drawn. As the method is usually described, the rows of the majority that stay are
    new ones as well, one for each cluster; here rows of the table stay, one of each cell, where
    cells are halved until there are as many as rows shall stay. All distances within the minority
    are kept, which takes 0.8 GB for 14,000 rows.

    References
    ----------
    G. Cohen, M. Hilario, H. Sax, S. Hugonnet, A. Geissbuhler, "Learning from imbalanced data in
    surveillance of nosocomial infection", Artificial Intelligence in Medicine 37, 2006.
    https://doi.org/10.1016/j.artmed.2005.03.002

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import AHC
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = AHC(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    thin: bool = parameter(
        default=True,
        constraint=["boolean"],
        kind="bool",
        help="Whether rows of the other classes leave for what is missing from the balance.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=DendrogramSeeds(fewer=self.thin),
            interpolation=ToPoint(),
            cleaning=TypicalRows() if self.thin else None,
        )
