"""Constructors that ask what was meant by a parameter they do not have."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from counterpoise.parameters.checks import suggestion

__all__ = ["AsksWhatWasMeant"]


class _OfConstructor:
    """The signature of a class: that of `__init__`, which `__new__` would hide."""

    def __get__(self, instance: object, owner: type) -> inspect.Signature:
        if owner.__init__ is object.__init__:  # type: ignore[misc]
            return inspect.Signature()
        signature = inspect.signature(owner.__init__)  # type: ignore[misc]
        return signature.replace(parameters=[*signature.parameters.values()][1:])


class AsksWhatWasMeant:
    """A base whose constructors say which parameter a misspelt one is near.

    Examples
    --------
    >>> from counterpoise import SMOTE
    >>> SMOTE(k_neighbor=3)
    Traceback (most recent call last):
    ...
    TypeError: SMOTE has no parameter 'k_neighbor' (did you mean 'k_neighbors'?)
    """

    __signature__ = _OfConstructor()

    if not TYPE_CHECKING:  # type checkers read the constructor itself

        def __new__(cls, *args: Any, **parameters: Any) -> Self:
            known = _parameters(cls)
            for name in parameters:
                if known is not None and name not in known:
                    near = suggestion(name, known)
                    raise TypeError(f"{cls.__name__} has no parameter {name!r}{near}")
            return super().__new__(cls)


@cache
def _parameters(cls: type) -> tuple[str, ...] | None:
    """Return the names that a constructor takes; None where it takes any."""
    parameters = inspect.signature(cls).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return tuple(parameter.name for parameter in parameters)
