"""DE-oversampling."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import SHARE, Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import DifferentialCrossover, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["DEOversampling"]


class DEOversampling(Oversampler, without=("recipe",)):
    """Add minority rows some of whose columns are moved by the difference of two neighbours.

    Where SMOTE moves all columns towards one neighbour, this moves a random choice of columns in
    parallel to the segment between two. Use it where columns vary independently of each other; not
    where they go together, because a row that is moved in half of them may be none that exists.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the two neighbours are partners of weight 0.

    Notes
    -----
    The paper's text was not at hand, only its abstract, which names mutation, crossover, and a
    cleaning of both classes by clusters. Mutation and crossover are those of differential
    evolution; nothing is evolved. Cleaning is left to a method of your choice. A category is the
    row's own.

    References
    ----------
    L. Chen, Z. Cai, L. Chen, Q. Gu, "A Novel Differential Evolution-Clustering Hybrid Resampling
    Algorithm on Imbalanced Datasets", International Conference on Knowledge Discovery and Data
    Mining, 2010. https://doi.org/10.1109/WKDD.2010.48

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import DEOversampling
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = DEOversampling(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=[Number(Integral, 2, None, closed="left"), Built(["kneighbors"])],
        kind="int or estimator",
        help="Among how many neighbours of its class a row's two are chosen; at least 2.",
        answers="k",
    )
    factor: float = parameter(
        default=0.5,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="By which share of the difference of the two neighbours a column is moved (F).",
        option=True,
    )
    crossover_rate: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="How likely a column is to be moved; one column of each row is in any case.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=DifferentialCrossover(self.factor, self.crossover_rate),
        )
