"""How many rows: the score over ratios, inside the training rows of every fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterpoise.comparison.statistics import Difference, corrected_difference

__all__ = ["NONE", "RatioCurve", "make_curve"]

NONE = "0"
"""What no resampling is called among the ratios."""


@dataclass(frozen=True)
class RatioCurve:
    """Gains of ratios over no resampling.

    Parameters
    ----------
    gains : dict of float to Difference
        Gain in the metric of each ratio over none, more being better.
    level : float
        Level of each gain's band, at which all bands together hold at the level asked for.
    margin : float
        Gains that do not matter.
    """

    gains: Mapping[float, Difference]
    level: float
    margin: float

    @property
    def best(self) -> float | None:
        """The ratio with the greatest mean; None where no ratio was tried."""
        return max(self.gains, key=lambda ratio: self.gains[ratio].mean, default=None)

    @property
    def answer(self) -> float | None:
        """The best of the ratios that are shown to be better than none.

        It is 0 where no ratio can gain more than the margin, and None where nobody can tell.
        """
        bands = {ratio: gain.interval(self.level) for ratio, gain in self.gains.items()}
        better = [r for r, (low, high) in bands.items() if low > 0 and high > self.margin]
        if better:
            return max(better, key=lambda ratio: self.gains[ratio].mean)
        return 0.0 if bands and max(high for _, high in bands.values()) <= self.margin else None


def make_curve(
    scores: Sequence[Mapping[str, float]], test_to_train: float, level: float, margin: float
) -> RatioCurve:
    """Return the curve of what was measured inside each fold.

    Parameters
    ----------
    scores : sequence of dict of str to float
        For each fold the metric at each ratio, more being better; "0" is none.
    test_to_train : float
        Inner test rows per inner training row.
    level : float
        At which all bands together hold.
    margin : float
        Gains that do not matter.

    Examples
    --------
    >>> from counterpoise.comparison.curve import make_curve
    >>> folds = [{"0": 0.5, "0.3": 0.61 + luck, "1": 0.58 - luck} for luck in (0, 0.01, 0.02) * 3]
    >>> curve = make_curve(folds, test_to_train=0.5, level=0.95, margin=0.01)
    >>> curve.answer
    0.3
    """
    everywhere = [r for r in (scores[0] if scores else ()) if all(r in fold for fold in scores)]
    ratios = [r for r in everywhere if r != NONE] if NONE in everywhere else []
    gains = {
        float(r): corrected_difference([fold[r] - fold[NONE] for fold in scores], test_to_train)
        for r in ratios
    }
    return RatioCurve(gains, 1 - (1 - level) / max(1, len(gains)), margin)
