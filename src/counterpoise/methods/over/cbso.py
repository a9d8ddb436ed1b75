"""CBSO."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import LinkedSeeds, PoolMixture
from counterpoise.stages.recipe import Recipe

__all__ = ["CBSO"]


class CBSO(Oversampler, without=("recipe",)):
    """Add rows near other classes, as ADASYN does, but only within clusters of the minority.

    A row grows in proportion to the other classes' share of its neighbours, and its partner is any
    row of its own cluster, in place of one of its neighbours. Use it where ADASYN would draw lines
    between separate groups of the minority; not where the minority has over 14,000 rows, of which
    all distances are kept.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If no row of a class has a neighbour of another class, or all those that have one are
        clusters of their own. It is a `ValueError` and a `RuntimeError`.

    Notes
    -----
    As the method is usually described, a row that is a cluster of its own repeats itself; here it
    does not grow, and others get its share. A category is the seed's.

    References
    ----------
    S. Barua, M. M. Islam, K. Murase, "A Novel Synthetic Minority Oversampling Technique for
    Imbalanced Data Set Learning", International Conference on Neural Information Processing, 2011.
    https://doi.org/10.1007/978-3-642-24958-7_85

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import CBSO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, class_sep=0.5, random_state=0)
    >>> X_new, y_new = CBSO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell how hard a row's place is.",
        answers="k",
    )
    cluster_factor: float = parameter(
        default=3.0,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="Clusters are joined up to this times the mean distance to the nearest row of the "
        "class (C_p in MWMOTE and CBSO).",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=LinkedSeeds(self.k_neighbors, self.cluster_factor),
            interpolation=PoolMixture(n_others=1),
        )
