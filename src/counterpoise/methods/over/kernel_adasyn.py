"""KernelADASYN."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import AdaptiveSeeds, CovarianceKernel
from counterpoise.stages.recipe import Recipe

__all__ = ["KernelADASYN"]


class KernelADASYN(Oversampler, without=("recipe",)):
    """Add draws from a density of the minority that counts a row more, the harder it is to learn.

    A row is hard where many of its neighbours are of other classes, as in ADASYN. Instead of mixing
    two rows, it gives one of them normal noise that has the covariance of the class. Use it where
    the classes overlap along a smooth border; not where minority rows among the others are errors,
    because these grow most.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Raises
    ------
    UnsuitableTableError
        If no row of a class that grows has a foreign neighbour. It is a `ValueError` and a
        `RuntimeError`.

    Notes
    -----
    The paper's text was not at hand, only its abstract. A density is drawn from exactly by choosing
    a row by its weight, and then a point of the row's kernel. A kernel has the covariance of the
    class times the squared bandwidth, by default the best one for a normal distribution. A category
    is its parent's.

    References
    ----------
    B. Tang, H. He, "KernelADASYN: Kernel based adaptive synthetic data generation for imbalanced
    learning", IEEE Congress on Evolutionary Computation, 2015.
    https://doi.org/10.1109/CEC.2015.7256954

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import KernelADASYN
    >>> X, y = make_classification(weights=[0.9], n_samples=300, class_sep=0.5, random_state=0)
    >>> X_new, y_new = KernelADASYN(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    n_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell how hard a row is.",
        answers="k",
    )
    bandwidth: float | None = parameter(
        default=None,
        constraint=[Number(Real, 0, None, closed="left"), None],
        kind="float or None",
        help="Standard deviation of a kernel, as a share of the class's along each axis; None for "
        "the best one of a normal distribution.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        width = "silverman" if self.bandwidth is None else self.bandwidth
        return Recipe(
            seeds=AdaptiveSeeds(self.n_neighbors, drawn=True),
            interpolation=CovarianceKernel(width),
        )
