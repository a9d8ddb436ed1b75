"""What `privacy` tells: scores between a perfect and a careless sampler, and the exposed rows."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import Any, ClassVar

from counterpoise.diagnosis.finding import Label, plain
from counterpoise.exposure.sentences import (
    NO_PROMISE,
    ExposureName,
    ExposureVerdict,
    headline,
    tell,
    worst,
)
from counterpoise.results.result import ScoredResult
from counterpoise.version import __version__

__all__ = ["Exposed", "ExposureScore", "Privacy"]


@dataclass(frozen=True)
class ExposureScore:
    """One way in which new rows may give original ones away.

    Parameters
    ----------
    name : str
        Its stable name, such as "rebuilt".
    klass : object
        The class that grew.
    value, low, high : float
        What the new rows score, with the ends of its 95 % interval.
    perfect, careless : float
        What a sampler scores whose rows have nothing to do with those it saw, and one that copies.
    tolerated : float
        Up to where a score passes.
    verdict : {"passes", "leaks", "cannot tell"}
        "cannot tell" where it is beyond what is tolerated but its interval holds the perfect score.
    details : dict
        More figures.
    """

    name: ExposureName
    klass: Label
    value: float
    low: float
    high: float
    perfect: float
    careless: float
    tolerated: float
    verdict: ExposureVerdict
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What it means."""
        return tell(self.name, self.value, self.perfect, self.details)

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain values, for JSON."""
        return {
            "name": self.name,
            "class": plain(self.klass),
            "value": plain(self.value),
            "interval": plain([self.low, self.high]),
            "perfect": plain(self.perfect),
            "careless": plain(self.careless),
            "tolerated": plain(self.tolerated),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "details": plain(self.details),
        }


@dataclass(frozen=True)
class Exposed:
    """An original row that the new rows give away.

    Parameters
    ----------
    row : int
        Its number in the original table, from 0.
    klass : object
        Its class.
    how : tuple of {"copied", "nearly copied", "rebuilt"}
        How it is given away.
    n_children : int or None
        How many new rows were made from it; None where that is not known.
    """

    row: int
    klass: Label
    how: tuple[str, ...]
    n_children: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {
            "row": self.row,
            "class": plain(self.klass),
            "how": list(self.how),
            "children": self.n_children,
        }


@dataclass(frozen=True, repr=False)
class Privacy(ScoredResult[ExposureScore]):
    """What `privacy` found.

    Parameters
    ----------
    maker : str
        What made the new rows.
    scores : list of ExposureScore
        The scores of each class that grew.
    exposed : list of Exposed
        The original rows that are given away, those that were rebuilt or copied first.
    n_rows : dict
        For each class that grew, how many original and new rows it has.
    settings : dict
        Scale, seed and repeats.
    notes : list of str
        What could not be looked at, or only in part.
    version : str
        Version of counterpoise.
    """

    maker: str
    scores: list[ExposureScore]
    exposed: list[Exposed]
    n_rows: dict[Label, dict[str, int]]
    settings: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    version: str = field(default_factory=lambda: __version__)

    _drawn_as: ClassVar[str] = "exposure"

    @property
    def headline(self) -> str:
        """The gravest verdict, and how many scores have it."""
        n_such = sum(score.verdict == self.verdict for score in self.scores)
        return f"{self.verdict}, {n_such} of {len(self.scores)} scores"

    @property
    def raised(self) -> list[ExposureScore]:
        """The scores that leak."""
        return [score for score in self.scores if score.verdict == "leaks"]

    @property
    def verdict(self) -> ExposureVerdict:
        """The worst verdict of all scores."""
        return worst([score.verdict for score in self.scores])

    @property
    def sentences(self) -> dict[Label, str]:
        """For each class that grew, what its new rows give away, in a sentence."""
        return {
            klass: headline([score for score in self.scores if score.klass == klass])
            for klass in self.n_rows
        }

    @property
    def remarks(self) -> list[str]:
        """Which original rows are exposed, and what could not be looked at."""
        return [*([_listed(self.exposed)] if self.exposed else []), *self.notes]

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as plain values, for JSON."""
        return {
            "sampler": self.maker,
            "verdict": self.verdict,
            "sentences": plain(self.sentences),
            "promise": NO_PROMISE,
            "scores": [score.to_dict() for score in self.scores],
            "exposed": [row.to_dict() for row in self.exposed],
            "rows": plain(self.n_rows),
            "notes": list(self.notes),
            "settings": plain(self.settings),
            "version": self.version,
        }

    def __str__(self) -> str:
        lines = [self.maker]
        for klass, counts in self.n_rows.items():
            listed = ", ".join(f"{n:,} {what}" for what, n in counts.items())
            lines += ["", f"class {klass!r}: {listed}", *_wrapped(self.sentences[klass])]
            lines.append(f"  {'':<18}{'new rows':>26}{'perfect':>9}{'careless':>10}  verdict")
            own = [score for score in self.scores if score.klass == klass]
            for score in own:
                found = f"{score.value:.3g} [{score.low:.3g}, {score.high:.3g}]"
                lines.append(
                    f"  {score.name:<18}{found:>26}{score.perfect:>9.3g}{score.careless:>10.3g}"
                    f"  {score.verdict}"
                )
            for score in own:
                lines += _wrapped(f"{score.name}: {score.sentence}", "  ")
        lines += [""] if self.remarks else []
        lines += [line for remark in self.remarks for line in _wrapped(remark)]
        return "\n".join([*lines, *_wrapped(NO_PROMISE)])


_MOST_NAMED = 20


def _listed(exposed: list[Exposed]) -> str:
    """Return the first exposed rows and how many there are of each kind, in a sentence."""
    sure = [row for row in exposed if row.how != ("nearly copied",)]
    if not sure:
        return f"New rows come near to {len(exposed):,} original rows; none was copied or rebuilt."
    named = ", ".join(str(row.row) for row in sure[:_MOST_NAMED])
    more = f" and {len(sure) - _MOST_NAMED:,} more" if len(sure) > _MOST_NAMED else ""
    return f"Original rows that were copied or rebuilt, by number: {named}{more}."


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, 100, initial_indent=indent, subsequent_indent=indent * 2, break_on_hyphens=False
    )
