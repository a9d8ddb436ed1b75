"""What can be told of a table that is read in batches, and what to do where that is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from counterpoise.core.needs import Need, told
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.plan.decide import methods_within, needs_of, recipe_of
from counterpoise.plan.request import Request
from counterpoise.stages.recipe import Recipe

__all__ = ["OFFERS", "NeedsWholeTable", "for_whom", "instead", "lacking", "remedies", "streams"]

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

# Of a number of rows that a method may be fitted on, what is advised.
_FEWER_ROWS = 20000


class NeedsWholeTable(Exception):
    """What a table holds, or what a stage asks of it, says that it must be in memory after all."""


def lacking(request: Request, recipe: Recipe | None = None) -> list[tuple[str | None, Need]]:
    """Return the stages that cannot be run in batches, by name, and what each lacks.

    Parameters
    ----------
    request : Request
        What is asked of the table; what lies at it and at no stage has no name.
    recipe : Recipe, optional
        The stages, where the columns have said more of them than the request does.
    """
    recipe = recipe_of(request) if recipe is None else recipe
    found: list[tuple[str | None, Need]] = list(recipe.unmet(OFFERS))
    others = needs_of(request, recipe) & ~recipe.needs & ~OFFERS
    return [*found, (None, others)] if others else found


def streams(request: Request, stream: bool | None) -> bool:
    """Return whether the new rows are drawn without the whole table in memory.

    Parameters
    ----------
    request : Request
        What is asked of the table.
    stream : bool or None
        Whether that was asked for; None where it is for the method to say.

    Raises
    ------
    InvalidInputError
        If it was asked for and cannot be.
    """
    found = lacking(request)
    if stream and found:
        by_units = all(stage is None for stage, _ in found)
        raise InvalidInputError(
            Setting("scale", request.scale) if by_units else Setting("method", request.named.name),
            f" needs the whole table in memory{for_whom(found)}",
            remedy=("leave stream out, or take ", *instead(request)),
        )
    return not found if stream is None else stream


def for_whom(found: list[tuple[str | None, Need]]) -> str:
    """Return which stages lack what, as a part of a message; nothing where none does."""
    parts = []
    for stage, need in found:
        words = ", ".join(told(need & ~Need.WHOLE_TABLE))
        parts.append(words if stage is None else f"{stage} ({words})" if words else stage)
    return f" for {' and '.join(parts)}" if parts else ""


def instead(request: Request) -> list[str | Setting]:
    """Return what can be done on a table of any size instead, as parts of a message."""
    parts: list[str | Setting] = []
    for remedy, words in remedies(request):
        parts += [remedy, words]
    return [*parts, f"one of {', '.join(methods_within(OFFERS))}, in the units standard or none"]


def remedies(request: Request) -> Iterator[tuple[Setting, str]]:
    """Yield the settings under which a method runs in batches that does not as it is asked for,
    and what they do."""
    for remedy, changed, words in _remedies(request):
        if _runs(changed) and not _runs(request):
            yield remedy, words


def _remedies(request: Request) -> Iterator[tuple[Setting, Request, str]]:
    """Yield settings under which the method may need less, and what they do."""
    for name, parameter in request.named.options.items():
        if parameter.counts_rows:
            options = {**request.options, name: _FEWER_ROWS}
            words = ", which fits its machine on that number of rows, or "
            yield Setting(name, _FEWER_ROWS), replace(request, options=options), words
    if request.named.sampler_class._cleans_growing:
        words = ", which removes rows of the classes that grow only, or "
        yield Setting("clean", "growing"), replace(request, clean="growing"), words


def _runs(request: Request) -> bool:
    return not any(recipe_of(request).unmet(OFFERS))
