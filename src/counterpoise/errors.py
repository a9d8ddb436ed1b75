"""What counterpoise raises and warns.

Every error says what was found, what was needed and what to do about it, in one sentence or two.
"""

from collections.abc import Iterable
from typing import Any

__all__ = ["EngineError", "InvalidInputError", "SamplingWarning", "brief", "brief_list"]

_LONGEST = 80
_MOST = 20


class InvalidInputError(ValueError):
    """The table, the target or a parameter cannot be used as it is.

    It is a `ValueError`, so code written for imbalanced-learn catches it.

    Examples
    --------
    >>> from counterpoise import SMOTE
    >>> SMOTE().fit_resample([[0.0], [1.0], [2.0]], ["a", "a", "b"])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: class 'b' has 1 row; k_neighbors=5 needs at least 6: \
use RandomOverSampler
    """


class EngineError(RuntimeError):
    """What the work runs on, such as Spark, failed, and the table is not to blame."""


class SamplingWarning(UserWarning):
    """The result is valid, but the user may not expect what it holds."""


def brief(value: Any) -> str:
    """Return a value as a message shows it: as Python writes it, but never a whole table.

    Examples
    --------
    >>> from counterpoise.errors import brief
    >>> brief("age"), brief(list(range(1000)))
    ("'age'", 'a list of 1000 values')
    """
    kind = type(value).__name__
    shape = getattr(value, "shape", ())
    if isinstance(shape, tuple) and shape:
        return f"a {kind} of shape {shape}"
    text = repr(value.item() if shape == () and hasattr(value, "item") else value)
    if not isinstance(value, str | bytes):
        text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    if isinstance(value, list | tuple | set | frozenset | dict):
        return f"a {kind} of {len(value)} values"
    return f"{text[: _LONGEST - 4]} ..."


def brief_list(texts: Iterable[str]) -> str:
    """Return texts in a row, the first twenty of them where there are more."""
    listed = list(texts)
    more = f" and {len(listed) - _MOST} more" if len(listed) > _MOST else ""
    return ", ".join(listed[:_MOST]) + more
