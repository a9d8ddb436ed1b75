"""Who draws results: the room of reports, which stands above all rooms that make results.

A result is made far below and cannot import what draws it. So the face of the package, which
stands above both and is imported first whatever is imported, says here where the drawing is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from counterpoise.results.result import Result

__all__ = ["Presenter", "presented_by", "presenter"]


class Presenter(Protocol):
    """Draws results and recipes."""

    def card(self, result: Result) -> str:
        """Return a result as a piece of HTML with a style of its own."""

    def recipe_card(self, owner: Any) -> str:
        """Return the stages of a sampler, or of a recipe, as a piece of HTML."""

    def plot(self, result: Result, ax: Any) -> Any:
        """Draw a result into matplotlib's axes, new ones where none are given; return them."""

    def save(self, result: Result, path: str | os.PathLike[str], force: bool) -> None:
        """Write a result as a page of HTML."""


_load: list[Callable[[], Presenter]] = []


def presented_by(load: Callable[[], Presenter]) -> None:
    """Say where the drawing is; it is imported when something is to be drawn."""
    _load[:] = [load]


def presenter() -> Presenter:
    """Return what draws results."""
    return _load[0]()
