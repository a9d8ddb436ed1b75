"""What counterpoise raises and warns.

Every error says what was found, what was needed and what to do about it, in one sentence or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

__all__ = [
    "EngineError",
    "InvalidInputError",
    "Named",
    "SamplingWarning",
    "Setting",
    "UnsuitableTableError",
    "Use",
    "brief",
    "brief_list",
]

_LONGEST = 80
_MOST = 20


@dataclass(frozen=True)
class Setting:
    """A parameter and its value, as a part of a message.

    Parameters
    ----------
    name : str
        The parameter's name in Python.
    value : object
        Its value.

    Examples
    --------
    >>> from counterpoise.errors import Setting
    >>> print(Setting("scale", "robust"), Setting("k", 5))
    scale='robust' k=5
    """

    name: str
    value: Any

    def __str__(self) -> str:
        return f"{self.name}={brief(self.value)}"


@dataclass(frozen=True)
class Named:
    """A parameter that a message speaks of without a value.

    Parameters
    ----------
    name : str
        The parameter's name in Python.
    """

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Use:
    """A method that a message advises.

    Parameters
    ----------
    class_name : str
        Its class in `counterpoise`.
    """

    class_name: str

    def __str__(self) -> str:
        return f"use {self.class_name}"


class InvalidInputError(ValueError):
    """The table, the target or a parameter cannot be used as it is.

    It is a `ValueError`, so code written for imbalanced-learn catches it.

    Parameters
    ----------
    *parts : str, Setting, Named or Use
        The message, cut where it names a parameter or a method, so that each surface says it in its
        own words: ``k=5`` in Python is ``--k 5`` on the command line.

    Examples
    --------
    >>> from counterpoise import SMOTE
    >>> SMOTE().fit_resample([[0.0], [1.0], [2.0]], ["a", "a", "b"])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: class 'b' has 1 row; k_neighbors=5 needs at least 6: \
use RandomOverSampler
    """

    def __str__(self) -> str:
        return self.worded(str)

    def worded(self, setting: Callable[[Setting], str]) -> str:
        """Return the message, each parameter in it worded by a function."""
        return "".join(
            setting(part) if isinstance(part, Setting) else str(part) for part in self.args
        )


class UnsuitableTableError(InvalidInputError, RuntimeError):
    """The method cannot work on this table, or not with this estimator.

    imbalanced-learn raises a `RuntimeError` there, so code written for it catches this one; like
    every `InvalidInputError` it is a `ValueError` too.

    Examples
    --------
    >>> from counterpoise import ADASYN
    >>> X, y = [[0.0]] * 6 + [[9.0]] * 4, [0] * 6 + [1] * 4
    >>> try:
    ...     ADASYN(n_neighbors=3).fit_resample(X, y)
    ... except RuntimeError as error:
    ...     print(error)
    no row of class 1 has a neighbour of another class among its 3, so ADASYN has nothing to adapt \
to: use SMOTE
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
        return f"{'an' if kind.startswith(('nd', 'A', 'I')) else 'a'} {kind} of shape {shape}"
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
