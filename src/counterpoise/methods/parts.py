"""Samplers that are parts of another one: ours, or imbalanced-learn's of the same name."""

from __future__ import annotations

from typing import Any, TypeVar

from counterpoise.errors import InvalidInputError, brief
from counterpoise.methods.registry import class_named
from counterpoise.methods.sampler import Sampler

__all__ = ["check_same_scale", "own_part"]

Part = TypeVar("Part", bound=Sampler)


def own_part(whole: Sampler, parameter: str, kind: type[Part], example: str) -> Part:
    """Return the sampler that a parameter of another one gives, as one of ours.

    A sampler of imbalanced-learn's is replaced by ours of the same name and parameters, which
    makes the same rows and tells where they come from.

    Parameters
    ----------
    whole : sampler
        What has the parameter.
    parameter : str
        Its name.
    kind : type
        `Oversampler` or `Cleaner`.
    example : str
        The class of such a sampler, for the error.

    Raises
    ------
    InvalidInputError
        If it is something else.
    """
    given = getattr(whole, parameter)
    part = _ours(given)
    if isinstance(part, kind):
        return part
    remedy = None
    if isinstance(given, type):
        remedy = f"build it, {given.__name__}()"
    elif _is_foreign(given) or hasattr(given, "fit_resample"):
        remedy = "use one of counterpoise, or one of imbalanced-learn that counterpoise has too"
    found = given.__name__ if isinstance(given, type) else brief(given)
    raise InvalidInputError(
        f"Got {found} instead",
        needed=f"The {parameter!r} parameter of {type(whole).__name__} must be a sampler such as "
        f"{example}() or None",
        joint=". ",
        needed_first=True,
        remedy=remedy,
        parameter=parameter,
    )


def check_same_scale(whole: Sampler, part: Sampler, parameter: str) -> None:
    """Raise `InvalidInputError` if a part asks for other units; without any it has the whole's."""
    if part.scale is not None and part.scale != whole.scale:
        raise InvalidInputError(
            f"{parameter} has scale={part.scale!r} and what it is a part of has "
            f"scale={whole.scale!r}",
            joint=": ",
            needed="distances are measured in one unit",
            then=", so ",
            remedy="give both the same",
            parameter="scale",
        )


def _ours(given: Any) -> Any:
    """Return our sampler of the same name in place of one of imbalanced-learn's."""
    if not _is_foreign(given):
        return given
    own = class_named(type(given).__name__)
    if own is None:
        return given
    return own(**given.get_params(deep=False))


def _is_foreign(given: Any) -> bool:
    """Return whether something is of imbalanced-learn itself, and not of a class derived there."""
    return type(given).__module__.split(".")[0] == "imblearn"
