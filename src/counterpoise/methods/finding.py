"""A method found by what the user calls it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.methods.registry import METHODS, Method
from counterpoise.parameters.checks import suggestion

if TYPE_CHECKING:
    from counterpoise.methods.sampler import Sampler
    from counterpoise.stages.recipe import Recipe

__all__ = ["find_method"]


def _plain(name: str) -> str:
    """Return a name without what people spell in their own ways."""
    return re.sub(r"[\s_-]", "", name).lower()


_SPELLINGS = {
    "smotekmeans": "kmeans",
    "randomover": "random",
    **{_plain(method.class_name): method.name for method in METHODS.values()},
    **{_plain(name): name for name in METHODS},
}


def find_method(name: str | Recipe | Sampler, parameter: str = "method") -> Method:
    """Return the method of a name, which may also be that of its class, or a recipe or a sampler.

    Parameters
    ----------
    name : str, Recipe or sampler
        Such as "smote", "SMOTE-NC" or "BorderlineSMOTE"; "module:name" where a recipe is.
    parameter : str, default="method"
        How an error calls the parameter that names it.

    Raises
    ------
    InvalidInputError
        If there is no such method.

    Examples
    --------
    >>> from counterpoise.methods.finding import find_method
    >>> find_method("SMOTE-NC").class_name
    'SMOTENC'
    """
    if hasattr(name, "fit_resample"):
        from counterpoise.methods.own_sampler import own_sampler

        return own_sampler(name, parameter)
    if not isinstance(name, str) and hasattr(name, "stages"):
        from counterpoise.methods.own_recipe import OwnRecipe

        return OwnRecipe("recipe", "Oversampler", name)
    if isinstance(name, str) and ":" in name:
        from counterpoise.methods.own_recipe import load_recipe

        return load_recipe(name, parameter)
    found = _SPELLINGS.get(_plain(name)) if isinstance(name, str) else None
    if found is not None:
        return METHODS[found]
    near = suggestion(name, ("auto", *METHODS), _SPELLINGS)
    raise InvalidInputError(
        Setting(parameter, name),
        f" is not known{near}",
        needed=f"the methods are auto, {', '.join(METHODS)}",
        remedy=None,
    )
