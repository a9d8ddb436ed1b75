"""What is drawn of a recipe: its stages in the order in which they work."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from counterpoise.report.text import Section, plain
from counterpoise.stages.recipe import Recipe

__all__ = ["stages_of"]

_QUESTIONS = {
    "space": "Where are neighbours looked for?",
    "seeds": "Which rows grow?",
    "neighbourhood": "Towards which rows?",
    "interpolation": "Where does a new row lie?",
    "acceptance": "Which new rows are good enough?",
    "cleaning": "Which rows leave?",
}

_GROWING = ("seeds", "neighbourhood", "interpolation")


def stages_of(owner: Any) -> list[Section]:
    """Return what is drawn of the recipe of a sampler, or of a recipe.

    Parameters
    ----------
    owner : Recipe or sampler
        What has the stages.

    Returns
    -------
    list of dict
        For each stage its question, the name of its class, the parameters that are not the usual
        ones, and the first sentence of its documentation.

    Examples
    --------
    >>> from counterpoise import BorderlineSMOTE
    >>> from counterpoise.report.recipe_card import stages_of
    >>> [stage["name"] for stage in stages_of(BorderlineSMOTE())]
    ['DangerSeeds', 'NearestNeighbours', 'Segment']
    """
    recipe = owner if isinstance(owner, Recipe) else owner.make_recipe()
    return [
        {
            "question": _QUESTIONS[name],
            "name": type(stage).__name__,
            "parameters": plain(_parameters(stage), 160),
            "line": _first_sentence(stage),
        }
        for name, stage in _in_order(recipe)
    ]


def _in_order(recipe: Recipe) -> Iterator[tuple[str, Any]]:
    """Yield the stages in the order in which they work; those that make no row are left out."""
    seeds, neighbourhood, interpolation, cleaning = recipe.stages()
    growing = dict(zip(_GROWING, (seeds, neighbourhood, interpolation), strict=True))
    if not interpolation.takes_partners and recipe.neighbourhood is None:
        del growing["neighbourhood"]
    if type(interpolation).__name__.startswith("_"):  # a cleaner's, which makes no rows
        growing = {}
    stages = {"space": recipe.space, **growing, "acceptance": recipe.acceptance}
    yield from ((name, stage) for name, stage in stages.items() if stage is not None)
    if cleaning is not None:
        yield "cleaning", cleaning


def _parameters(stage: Any) -> str:
    """Return the parameters of a stage as its repr has them."""
    text = " ".join(repr(stage).split())
    return text.partition("(")[2].removesuffix(")")


def _first_sentence(stage: Any) -> str:
    told = (inspect.getdoc(stage) or "").partition("\n\n")[0]
    return re.sub(r"[`*]", "", " ".join(told.split()))
