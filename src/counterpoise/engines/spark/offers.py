"""What Spark can tell stages, which methods that is enough for, and what is said of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterpoise.core.needs import Need, told
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.methods.registry import METHODS, Method
from counterpoise.plan.decide import methods_within
from counterpoise.plan.request import Request
from counterpoise.stages.recipe import Recipe

if TYPE_CHECKING:  # Spark need not be there to tell what runs on it
    from counterpoise.engines.spark.planned_table import PlannedTable

__all__ = ["COLLECTED", "DISTRIBUTED", "LOOKS_ELSEWHERE", "check_collected", "check_distributed"]

LOOKS_ELSEWHERE = Need.NEARBY_CLASSES | Need.NEARBY_ROWS
"""What takes a look at rows that are not collected."""

COLLECTED = (
    Need.VALUES
    | Need.COLLECTED
    | Need.CLASS_NEIGHBOURS
    | Need.NEARBY_CLASSES
    | Need.NEARBY_ROWS
    | Need.VALUE_SHARES
)
"""What stages may need where the classes that grow are collected."""

DISTRIBUTED = Need.VALUES | Need.CLASS_NEIGHBOURS
"""What stages may need where the classes that grow stay on the executors."""


def check_collected(recipe: Recipe, request: Request, n_categorical: int = 0) -> None:
    """Raise `InvalidInputError` if a stage needs what Spark does not have.

    Parameters
    ----------
    recipe : Recipe
        The stages.
    request : Request
        What was asked for, which says what they are called.
    n_categorical : int
        How many columns are categories; rows of other classes that are fetched bring new ones.
    """
    offers, where = COLLECTED, "on Spark"
    if n_categorical:
        offers &= ~(LOOKS_ELSEWHERE if recipe.nominal else Need.NEARBY_ROWS)
    lacking = _lacking(recipe, offers)
    if not lacking:
        return
    if not recipe.needs & ~COLLECTED:
        where += " for a table with categories"
    raise InvalidInputError(
        *_called(request.named),
        f" is not there {where} ({lacking})",
        needed=f"the methods are auto, {', '.join(methods_within(COLLECTED))} and borderline-2",
        remedy=None,
    )


def check_distributed(planned: PlannedTable) -> None:
    """Raise `InvalidInputError` if a stage needs the classes that grow on one machine."""
    lacking = _lacking(planned.plan.recipe, DISTRIBUTED)
    if not lacking:
        return
    others = methods_within(DISTRIBUTED)
    raise InvalidInputError(
        f"the classes that grow have {planned.n_growing:,} rows, more than most_collected",
        joint=", and ",
        needed=(*_called(planned.plan.method), f" must collect them ({lacking})"),
        remedy=(
            "raise most_collected if the driver has the memory (about four times their size), use ",
            *(part for name in others for part in (Setting("method", name), ", ")),
            "or balance a sample",
        ),
        parameter="most_collected",
    )


def _called(method: Method) -> tuple[str | Setting]:
    return (Setting("method", method.name) if method.name in METHODS else "the recipe",)


def _lacking(recipe: Recipe, offers: Need) -> str:
    """Return which stages need what is not offered, in words."""
    found = recipe.unmet(offers)
    return "; ".join(f"{stage} needs {' and '.join(told(needs))}" for stage, needs in found)
