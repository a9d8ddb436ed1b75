"""A-SUWO."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import AdaptiveClusterSeeds, PoolNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["ASUWO"]


class ASUWO(Oversampler, without=("recipe",)):
    """Add rows near the boundary within clusters, more in those that are hard to classify.

    The minority is clustered so that no cluster spans foreign ground. A cluster grows by how often
    a linear classifier takes its rows for others, and a row by how near it is to other classes. Use
    it where the minority has several groups and some are harder than others; not where it has over
    7,000 rows, of which all distances are kept, or the table has no room in memory.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If all rows of a class are noise or clusters of their own. It is a `ValueError` and a
        `RuntimeError`.

    Notes
    -----
    The rows of other classes are clustered by k-means, not by linkage like the minority, which
    would take all distances between them, and 200 of each cluster tell how far it is. Two clusters
    that something foreign lies between may be joined later, when they have grown. The classifier is
    a linear discriminant for which both classes are equally frequent. If it makes no mistake,
    clusters grow by their sizes. Noise among other classes is looked for near the minority only.

    References
    ----------
    I. Nekooeimehr, S. K. Lai-Yuen, "Adaptive semi-unsupervised weighted oversampling (A-SUWO) for
    imbalanced datasets", Expert Systems with Applications 46, 2016.
    https://doi.org/10.1016/j.eswa.2015.10.031

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ASUWO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ASUWO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many neighbours of its cluster may be a row's partner, how many of any class "
        "tell noise, and how many of other classes how near these are.",
        answers="k",
    )
    n_foreign_clusters: int = parameter(
        default=7,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Into how many clusters the rows of other classes are divided.",
        option=True,
    )
    cluster_factor: float = parameter(
        default=0.8,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="Clusters are joined up to this times the mean of the rows' median distances to "
        "others of the class (c_thres in the paper).",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=AdaptiveClusterSeeds(
                self.k_neighbors, self.n_foreign_clusters, self.cluster_factor
            ),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
