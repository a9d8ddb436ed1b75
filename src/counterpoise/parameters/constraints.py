"""What a parameter may be, where scikit-learn's own constraints let too much through.

They are written as scikit-learn's are, in a class's `_parameter_constraints`.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Rational, Real
from typing import Any

from sklearn.utils import _param_validation as sklearn_validation
from sklearn.utils._param_validation import (
    HasMethods,
    Interval,
    StrOptions,
    validate_parameter_constraints,
)

from counterpoise.errors import ExplainedError, brief

__all__ = [
    "CLEANING_STRATEGY",
    "FINITE",
    "NEIGHBOURS",
    "OVER_STRATEGY",
    "SHARE",
    "UNDER_STRATEGY",
    "Built",
    "InvalidParameterError",
    "Number",
    "check_parameters",
]


class InvalidParameterError(ExplainedError, sklearn_validation.InvalidParameterError):
    """scikit-learn's error of a parameter that cannot be used, with the fields of ours."""


class Number(Interval):
    """A number in an interval, and no bool, which Python counts among the whole numbers."""

    def is_satisfied_by(self, val: Any) -> bool:
        if isinstance(val, bool):
            return False
        if isinstance(val, Rational) and not isinstance(val, Integral):
            val = float(val)  # scikit-learn asks a fraction whether it is NaN, which numpy refuses
        satisfied: bool = super().is_satisfied_by(val)
        return satisfied


class Built(HasMethods):
    """An object that has the methods, and not the class of such objects, which has them too."""

    def is_satisfied_by(self, val: Any) -> bool:
        return not isinstance(val, type) and super().is_satisfied_by(val)


NEIGHBOURS = [Number(Integral, 1, None, closed="left"), Built(["kneighbors"])]
"""What a parameter that asks for neighbours may be."""

FINITE = Number(Real, None, None, closed="neither")
"""Any finite number."""

SHARE = Number(Real, 0, 1, closed="both")
"""A number from 0 to 1."""

OVER_STRATEGY = [
    Number(Real, 0, 1, closed="right"),
    StrOptions({"auto", "minority", "not minority", "not majority", "all"}),
    Mapping,
    callable,
]
"""What `sampling_strategy` may be where rows are added."""

UNDER_STRATEGY = [
    Number(Real, 0, 1, closed="right"),
    StrOptions({"auto", "majority", "not minority", "not majority", "all"}),
    Mapping,
    callable,
]
"""What `sampling_strategy` may be where rows are removed down to a count."""

CLEANING_STRATEGY = [
    StrOptions({"auto", "majority", "not minority", "not majority", "all"}),
    list,
    tuple,
    callable,
]
"""What `sampling_strategy` may be where the rows themselves decide which of them leave."""


_ACCEPTED: dict[tuple[int, type, Any], list[Any]] = {}
"""Constraints by their own numbers and a plain value that they let through: to ask again takes a
quarter of the time of a small sampler. They are held, so that no other list gets the number."""

_MOST_ACCEPTED = 4096
_PLAIN = (int, float, str)


def check_parameters(constraints: Mapping[str, Any], given: Mapping[str, Any], owner: str) -> None:
    """Raise `InvalidParameterError`, which is scikit-learn's too, for an unfit parameter.

    Parameters
    ----------
    constraints : mapping
        What each parameter may be, as in `_parameter_constraints`.
    given : mapping
        The parameters.
    owner : str
        The class that has them.
    """
    for name, value in given.items():
        allowed = constraints.get(name)
        plain = value is None or isinstance(value, _PLAIN)
        if plain and _ACCEPTED.get((id(allowed), type(value), value)) is allowed:
            continue
        try:
            validate_parameter_constraints(constraints, {name: value}, owner)
        except sklearn_validation.InvalidParameterError as error:
            raise InvalidParameterError(
                f"Got {brief(value)} instead.",  # and not all of a table
                needed=str(error).removesuffix(f". Got {value!r} instead."),
                joint=". ",
                needed_first=True,
                remedy=None,
                parameter=name,
            ) from None
        if plain and isinstance(allowed, list):
            if len(_ACCEPTED) >= _MOST_ACCEPTED:
                _ACCEPTED.clear()
            _ACCEPTED[id(allowed), type(value), value] = allowed
