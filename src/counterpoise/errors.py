"""What counterpoise raises, warns and notes.

Every error says what was found, what was needed and what to do about it, in one sentence or two,
and has each of them as an attribute, so that no program has to read the sentence. To raise one,
give the three separately; write ``remedy=None`` where there is nothing to advise:

>>> from counterpoise.errors import InvalidInputError, Setting, Use
>>> error = InvalidInputError(
...     "class 'b' has 1 row",
...     needed=(Setting("k", 5), " needs at least 6"),
...     remedy=Use("RandomOverSampler"),
... )
>>> print(error)
class 'b' has 1 row; k=5 needs at least 6: use RandomOverSampler
>>> error.parameter, error.needed, error.remedy
('k', 'k=5 needs at least 6', 'use RandomOverSampler')
>>> print(InvalidInputError("k is 'a'", joint=", and ", needed="it counts rows", remedy=None))
k is 'a', and it counts rows

A warning and a note have a code beside their text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

__all__ = [
    "EngineError",
    "ExplainedError",
    "InvalidInputError",
    "Named",
    "Note",
    "Part",
    "SamplingWarning",
    "Setting",
    "Text",
    "UnsuitableTableError",
    "Use",
    "WrongTypeError",
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


Part: TypeAlias = str | Setting | Named | Use
"""A piece of a message: plain text, or what each surface says in its own words."""

Text: TypeAlias = Part | Iterable[Part]
"""A phrase of a message: a part, or several in a row."""


def _as_it_is(part: Part) -> Text:
    return part


class ExplainedError(Exception):
    """An error that has what was found, what was needed and what to do as attributes.

    The message is *found*, *joint*, *needed*, *then* and *remedy* in a row; what is not given is
    left out, and so is what would join it. With `needed_first` it is *needed*, *joint*, *found*.

    Parameters
    ----------
    *found : str, Setting, Named or Use
        What was found, cut where it names a parameter or a method, so that each surface says it in
        its own words: ``k=5`` in Python is ``--k 5`` on the command line.
    joint : str
        What stands between `found` and `needed` in the message.
    needed : str, Setting, Named, Use or several, optional
        What was needed instead.
    then : str
        What stands before `remedy` in the message.
    remedy : str, Setting, Named, Use or several, optional
        What to do; None where nothing is to be advised, or what is needed says it all.
    parameter : str, optional
        The name in Python of the parameter that is to blame; by default the first that `found`
        names, or else `needed`.
    needed_first : bool
        Whether the message says what was needed before it says what was found.

    Attributes
    ----------
    parameter : str or None
        The name in Python of the parameter that is to blame; None where none is, but the table.
    """

    parameter: str | None

    def __init__(
        self,
        *found: Part,
        joint: str = "; ",
        needed: Text | None = None,
        then: str = ": ",
        remedy: Text | None,
        parameter: str | None = None,
        needed_first: bool = False,
    ):
        self._pieces = {"found": found, "needed": _parts(needed), "remedy": _parts(remedy)}
        self._joint, self._then, self._needed_first = joint, then, needed_first
        named = (part.name for part in (*found, *_parts(needed)) if hasattr(part, "name"))
        self.parameter = parameter or next(named, None)
        super().__init__(self.worded(str))

    def __reduce__(self) -> tuple[Any, ...]:
        return _as_it_was, (type(self), self.args), self.__dict__

    @property
    def found(self) -> str | None:
        """What was found, as the message has it."""
        return self.worded(str, "found") or None

    @property
    def needed(self) -> str | None:
        """What was needed instead, as the message has it; None where that is clear."""
        return self.worded(str, "needed") or None

    @property
    def remedy(self) -> str | None:
        """What to do, as the message has it; None where there is nothing to advise."""
        return self.worded(str, "remedy") or None

    def worded(
        self,
        setting: Callable[[Setting], str],
        field: Literal["found", "needed", "remedy"] | None = None,
    ) -> str:
        """Return the message or one field of it, each parameter in it worded by a function."""
        if field is not None:
            return "".join(
                setting(part) if isinstance(part, Setting) else str(part)
                for part in self._pieces[field]
            )
        found, needed = self.worded(setting, "found"), self.worded(setting, "needed")
        remedy = self.worded(setting, "remedy")
        first, second = (needed, found) if self._needed_first else (found, needed)
        message = first + (self._joint if first and second else "") + second
        return message + (self._then if message and remedy else "") + remedy

    def retold(
        self,
        change: Callable[[Part], Text] = _as_it_is,
        *,
        before: Text = (),
        after: Text = (),
        parameter: str | None = None,
    ) -> Self:
        """Return the same error in other words.

        Parameters
        ----------
        change : callable
            Returns what stands for a part.
        before : str, Setting, Named, Use or several
            What goes before the message.
        after : str, Setting, Named, Use or several
            What is added to the remedy.
        parameter : str, optional
            How the parameter to blame is called instead.

        Examples
        --------
        >>> from counterpoise.errors import InvalidInputError
        >>> error = InvalidInputError("it is empty", remedy="write to it")
        >>> print(error.retold(before="'t.csv': ", after=" first"))
        't.csv': it is empty: write to it first
        """
        found, needed, remedy = (
            [part for old in parts for part in _parts(change(old))]
            for parts in self._pieces.values()
        )
        first = needed if self._needed_first else found
        first[:0] = _parts(before)
        return type(self)(
            *found,
            joint=self._joint,
            needed=needed,
            then=self._then if remedy else "",
            remedy=(*remedy, *_parts(after)),
            parameter=parameter or self.parameter,
            needed_first=self._needed_first,
        )


class InvalidInputError(ExplainedError, ValueError):
    """The table, the target or a parameter cannot be used as it is.

    It is a `ValueError`, so code written for imbalanced-learn catches it. Its attributes `found`,
    `needed` and `remedy` hold the parts of its message, and `parameter` the parameter to blame;
    each is None where there is nothing to say.

    Examples
    --------
    >>> from counterpoise import InvalidInputError, SMOTE
    >>> try:
    ...     SMOTE().fit_resample([[0.0], [1.0], [2.0]], ["a", "a", "b"])
    ... except InvalidInputError as error:
    ...     print(error.parameter, "|", error.needed, "|", error.remedy)
    k_neighbors | k_neighbors=5 needs at least 6 | use RandomOverSampler
    >>> SMOTE().fit_resample([[0.0], [1.0], [2.0]], ["a", "a", "b"])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: class 'b' has 1 row; k_neighbors=5 needs at least 6: \
use RandomOverSampler
    """


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


class WrongTypeError(InvalidInputError, TypeError):
    """A value of the table is of a type that is neither a number nor text, such as a dictionary.

    scikit-learn and imbalanced-learn raise a `TypeError` there; it is a `ValueError` too.

    Examples
    --------
    >>> from counterpoise import SMOTE
    >>> try:
    ...     SMOTE().fit_resample([[{}], [1.0], [2.0]], ["a", "a", "b"])
    ... except TypeError as error:
    ...     print(error.remedy)
    leave the column out, turn it into numbers, or, if it is a category, use SMOTENC and name the \
column in categorical_features
    """


class EngineError(ExplainedError, RuntimeError):
    """What the work runs on, such as Spark, failed, and the table is not to blame."""


class SamplingWarning(UserWarning):
    """The result is valid, but the user may not expect what it holds.

    Parameters
    ----------
    code : str
        Which thing it warns of: "other counts" of new rows than were asked for, new rows that were
        "cleaned away" or "not cleaned" at all, the "low recall" of a search for neighbours, a
        "critical finding" about a table that is balanced, risks "far from the share" of their
        class, a "class not found" or "not converged" when a ratio is estimated, "one decision for
        all" rows, "tied scores" for the last places, or work that is "slow".
    text : str
        How it says so.

    Examples
    --------
    >>> from counterpoise.errors import SamplingWarning
    >>> warning = SamplingWarning("other counts", "class 'b' gets no new rows")
    >>> warning.code, str(warning)
    ('other counts', "class 'b' gets no new rows")
    """

    def __init__(self, code: str, text: str):
        super().__init__(code, text)
        self.code, self.text = code, text

    def __str__(self) -> str:
        return self.text


class Note(str):
    """What the user should know and that is neither an error nor a warning: a text with a code.

    Parameters
    ----------
    code : str
        Which thing it tells, in the same words each time.
    text : str
        How it says so.

    Examples
    --------
    >>> from counterpoise.errors import Note
    >>> note = Note("kept on disk", "standard input can be read only once")
    >>> print(note)
    standard input can be read only once
    >>> note.to_dict()
    {'code': 'kept on disk', 'text': 'standard input can be read only once'}
    """

    code: str

    def __new__(cls, code: str, text: str) -> Self:
        note = super().__new__(cls, text)
        note.code = code
        return note

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return self.code, str(self)

    def to_dict(self) -> dict[str, str]:
        """Return the note as plain values, for JSON."""
        return {"code": self.code, "text": str(self)}


def _as_it_was(kind: type[ExplainedError], args: tuple[Any, ...]) -> ExplainedError:
    """Return an error whose fields are still to be filled, as pickle and copy want it."""
    return kind.__new__(kind, *args)


def _parts(text: Text | None) -> tuple[Part, ...]:
    """Return a phrase as its parts."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str | Setting | Named | Use) else tuple(text)


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
