"""MOT2LD."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import DensityPeakSeeds, NeighbourMap, PoolNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["MOT2LD"]


class MOT2LD(Oversampler, without=("recipe", "space")):
    """Add rows in dense clusters of the minority near other classes, as seen on a map of two axes.

    All rows are laid out in few dimensions so that neighbours stay together (t-SNE). There the
    minority is divided into clusters around dense rows, outliers are left out, and a row grows by
    its density times its number of foreign neighbours. Use it for small tables of many columns, in
    which distances say little; not for over 20,000 rows, which the map does not take, or where time
    is short: 2,000 rows take some seconds and 20,000 a minute.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the new rows lie between rows of the table, not of the map.

    Raises
    ------
    UnsuitableTableError
        If no row of a class that is no outlier has a neighbour of another class. It is a
        `ValueError` and a `RuntimeError`.

    Notes
    -----
    What is a peak and what an outlier is our reading: see `DensityPeakSeeds`. Partners are near
    rows of the cluster on the map; the abstract only says that new rows lie inside a cluster.

    References
    ----------
    Z. Xie, L. Jiang, T. Ye, X. Li, "A Synthetic Minority Oversampling Method Based on Local
    Densities in Low-Dimensional Space for Imbalanced Learning", Database Systems for Advanced
    Applications, 2015. https://doi.org/10.1007/978-3-319-18123-3_1

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MOT2LD
    >>> X, y = make_classification(weights=[0.8], n_samples=100, class_sep=0.5, random_state=0)
    >>> X_new, y_new = MOT2LD(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours on the map tell how near other classes are, and how many of its "
        "cluster may be a row's partner.",
        answers="k",
    )
    n_dims: int = parameter(
        default=2,
        constraint=[Number(Integral, 1, 3, closed="both")],
        kind="int from 1 to 3",
        help="How many dimensions the map has.",
        option=True,
    )
    n_rounds: int = parameter(
        default=500,
        constraint=[Number(Integral, 250, None, closed="left")],
        kind="int",
        help="How many rounds of the map's fitting.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=DensityPeakSeeds(self.k_neighbors),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
            space=NeighbourMap(self.n_dims, self.n_rounds),
        )
