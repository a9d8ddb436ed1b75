"""The neighbourhood cleaning rule."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

from sklearn.base import clone

from counterpoise.core.problem import Findings
from counterpoise.core.streams import Streams
from counterpoise.methods.cleaner import Cleaner
from counterpoise.methods.cleaning.enn import EditedNearestNeighbours
from counterpoise.methods.cleaning.neighbour_cleaner import NeighbourCleaner
from counterpoise.methods.parts import check_same_scale, own_part
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    Number,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
)
from counterpoise.space.problem import TableProblem
from counterpoise.stages import (
    Cleaning,
    NeighbourhoodCleaning,
)

__all__ = ["NeighbourhoodCleaningRule"]


class NeighbourhoodCleaningRule(NeighbourCleaner):
    """Remove rows that their neighbours outvote, and rows that outvote a minority row.

    Use it where a small class is hard to find among a larger one; not where every row of the larger
    classes counts.

    Attributes
    ----------
    edited_nearest_neighbours_ : EditedNearestNeighbours
        The first part, fitted.
    classes_to_clean_ : list
        Labels of the classes that might lose rows in the second part.
    sampling_strategy_, sample_indices_, nn_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.

    References
    ----------
    J. Laurikkala, "Improving Identification of Difficult Small Classes by Balancing Class
    Distribution", Artificial Intelligence in Medicine, 2001.
    https://doi.org/10.1007/3-540-48229-6_9

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import NeighbourhoodCleaningRule
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_clean, y_clean = NeighbourhoodCleaningRule().fit_resample(X, y)
    >>> len(X_clean) < len(X)
    True
    """

    edited_nearest_neighbours: EditedNearestNeighbours | None = parameter(
        default=None,
        constraint=(),
        kind="EditedNearestNeighbours or another cleaner",
        help=(
            "The first part, ours or imbalanced-learn's; None for one with `n_neighbors` and "
            '`kind_sel="mode"`. It measures in the same units.'
        ),
    )
    n_neighbors: int | NeighborSearch = parameter(
        default=3,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="Size of the neighbourhood.",
        answers="k",
    )
    threshold_cleaning: float = parameter(
        default=0.5,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help=(
            "Classes with more rows than this share of the smallest class's may lose rows in the "
            "second part."
        ),
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_": ("search", "n_neighbors"),
        "classes_to_clean_": ("NeighbourhoodCleaning", "classes_to_clean"),
    }
    nn_: ClassVar[NeighborSearch]
    classes_to_clean_: ClassVar[list[Any]]

    def _editing(self) -> Cleaner:
        if self.edited_nearest_neighbours is None:
            return EditedNearestNeighbours(
                sampling_strategy=self.sampling_strategy,
                n_neighbors=self.n_neighbors,
                kind_sel="mode",
                n_jobs=self.n_jobs,
            )
        return own_part(self, "edited_nearest_neighbours", Cleaner, "EditedNearestNeighbours")

    def _check_parameters(self) -> None:
        super()._check_parameters()
        self._editing()._check_parameters()
        check_same_scale(self, self._editing(), "edited_nearest_neighbours")

    def make_cleaning(self) -> Cleaning:
        return NeighbourhoodCleaning(
            self._editing().make_cleaning(),
            self.n_neighbors,
            self.threshold_cleaning,
            self.sampling_strategy,
        )

    def _pose(self, *args: Any) -> TableProblem:
        problem = super()._pose(*args)
        editing = self._editing()
        problem.streams = Streams(editing.random_state, editing.rng)
        return problem

    def _expose(self, findings: Findings) -> None:
        super()._expose(findings)
        self.edited_nearest_neighbours_ = clone(self._editing())
        self.edited_nearest_neighbours_._become(
            findings["Cleaning", "editing"], self.n_features_in_
        )
