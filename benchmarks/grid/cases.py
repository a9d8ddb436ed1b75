"""A case: something that the package is asked for, and digests of everything that it answers."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grid.canonical import Text, digest

__all__ = ["Case", "attempt", "failure", "normal", "record"]

Parts = Mapping[str, object]
Records = dict[str, dict[str, dict[str, str]]]

MOST_TEXT = 20_000
"""Texts of up to so many characters are kept as they are, so that a difference can be read."""


@dataclass(frozen=True)
class Case:
    """One thing to ask for.

    Parameters
    ----------
    group : str
        Where it is counted.
    name : str
        Tells it from every other of the group.
    run : callable
        Returns the answer in named parts. A part called "provenance" is counted in the group of
        that name.
    """

    group: str
    name: str
    run: Callable[[], Parts]


def normal(text: str) -> str:
    """Return a text without what differs between two runs of the same code."""
    text = re.sub(r"0x[0-9a-f]{6,}", "<address>", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+0-9:Z.]*", "<moment>", text)
    text = re.sub(r'("?version"?:? *=? *)"[^"]+"', r'\1"<version>"', text)
    text = re.sub(r"(counterpoise,? (?:version )?)\d+\.\d+[\w.+]*", r"\1<version>", text)
    text = re.sub(r"(?<=among )\{('[^{}]*')\}", _in_order, text)
    return text.replace(tempfile.gettempdir(), "<tmp>")


def _in_order(found: re.Match[str]) -> str:
    """Return a set of words in scikit-learn's errors, whose order is that of their hashes."""
    return "{" + ", ".join(sorted(found[1].split(", "))) + "}"


def failure(error: BaseException) -> dict[str, object]:
    """Return what a caller sees of an error: its text, and what he can catch it as."""
    caught_as = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ in ("builtins",)]
    return {
        "error": Text(normal(f"{type(error).__name__}: {error}")),
        "caught as": caught_as,
    }


def attempt(call: Callable[[], Parts]) -> dict[str, object]:
    """Return the parts of an answer with its warnings, or the error in their place."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            parts = dict(call())
        except Exception as error:
            parts = failure(error)
    told = [f"{warning.category.__name__}: {warning.message}" for warning in caught]
    parts["warnings"] = Text(normal("\n".join(told)))
    return parts


def record(case: Case, records: Records) -> None:
    """Run a case and add the digests of its parts to those of its group."""
    for name, value in attempt(case.run).items():
        group = "provenance" if name == "provenance" else case.group
        answers = records.setdefault(group, {}).setdefault(case.name, {})
        if name in answers:
            raise ValueError(f"{group}: two cases are called {case.name!r}")
        if isinstance(value, Text) and len(value) <= MOST_TEXT:
            answers[name] = f"text:{value}"
        else:
            answers[name] = digest(value)
