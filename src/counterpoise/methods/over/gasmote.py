"""GASMOTE."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import SHARE, Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Classifier, NeighborSearch
from counterpoise.stages import EvolvedSeeds, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["GASMOTE"]


class GASMOTE(Oversampler, without=("recipe",)):
    """Add rows on segments as SMOTE does, each row at a rate that a genetic algorithm finds.

    The algorithm tries rates out: it holds rows out, lets the others grow, and asks a classifier
    about those held out. Use it for a small table whose minority rows are of unequal worth, where
    seconds or minutes do not matter; not to estimate how well a classifier will do, because the
    rates were chosen for these very rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    rates_ : dict
        The rate of each row of a class, by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand, only its abstract; how lists are paired, changed and judged is
    ours. A list of rates is judged by the geometric mean of both classes' shares of right answers,
    where each half of the rows is held out in turn; of several classes, the others count as one.
    Rates are scaled so that a class gets the rows asked for. Equal rates are among the first lists.
    The search fits the classifier ``n_pop * (n_generations + 2)`` times for each class.

    References
    ----------
    K. Jiang, J. Lu, K. Xia, "A Novel Algorithm for Imbalance Data Classification Based on Genetic
    Algorithm Improved SMOTE", Arabian Journal for Science and Engineering 41(8), 2016.
    https://doi.org/10.1007/s13369-016-2179-2

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import GASMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=200, flip_y=0, random_state=0)
    >>> X_new, y_new = GASMOTE(random_state=0, n_generations=2).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _found: ClassVar[dict[str, tuple[str, str]]] = {"rates_": ("EvolvedSeeds", "rates")}

    k_neighbors: int | NeighborSearch = PARTNERS
    n_pop: int = parameter(
        default=10,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="How many lists of rates there are at a time.",
        option=True,
    )
    n_generations: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How often new lists are made of the fitter ones.",
        option=True,
    )
    max_rate: int = parameter(
        default=7,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="The greatest rate of a row; the least is 0.",
        option=True,
    )
    mutation: float = parameter(
        default=0.05,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="How likely a rate of a new list is drawn anew.",
        option=True,
    )
    search_rows: int = parameter(
        default=1000,
        constraint=[Number(Integral, 20, None, closed="left")],
        kind="int",
        help="Rows that rates are tried out on. Of a larger table it is a random sample, and rows "
        "that are not in it get the mean rate.",
        option=True,
        counts_rows=True,
    )
    estimator: Classifier | None = parameter(
        default=None,
        constraint=[Built(["fit", "predict"]), None],
        kind="classifier",
        help="What judges the rates; None for a decision tree whose leaves have three rows or "
        "more.",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=EvolvedSeeds(
                self.k_neighbors,
                self.n_pop,
                self.n_generations,
                self.max_rate,
                self.mutation,
                self.search_rows,
                self.estimator,
            ),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )
