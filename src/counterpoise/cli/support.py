"""Where each method runs, told from what its stages need and what the engines offer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from counterpoise.core.needs import told as needs_told
from counterpoise.engines.spark.offers import COLLECTED, DISTRIBUTED
from counterpoise.engines.stream.offers import remedies, streams
from counterpoise.errors import Setting
from counterpoise.methods.registry import Method
from counterpoise.plan.decide import recipe_of
from counterpoise.plan.request import Request
from counterpoise.stages.recipe import Recipe
from counterpoise.stages.stage import Stage

__all__ = ["Support", "needs_of", "stages_of", "support_of", "told_of"]


@dataclass(frozen=True)
class Support:
    """Where a method runs.

    Parameters
    ----------
    files : str
        Which files it balances.
    spark : str
        Which tables it balances on Spark.
    """

    files: str
    spark: str


def support_of(method: Method) -> Support:
    """Return where a method runs.

    Examples
    --------
    >>> from counterpoise.cli.support import support_of
    >>> from counterpoise.methods import METHODS
    >>> support_of(METHODS["smote"]), support_of(METHODS["kmeans"]).files
    (Support(files='any size', spark='any size'), 'in memory')
    """
    request = Request(method=method.name, seed=0)
    if streams(request, None):
        files = "any size"
    else:
        ways = [_as_option(setting) for setting, _ in remedies(request)]
        files = f"any size with {' or '.join(ways)}" if ways else "in memory"
    needs = _recipe_of(method).needs
    if not needs & ~DISTRIBUTED:
        return Support(files, "any size")
    return Support(files, "no" if needs & ~COLLECTED else "classes that grow on one machine")


def stages_of(method: Method) -> dict[str, str]:
    """Return the stages of a method's recipe, by their kind, with their parameters.

    Examples
    --------
    >>> from counterpoise.cli.support import stages_of
    >>> from counterpoise.methods import METHODS
    >>> stages_of(METHODS["borderline"])["seeds"]
    'DangerSeeds()'
    """
    recipe = _recipe_of(method)
    kinds = ("seeds", "neighbourhood", "interpolation", "cleaning", "space", "acceptance")
    stages = (*recipe.stages(), recipe.space, recipe.acceptance)
    found: dict[str, Stage | None] = dict(zip(kinds, stages, strict=True))
    if not method.adds_rows:
        found = {"cleaning": recipe.cleaning}
    shown = {kind: repr(stage) for kind, stage in found.items() if stage is not None}
    return {kind: " ".join(text.split()) for kind, text in shown.items()}


def needs_of(method: Method) -> list[str]:
    """Return what a method's stages have to know of a table, in words."""
    return list(needs_told(_recipe_of(method).needs))


def told_of(method: Method) -> dict[str, Any]:
    """Return a method, where it runs and its own parameters as plain values, for JSON."""
    support = support_of(method)
    return {
        **method.to_dict(),
        "stages": stages_of(method),
        "needs": needs_of(method),
        "files": support.files,
        "spark": support.spark,
        "parameters": [
            {
                "name": name,
                "kind": told.kind,
                "default": told.default,
                "description": " ".join(told.help.split()),
            }
            for name, told in method.options.items()
        ],
    }


@cache
def _recipe_of(method: Method) -> Recipe:
    """Return the recipe of a method as it is by default."""
    return recipe_of(Request(method=method.name, seed=0))


def _as_option(setting: Setting) -> str:
    """Return a setting as an option, a number as the N that it stands for."""
    value = "N" if isinstance(setting.value, int) else setting.value
    return f"--{setting.name.replace('_', '-')} {value}"
