"""E-SMOTE."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import EvolvedColumns, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["ESMOTE"]


class ESMOTE(Oversampler, without=("recipe", "space")):
    """Add rows between minority rows that are near each other in the columns that tell the class.

    SMOTE measures distances in all columns; here a genetic search (sets of columns that are mixed
    and changed at random, the best of which survive) first finds the columns whose neighbours tell
    a row's class best.

    Use it where most columns are noise; not where the table has few columns, or they all count.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    columns_ : ndarray of shape (n_numeric + n_categorical,), bool
        Which columns were chosen, the numeric ones first.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    What makes a set of columns fit is a choice of ours: the mean over the classes of the share of
    rows that most of their five nearest rows put into their own class, because neighbours are what
    the columns are for. New rows have all columns, not the chosen ones only.

    References
    ----------
    T. Deepa, M. Punithavalli, "An E-SMOTE technique for feature selection in High-Dimensional
    Imbalanced Dataset", International Conference on Electronics Computer Technology, 2011.
    https://doi.org/10.1109/ICECTECH.2011.5941710

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ESMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ESMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    n_generations: int = parameter(
        default=10,
        constraint=[Number(Integral, 0, None, closed="left")],
        kind="int",
        help="How many generations of sets of columns follow the first.",
        option=True,
    )
    n_individuals: int = parameter(
        default=20,
        constraint=[Number(Integral, 4, None, closed="left")],
        kind="int",
        help="How many sets of columns a generation has.",
        option=True,
    )
    max_rows: int = parameter(
        default=500,
        constraint=[Number(Integral, 10, None, closed="left")],
        kind="int",
        help="By how many rows, of each class alike, sets of columns are compared at most.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"columns_": ("EvolvedColumns", "columns")}
    columns_: ClassVar[NDArray[np.bool_]]

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            space=EvolvedColumns(self.n_generations, self.n_individuals, max_rows=self.max_rows),
        )
