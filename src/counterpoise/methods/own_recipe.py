"""A recipe of the user's own in the place of a method."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.core.needs import Need
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.registry import Method, MethodKind
from counterpoise.methods.sampler import TakenColumns
from counterpoise.parameters.checks import suggestion
from counterpoise.parameters.declared import Parameter
from counterpoise.stages.recipe import Recipe, as_recipe

__all__ = ["OwnRecipe", "load_recipe"]


@dataclass(frozen=True)
class OwnRecipe(Method):
    """A recipe that nobody named, as a method.

    Parameters
    ----------
    module : str
        What the user called it: "recipe", or where it is ("module:name").
    class_name : str
        The class that runs it.
    recipe : Recipe
        The stages.
    """

    recipe: Recipe

    @property
    def name(self) -> str:
        return self.module

    @property
    def kind(self) -> MethodKind:
        return "over" if self.recipe.cleaning is None else "combined"

    @property
    def sampler_class(self) -> type[Oversampler]:
        return Oversampler

    @property
    def line(self) -> str:
        return "A recipe of your own"

    @property
    def columns(self) -> TakenColumns:
        if self.recipe.nominal:
            return "categories"
        return "numeric or mixed" if Need.VALUES in self.recipe.needs else "any"

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return Oversampler._declared

    @property
    def uses_k(self) -> bool:
        return False

    def make(self, **parameters: Any) -> Oversampler:
        return Oversampler(self.recipe, **parameters)


def load_recipe(where: str, parameter: str = "method") -> OwnRecipe:
    """Return the recipe of a module, such as ``mine:dangerous``.

    Parameters
    ----------
    where : str
        Module and name, with a colon between them; the name is a `Recipe`, or a function without
        parameters that returns one.
    parameter : str, default="method"
        How an error calls the parameter that says so.

    Raises
    ------
    InvalidInputError
        If there is no such module or name, or if it is no recipe.
    """
    module_name, _, name = where.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            Setting(parameter, where),
            f" names a module that cannot be imported ({error})",
            remedy="run it from the folder of the module, or install it",
        ) from error
    except (Exception, SystemExit) as error:
        raise InvalidInputError(
            Setting(parameter, where),
            f" names a module that fails when it is imported ({type(error).__name__}: {error})",
            remedy="mend it first",
        ) from error
    found = getattr(module, name, None)
    if found is None:
        near = suggestion(name, (known for known in vars(module) if not known.startswith("_")))
        raise InvalidInputError(
            Setting(parameter, where),
            f" names nothing: the module {module_name!r} has no {name!r}{near}",
            remedy=None,
        )
    if callable(found) and not isinstance(found, Recipe | type):
        try:
            found = found()
        except Exception as error:
            raise InvalidInputError(
                Setting(parameter, where),
                f" names a function that fails ({type(error).__name__}: {error})",
                joint=": ",
                needed="it must return a Recipe when it is called without parameters",
                remedy=None,
            ) from error
    return OwnRecipe(where, "Oversampler", as_recipe(found))
