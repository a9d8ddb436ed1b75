"""What can be told of a table that is read in batches, and what to do where that is not enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from counterpoise.core.needs import Need, told
from counterpoise.engines.memory.balancing import Settings
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.methods.registry import METHODS
from counterpoise.stages.recipe import Recipe

__all__ = ["OFFERS", "NeedsWholeTable", "for_whom", "instead", "lacking", "streams"]

OFFERS = (
    Need.VALUES
    | Need.COLLECTED
    | Need.CLASS_NEIGHBOURS
    | Need.NEARBY_CLASSES
    | Need.NEARBY_ROWS
    | Need.SAMPLE
    | Need.VALUE_SHARES
    | Need.ONE_STREAM
    | Need.CLEANS_GROWING
)

_REMEDIES = (
    (Setting("svm_rows", 20000), ", which fits its machine on that number of rows, or "),
    (Setting("clean", "growing"), ", which removes rows of the classes that grow only, or "),
)
"""Settings under which a method may need less, and what they do."""


class NeedsWholeTable(Exception):
    """What a table holds, or what a stage asks of it, says that it must be in memory after all."""


def lacking(recipe: Recipe, scale: str | None) -> list[tuple[str | None, Need]]:
    """Return the stages that cannot be run in batches, by name, and what each lacks.

    Parameters
    ----------
    recipe : Recipe
        The method.
    scale : {"standard", "robust"} or None
        Units of the distances, which lack something where the stage is None.
    """
    found: list[tuple[str | None, Need]] = list(recipe.unmet(OFFERS))
    if scale == "robust" and recipe.looks_at_values and not recipe.nominal:
        found.append((None, Need.QUARTILES & ~OFFERS))
    return found


def streams(settings: Settings, stream: bool | None) -> bool:
    """Return whether the new rows are drawn without the whole table in memory.

    Parameters
    ----------
    settings : Settings
        How the table is to be balanced.
    stream : bool or None
        Whether that was asked for; None where it is for the method to say.

    Raises
    ------
    InvalidInputError
        If it was asked for and cannot be.
    """
    found = lacking(settings.recipe(), settings.scale)
    if stream and found:
        by_units = all(stage is None for stage, _ in found)
        raise InvalidInputError(
            Setting("scale", settings.scale)
            if by_units
            else Setting("method", settings.asked_method.name),
            f" needs the whole table in memory{for_whom(found)}: leave stream out, or take ",
            *instead(settings),
        )
    return not found if stream is None else stream


def for_whom(found: list[tuple[str | None, Need]]) -> str:
    """Return which stages lack what, as a part of a message; nothing where none does."""
    parts = []
    for stage, need in found:
        words = ", ".join(told(need & ~Need.WHOLE_TABLE))
        parts.append(words if stage is None else f"{stage} ({words})" if words else stage)
    return f" for {' and '.join(parts)}" if parts else ""


def instead(settings: Settings) -> list[str | Setting]:
    """Return what can be done on a table of any size instead, as parts of a message."""
    parts: list[str | Setting] = []
    if _unmet(settings):
        for remedy, words in _REMEDIES:
            others: dict[str, Any] = {remedy.name: remedy.value}
            if not _unmet(replace(settings, **others)):
                parts += [remedy, words]
    able = [
        name
        for name, method in METHODS.items()
        if method.kind in ("over", "combined") and not _unmet(Settings(name, 1.0, 5, None, 0))
    ]
    return [*parts, f"one of {', '.join(able)}, in the units standard or none"]


def _unmet(settings: Settings) -> bool:
    return any(settings.recipe().unmet(OFFERS))
