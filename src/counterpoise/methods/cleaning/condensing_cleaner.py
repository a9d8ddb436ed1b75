"""What methods share that leave out rows which their neighbours tell well enough."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

from counterpoise.methods.cleaner import Cleaner
from counterpoise.parameters.constraints import CLEANING_STRATEGY, NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch, SamplingStrategy

__all__ = ["CondensingCleaner"]


class CondensingCleaner(Cleaner, without=("cleaning",)):
    """A cleaner that keeps the rows which a few random ones and the minority do not tell."""

    _columns = "numeric or mixed"
    _k_is_of_class = False
    _found: ClassVar[dict[str, tuple[str, str]]] = {"estimators_": ("Condensing", "estimators")}
    estimators_: ClassVar[list[Any]]

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=CLEANING_STRATEGY,
        kind="str, list or callable",
        help="The classes that may lose rows; see `EditedNearestNeighbours`.",
        order=-2,
    )
    n_neighbors: int | NeighborSearch | None = parameter(
        default=None,
        constraint=[*NEIGHBOURS, None],
        kind="int, classifier or None",
        help="How many neighbours vote on a row's class, or a classifier that is fitted to the "
        "kept rows, such as `KNeighborsClassifier`; None for 1.",
    )
    n_seeds_S: int = parameter(
        default=1,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Random rows of each larger class that are kept to begin with.",
        option=True,
    )
