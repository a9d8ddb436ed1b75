"""What a rule for two classes is to reach, as a choice among all cut-points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.models.correction import as_floats
from counterpoise.models.cut_points import CutPoints
from counterpoise.parameters.checks import checked_number, checked_whole

__all__ = [
    "Capacity",
    "Costs",
    "Goal",
    "Precision",
    "Recall",
    "cost_matrix",
    "goal_of",
    "the_one_given",
]


class Goal(Protocol):
    """What is to be reached."""

    def choose(self, cuts: CutPoints) -> int:
        """Return the best cut-point."""
        ...

    def check(self, cuts: CutPoints) -> None:
        """Raise `InvalidInputError` where no cut-point reaches it."""
        ...


@dataclass(frozen=True)
class Costs:
    """The least cost.

    Parameters
    ----------
    matrix : ndarray of shape (2, 2)
        Cost by the true class and the decision, the positive one second.
    """

    matrix: NDArray[np.float64]

    def choose(self, cuts: CutPoints) -> int:
        """Return the cheapest cut-point."""
        return cuts.cheapest(self.matrix)

    def check(self, cuts: CutPoints) -> None:
        """Do nothing: some cut-point is the cheapest."""


@dataclass(frozen=True)
class Capacity:
    """The riskiest rows, no more than a share of all.

    Parameters
    ----------
    share : float
        From 0 to 1.
    ties_broken : bool
        Whether some of several rows of equal score may be flagged.
    """

    share: float
    ties_broken: bool

    def choose(self, cuts: CutPoints) -> int:
        """Return the cut-point that flags most rows within the capacity."""
        return cuts.within(self.share)

    def check(self, cuts: CutPoints) -> None:
        """Raise if more rows than the capacity share the greatest score."""
        if self.ties_broken or self.choose(cuts) > 0:
            return
        first = cuts.flagged[1] / cuts.n_rows
        raise InvalidInputError(
            f"the riskiest {first:.2%} of the rows have the same score, which is more than "
            f"capacity={self.share:g}, and no threshold parts them",
            remedy="raise capacity, give it as a number of rows, or use a classifier whose "
            "probabilities are finer",
            parameter="capacity",
        )


@dataclass(frozen=True)
class Precision:
    """The greatest recall with at least this precision."""

    wanted: float

    def choose(self, cuts: CutPoints) -> int:
        """Return the cut-point of the greatest recall that is precise enough."""
        return cuts.precise(self.wanted)

    def check(self, cuts: CutPoints) -> None:
        """Raise if no cut-point is precise enough."""
        precision = cuts.precision()
        best = float(precision.max())
        if best < self.wanted - 1e-12:
            flagged = cuts.flagged[precision.argmax()] / cuts.n_rows
            raise InvalidInputError(
                f"no threshold has precision={self.wanted:g} on held-out rows: the greatest is "
                f"{best:.4g}, where {flagged:.2%} of the rows are flagged",
                remedy="lower precision, or use a better classifier",
                parameter="precision",
            )


@dataclass(frozen=True)
class Recall:
    """The fewest rows with at least this recall."""

    wanted: float

    def choose(self, cuts: CutPoints) -> int:
        """Return the cut-point that flags fewest rows and finds enough."""
        return cuts.sensitive(self.wanted)

    def check(self, cuts: CutPoints) -> None:
        """Do nothing: who flags all rows finds all."""


def goal_of(settings: Mapping[str, Any], n_rows: int, positive: int) -> Goal:
    """Return the one goal that is given.

    Parameters
    ----------
    settings : mapping
        `costs`, `capacity`, `precision` and `recall`; all but one are None.
    n_rows : int
        Number of rows, which a capacity in rows is taken of.
    positive : int
        Which of the two classes is flagged.
    """
    name, value = the_one_given(settings)
    if name == "costs":
        matrix = cost_matrix(value, 2, positive)
        return Costs(matrix[::-1, ::-1] if positive == 0 else matrix)
    if name == "capacity":
        whole = isinstance(value, Integral) and not isinstance(value, bool)
        if whole:
            return Capacity(min(checked_whole("capacity", value, 1) / n_rows, 1.0), True)
        needed = "a number of rows, 1 or more, or a share of them above 0 and up to 1"
        return Capacity(checked_number("capacity", value, needed, least=0.0, most=1.0), False)
    needed = "a number above 0 and up to 1"
    wanted = checked_number(name, value, needed, least=0.0, most=1.0)
    return Precision(wanted) if name == "precision" else Recall(wanted)


def the_one_given(settings: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the name and value of the one setting that is not None."""
    given = {name: value for name, value in settings.items() if value is not None}
    if len(given) != 1:
        raise InvalidInputError(
            f"{' and '.join(given)} are given" if given else "no goal is given",
            needed="a rule has one goal",
            remedy="give one of costs, capacity, precision and recall",
            parameter=next(iter(given), "costs"),
        )
    return next(iter(given.items()))


def cost_matrix(costs: Any, n_classes: int, positive: int = 1) -> NDArray[np.float64]:
    """Return costs of shape (n_classes, n_classes), by the true class and the decision.

    Parameters
    ----------
    costs : array-like or dict
        A matrix, or ``{"miss": ..., "false alarm": ...}`` for two classes.
    n_classes : int
        Number of classes.
    positive : int
        Which of two classes is missed.

    Examples
    --------
    >>> from counterpoise.models.goals import cost_matrix
    >>> cost_matrix({"miss": 50, "false alarm": 1}, 2).tolist()
    [[0.0, 1.0], [50.0, 0.0]]
    """
    if isinstance(costs, Mapping):
        matrix = np.zeros((2, 2))
        fits = n_classes == 2 and set(costs) == {"miss", "false alarm"}
        if fits:
            each = as_floats([costs["miss"], costs["false alarm"]])
            fits = each.shape == (2,)
            matrix[[positive, 1 - positive], [1 - positive, positive]] = each if fits else 0.0
    else:
        matrix = as_floats(costs)
        fits = matrix.shape == (n_classes, n_classes)
    if not fits or not np.isfinite(matrix).all():
        raise InvalidInputError(
            Setting("costs", costs),
            f" cannot be used for {n_classes} classes",
            joint=": ",
            needed=f"it must be {n_classes} rows (the true class) of {n_classes} finite numbers "
            "(the decision)" + ', or {"miss": ..., "false alarm": ...}' * (n_classes == 2),
            remedy=None,
            parameter="costs",
        )
    return matrix
