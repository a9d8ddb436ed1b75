"""ADASYN."""

from __future__ import annotations

from typing import ClassVar

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    OVER_STRATEGY,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
    SamplingStrategy,
)
from counterpoise.stages import AdaptiveSeeds, NearestNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["ADASYN"]


class ADASYN(Oversampler, without=("recipe", "categorical_features")):
    """Add rows to the smaller classes, more where a row has more foreign neighbours.

    Use it to put the weight on rows that are hard to learn; not where the minority is noisy,
    because it puts the weight on the noise.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows asked for, by class label.
    nn_ : estimator
        The fitted neighbour search of the last class that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If no row of a class that grows has a foreign neighbour. It is a `ValueError` and a
        `RuntimeError`.

    Warns
    -----
    SamplingWarning
        If rounding misses the new rows that a class asked for by more than 5 %, and by more than
        one.

    References
    ----------
    H. He, Y. Bai, E. A. Garcia, S. Li, "ADASYN: Adaptive synthetic sampling approach for
    imbalanced learning", IEEE International Joint Conference on Neural Networks, 2008.
    https://doi.org/10.1109/IJCNN.2008.4633969

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ADASYN
    >>> X, y = make_classification(weights=[0.9], n_samples=500, random_state=0)
    >>> X_new, y_new = ADASYN(random_state=0).fit_resample(X, y)
    >>> abs(int((y_new == 1).sum()) - int((y_new == 0).sum())) < 20
    True
    """

    _k_is_of_class = False

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=OVER_STRATEGY,
        kind="float, str, dict or callable",
        help=(
            "The wanted ratio or counts; see `SMOTE`. The share of each row is rounded to a whole "
            "number, as in imbalanced-learn: where few new rows are shared by many rows, far "
            "fewer or more come out than were asked for, and a warning tells both counts."
        ),
        order=-2,
    )
    n_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help=(
            "How many neighbours of any class tell how hard a row is, and how many of its class "
            "may be its partner."
        ),
        answers="k",
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_": ("search", "n_neighbors"),
    }
    nn_: ClassVar[NeighborSearch]

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=AdaptiveSeeds(self.n_neighbors),
            neighbourhood=NearestNeighbours(self.n_neighbors, parameter="n_neighbors"),
            interpolation=Segment(restart=False),
        )
