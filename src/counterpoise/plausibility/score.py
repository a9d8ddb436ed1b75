"""What `quality` tells: scores beside what real rows score, and all of them together."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import Any, ClassVar

from counterpoise.diagnosis.finding import Label, plain
from counterpoise.plausibility.sentences import ScoreName, Verdict, sum_up, tell
from counterpoise.results.result import ScoredResult
from counterpoise.version import __version__

__all__ = ["Quality", "Score"]


@dataclass(frozen=True)
class Score:
    """One property of the synthetic rows, beside that of real rows that the sampler never saw.

    Parameters
    ----------
    name : str
        Its stable name, such as "precision".
    klass : object
        The class that grew.
    value, low, high : float
        Of the synthetic rows, with the ends of its 95 % bootstrap interval.
    reference, reference_low, reference_high : float
        Of held-out real rows in the place of the synthetic ones.
    difference, difference_low, difference_high : float
        Of the two.
    verdict : {"as real rows", "worse", "better", "expected of SMOTE", "cannot tell"}
        "as real rows" where the interval of the difference holds 0 and that of the value holds the
        reference; "cannot tell" where only the former does. "expected of SMOTE" where the rows are
        worse than real ones, but no worse than plain SMOTE's rows must be.
    sentence : str
        What it means.
    details : dict
        More figures: of each column, or of theoretical SMOTE.
    """

    name: ScoreName
    klass: Label
    value: float
    low: float
    high: float
    reference: float
    reference_low: float
    reference_high: float
    difference: float
    difference_low: float
    difference_high: float
    verdict: Verdict
    sentence: str
    details: dict[str, Any] = field(default_factory=dict)

    def sentence_about(self, klass: str) -> str:
        """Return what it means, with another name for the class."""
        return tell(self.name, klass, self.value, self.reference, self.verdict, self.details)

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain values, for JSON."""
        return {
            "name": self.name,
            "class": plain(self.klass),
            "value": plain(self.value),
            "interval": plain([self.low, self.high]),
            "reference": plain(self.reference),
            "reference_interval": plain([self.reference_low, self.reference_high]),
            "difference": plain(self.difference),
            "difference_interval": plain([self.difference_low, self.difference_high]),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "details": plain(self.details),
        }


@dataclass(frozen=True, repr=False)
class Quality(ScoredResult[Score]):
    """What `quality` found.

    Parameters
    ----------
    sampler : str
        The sampler, as it prints.
    scores : list of Score
        The scores of each class that grew.
    n_rows : dict
        For each class its rows in training, as judges and as stand-ins, and the new rows.
    settings : dict
        k, scale, seed, repeats and bootstrap replicates.
    version : str
        Version of counterpoise.
    """

    _drawn_as: ClassVar[str] = "scores"

    sampler: str
    scores: list[Score]
    n_rows: dict[Label, dict[str, int]]
    settings: dict[str, Any]
    version: str = field(default_factory=lambda: __version__)

    @property
    def raised(self) -> list[Score]:
        """The scores that are worse than those of real rows."""
        return [score for score in self.scores if score.verdict == "worse"]

    @property
    def headline(self) -> str:
        """What was found in a few words."""
        worse = ", ".join(dict.fromkeys(score.name for score in self.raised))
        found = f"{len(self.raised)} of {len(self.scores)} scores are worse than of real rows"
        return f"{self.sampler}: {found}" + (f" ({worse})" if worse else "")

    @property
    def sentences(self) -> dict[Label, str]:
        """For each class that grew, how its new rows compare, in a sentence."""
        return {
            klass: sum_up([score for score in self.scores if score.klass == klass])
            for klass in self.n_rows
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as plain values, for JSON."""
        return {
            "sampler": self.sampler,
            "sentences": plain(self.sentences),
            "scores": [score.to_dict() for score in self.scores],
            "rows": plain(self.n_rows),
            "settings": plain(self.settings),
            "version": self.version,
        }

    def __str__(self) -> str:
        lines = []
        for klass, counts in self.n_rows.items():
            told = f"class {klass!r}: {self.sentences[klass]}"
            lines += ["", *textwrap.wrap(told, 100, break_on_hyphens=False)]
            listed = ", ".join(f"{n:,} {what}" for what, n in counts.items())
            lines.append(f"  {self.sampler}; {listed}")
            lines.append(f"  {'':<24}{'new rows':>26}{'real rows':>26}  verdict")
            for score in self.scores:
                if score.klass != klass:
                    continue
                new = f"{score.value:.3g} [{score.low:.3g}, {score.high:.3g}]"
                real = (
                    f"{score.reference:.3g} [{score.reference_low:.3g}, {score.reference_high:.3g}]"
                )
                lines.append(f"  {score.name:<24}{new:>26}{real:>26}  {score.verdict}")
            for score in self.scores:
                if score.klass == klass:
                    lines += textwrap.wrap(
                        f"{score.name}: {score.sentence}",
                        width=100,
                        initial_indent="  ",
                        subsequent_indent="    ",
                        break_on_hyphens=False,
                    )
        return "\n".join(lines[1:])
