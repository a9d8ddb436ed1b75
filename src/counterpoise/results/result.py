"""What every result can do, whatever was asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from counterpoise.results.presenting import presenter
from counterpoise.tables.provenance import to_table

__all__ = ["Result", "ScoredResult"]


class Result:
    """A result that a notebook shows, and that can be had as a table, a plot or a page.

    A class of results adopts it with a base and a word that says how it is drawn. As a dataclass
    it leaves its repr to this class::

        @dataclass(frozen=True, repr=False)
        class Privacy(ScoredResult[ExposureScore]):
            _drawn_as = "exposure"

    and has `to_dict`, and `_records` unless it has a list of scores, of which each is a record.
    """

    _drawn_as: ClassVar[str]
    """Which page, card and plot it has, of those that the report draws: "summary", "diagnosis",
    "scores", "exposure" or "comparison"."""

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values, for JSON."""
        raise NotImplementedError

    @property
    def headline(self) -> str:
        """The result in a few words; by default the first line of its text."""
        return str(self).partition("\n")[0]

    def _records(self) -> list[dict[str, Any]]:
        """Return the lines of `to_frame`: plain values by the names of its columns."""
        return [_flat(score) for score in self.to_dict()["scores"]]

    def to_frame(self) -> Any:
        """Return the figures as a table, to sort, filter and join.

        Returns
        -------
        table
            Of pandas, or else polars or pyarrow, whichever is installed.
        """
        records = self._records()
        names = dict.fromkeys(name for record in records for name in record)
        return to_table({n: [record.get(n) for record in records] for n in names}, "pandas")

    def plot(self, ax: Any = None) -> Any:
        """Draw the result with matplotlib.

        Parameters
        ----------
        ax : matplotlib axes, optional
            Where to draw; new ones by default.

        Returns
        -------
        ax : matplotlib axes
            The axes that were drawn into, to change titles, colours or limits.

        Raises
        ------
        ModuleNotFoundError
            If matplotlib is not installed.
        """
        return presenter().plot(self, ax)

    def save_html(self, path: str | os.PathLike[str], *, force: bool = True) -> None:
        """Write the result as one page of HTML that needs nothing else.

        Parameters
        ----------
        path : str or path
            Where to; the name ends in .html.
        force : bool, default=True
            Whether to replace a file that exists, as one does when a cell is run again.

        Raises
        ------
        InvalidInputError
            If the path does not end in .html, or there is a file and `force` is False.
        ModuleNotFoundError
            If jinja2 is not installed.
        """
        presenter().save(self, path, force)

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows; None, for which it shows the text, without jinja2."""
        try:
            return presenter().card(self)
        except ModuleNotFoundError:
            return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline}>"


class _Named(Protocol):
    @property
    def name(self) -> str: ...


S = TypeVar("S", bound=_Named)


class ScoredResult(Result, Generic[S]):
    """A result made of scores, each of which is found by its name."""

    scores: list[S]

    def __getitem__(self, name: str) -> S:
        for score in self.scores:
            if score.name == name:
                return score
        raise KeyError(name)


def _flat(score: Mapping[str, Any]) -> dict[str, Any]:
    """Return a score as one line: the ends of each interval apart, and its details left out."""
    line: dict[str, Any] = {}
    for name, value in score.items():
        if name.endswith("interval"):
            prefix = name.removesuffix("interval")
            line[f"{prefix}low"], line[f"{prefix}high"] = value or (None, None)
        elif name != "details":
            line[name] = value
    return line
