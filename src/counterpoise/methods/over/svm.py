"""SVM-SMOTE."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    OVER_STRATEGY,
    SHARE,
    Built,
    Number,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    Classifier,
    NeighborSearch,
    SamplingStrategy,
)
from counterpoise.stages import NearestNeighbours, SupportVectorSeeds
from counterpoise.stages.recipe import Recipe
from counterpoise.stages.seeds.support_vector_seeds import make_svm

__all__ = ["SVMSMOTE"]


class SVMSMOTE(Oversampler, without=("recipe", "categorical_features")):
    """Add rows around the minority's support vectors, inwards or outwards by their neighbours.

    A support vector with half or more foreign neighbours grows towards its partners, another one
    away from them, into free space. Use it where mistakes happen at the border of small tables; not
    for large ones, because training the machine takes far longer than the rest: with a class of
    5,000 rows a table of 20,000 takes some seconds, and one of 200,000 many minutes;
    it warns beforehand, with the time that fewer rows (`svm_rows`) take.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    svm_estimator_ : estimator
        The fitted machine.
    nn_k_, nn_m_ : estimator
        The fitted neighbour searches of the last class that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    InvalidInputError
        If all support vectors of a class are noise.
    UnsuitableTableError
        If `svm_estimator` has no `support_` after fitting. It is a `ValueError` and a
        `RuntimeError`.

    Warns
    -----
    SamplingWarning
        If a class gets fewer new rows than were asked for.

    References
    ----------
    H. M. Nguyen, E. W. Cooper, K. Kamei, "Borderline over-sampling for imbalanced data
    classification", International Journal of Knowledge Engineering and Soft Data Paradigms 3(1),
    2011. https://doi.org/10.1504/IJKESDP.2011.039875

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SVMSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=200, flip_y=0, random_state=0)
    >>> X_new, y_new = SVMSMOTE(random_state=0).fit_resample(X, y)
    >>> int(y_new.sum()) * 2 == len(y_new)
    True
    """

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=OVER_STRATEGY,
        kind="float, str, dict or callable",
        help=(
            "The wanted ratio or counts; see `SMOTE`. The new rows are split at random, about in "
            "halves, between the support vectors in danger and the safe ones. Where a class has "
            "one of the two kinds only, the share of the other is not made, as in imbalanced-"
            "learn, and a warning tells both counts."
        ),
        order=-2,
    )
    k_neighbors: int | NeighborSearch = PARTNERS
    m_neighbors: int | NeighborSearch = parameter(
        default=10,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell danger, safety and noise.",
        option=True,
    )
    svm_estimator: Classifier | None = parameter(
        default=None,
        constraint=[Built(["fit", "predict"]), None],
        kind="estimator",
        help="A classifier with a `support_` attribute after fitting.",
    )
    out_step: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float",
        help="Greatest step outwards, as a share of the distance to the partner.",
        option=True,
    )
    svm_rows: int | None = parameter(
        default=None,
        constraint=[Number(Integral, 2, None, closed="left"), None],
        kind="int",
        help=(
            "Fit the machine on so many rows only, drawn at random within each class (and on 50 "
            "of each class at least): its time grows with the square of the rows. None for all of "
            "them."
        ),
        option=True,
        counts_rows=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_k_": ("search", "k_neighbors"),
        "nn_m_": ("search", "m_neighbors"),
        "svm_estimator_": ("SupportVectorSeeds", "machine"),
    }
    nn_k_: ClassVar[NeighborSearch]
    nn_m_: ClassVar[NeighborSearch]
    svm_estimator_: ClassVar[Classifier]

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SupportVectorSeeds(
                self.m_neighbors, self.svm_estimator, self.out_step, self.svm_rows
            ),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )

    def _unused(self, key: tuple[str, str]) -> Any:
        if key == ("SupportVectorSeeds", "machine"):
            return make_svm(self.svm_estimator, self.random_state)
        return super()._unused(key)
