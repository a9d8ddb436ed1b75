"""Parameters checked: a value that can be used, or an error that says which could.

Every function returns the value in its plain type, and names the parameter, what it was and what it
must be where it cannot be used.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from counterpoise.errors import InvalidInputError, Setting

__all__ = [
    "checked_choice",
    "checked_classifier",
    "checked_flag",
    "checked_number",
    "checked_option",
    "checked_sampler",
    "checked_scale",
    "checked_seconds",
    "checked_seed",
    "checked_whole",
    "several",
    "suggestion",
]

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def checked_whole(
    name: str, value: Any, least: int, most: int | None = None, *, none: bool = False
) -> Any:
    """Return a whole number, or None where `none` allows it.

    Examples
    --------
    >>> from counterpoise.parameters.checks import checked_whole
    >>> checked_whole("k", 5.0, 1)
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: k=5.0 cannot be used: it must be a whole number, 1 or \
more
    """
    if value is None and none:
        return None
    fits = isinstance(value, Integral) and not isinstance(value, bool)
    if fits and int(value) >= least and (most is None or int(value) <= most):
        return int(value)
    span = f", {least} or more" if most is None else f" from {least} to {most}"
    raise _unusable(name, value, f"a whole number{span}" + " or None" * none)


def checked_number(name: str, value: Any, needed: str, *, least: float, most: float) -> float:
    """Return a number above `least` and at most `most`; `needed` says so in words."""
    if isinstance(value, Real) and not isinstance(value, bool) and least < float(value) <= most:
        return float(value)
    raise _unusable(name, value, needed)


def checked_option(name: str, value: Any, constraint: Sequence[Any]) -> None:
    """Raise `InvalidInputError` unless a value meets one of scikit-learn's constraints.

    Examples
    --------
    >>> from numbers import Integral
    >>> from counterpoise.parameters.checks import checked_option
    >>> from counterpoise.parameters.constraints import Number
    >>> checked_option("svm_rows", 1, [Number(Integral, 2, None, closed="left"), None])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: svm_rows=1 cannot be used: it must be a whole number, \
2 or more
    """
    from sklearn.utils._param_validation import make_constraint

    tests = [make_constraint(one) for one in constraint]
    if not any(test.is_satisfied_by(value) for test in tests):
        needed = [_constraint_in_words(one) for one in constraint if one is not None]
        raise _unusable(name, value, " or ".join(needed))


def _constraint_in_words(constraint: Any) -> str:
    """Return what a constraint lets through."""
    left, right = getattr(constraint, "left", None), getattr(constraint, "right", None)
    if hasattr(constraint, "closed"):
        kind = "a whole number" if constraint.type is Integral else "a number"
        if left is not None and right is not None:
            return f"{kind} from {left:g} to {right:g}"
        if left is not None:
            return f"{kind}, {left:g} or more"
        return kind if right is None else f"{kind}, {right:g} at most"
    if hasattr(constraint, "options"):
        return " or ".join(map(repr, sorted(constraint.options)))
    return str(getattr(constraint, "__name__", constraint))


def checked_seed(seed: Any) -> int:
    """Return a seed as numpy takes it."""
    return int(checked_whole("seed", seed, 0, 2**32 - 1))


def checked_scale(scale: Any) -> str | None:
    """Return the units of the distances; "none" is None as well."""
    found = (
        None if scale is None else checked_choice("scale", scale, ("standard", "robust", "none"))
    )
    return None if found in (None, "none") else str(found)


def checked_flag(name: str, value: Any) -> bool:
    """Return a bool; numpy's will do."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise _unusable(name, value, "True or False")


def checked_choice(name: str, value: Any, choices: Iterable[Any]) -> Any:
    """Return one of a few words (None may be one), as it is spelled.

    Examples
    --------
    >>> from counterpoise.parameters.checks import checked_choice
    >>> checked_choice("scale", "standrad", ["standard", "robust", None])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: scale='standrad' is not known (did you mean \
'standard'?): use 'standard', 'robust' or None
    """
    known = list(choices)
    for choice in known:
        if value is choice or (isinstance(value, str) and value == choice):
            return choice
    words = [repr(choice) for choice in known]
    listed = ", ".join(words[:-1]) + " or " * (len(words) > 1) + words[-1]
    raise InvalidInputError(
        Setting(name, value), f" is not known{suggestion(value, known)}", remedy=f"use {listed}"
    )


def checked_seconds(name: str, value: Any) -> float:
    """Return the seconds of a duration: a number of them, or a text such as "90s", "5m", "1.5h".

    Examples
    --------
    >>> from counterpoise.parameters.checks import checked_seconds
    >>> checked_seconds("budget", "1.5m")
    90.0
    """
    seconds = math.nan
    if isinstance(value, str):
        plain = value.strip().lower()
        unit = _UNITS.get(plain[-1:])
        try:
            seconds = float(plain[:-1] if unit else plain) * (unit or 1.0)
        except ValueError:
            seconds = math.nan
    elif isinstance(value, Real) and not isinstance(value, bool):
        seconds = float(value)
    if not 0 < seconds < math.inf:
        raise InvalidInputError(
            Setting(name, value),
            " is no duration",
            remedy="give seconds above 0, or a text such as '90s', '5m' or '1h'",
        )
    return seconds


def checked_sampler(name: str, value: Any) -> Any:
    """Return a sampler, which anything with `fit_resample` is that has been built."""
    if hasattr(value, "fit_resample") and not isinstance(value, type):
        return value
    if isinstance(value, type) and hasattr(value, "fit_resample"):
        raise _unusable(name, value, "a sampler, and not its class", f"write {value.__name__}()")
    raise _unusable(name, value, "a sampler, which has fit_resample, such as SMOTE()")


def checked_classifier(name: str, value: Any) -> Any:
    """Return a classifier that scikit-learn can clone."""
    if isinstance(value, type) and hasattr(value, "fit"):
        raise _unusable(name, value, "a classifier, and not its class", f"write {value.__name__}()")
    if all(hasattr(value, word) for word in ("fit", "get_params")):
        return value
    raise _unusable(name, value, "a classifier of scikit-learn, such as LogisticRegression()")


def several(name: str, value: Any, needed: str) -> list[Any]:
    """Return what is listed, or the one that was given alone, as a list.

    Parameters
    ----------
    name, value
        The parameter.
    needed : str
        What it may be, for the error.
    """
    if isinstance(value, str) or hasattr(value, "fit") or hasattr(value, "fit_resample"):
        return [value]
    if isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        return list(value)
    raise _unusable(name, value, needed)


def suggestion(word: Any, known: Iterable[Any], synonyms: Mapping[str, str] | None = None) -> str:
    """Return " (did you mean 'smote'?)" where one of the known words is near, or nothing.

    Parameters
    ----------
    word : object
        What was given.
    known : iterable
        What there is; only texts can be near.
    synonyms : mapping, optional
        Further spellings, and the known word that each stands for.
    """
    if not isinstance(word, str):
        return ""
    spellings = {str(one).lower(): str(one) for one in known if isinstance(one, str)}
    spellings = {**(synonyms or {}), **spellings}
    near = difflib.get_close_matches(word.strip().lower(), spellings, n=1, cutoff=0.6)
    return f" (did you mean {spellings[near[0]]!r}?)" if near else ""


def _unusable(name: str, value: Any, needed: str, remedy: str | None = None) -> InvalidInputError:
    return InvalidInputError(
        Setting(name, value),
        " cannot be used",
        joint=": ",
        needed=f"it must be {needed}",
        remedy=remedy,
    )
