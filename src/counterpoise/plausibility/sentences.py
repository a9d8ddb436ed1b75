"""What each score means, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from counterpoise.plausibility.score import Score

__all__ = ["BETTER", "ScoreName", "Verdict", "sum_up", "tell"]

ScoreName = Literal[
    "precision",
    "recall",
    "two_sample_auc",
    "distance_to_closest",
    "copies",
    "near_copies",
    "wrong_side",
    "on_hidden_rows",
    "column_distance",
    "correlation_distance",
    "spread",
]

Verdict = Literal["as real rows", "worse", "better", "expected of SMOTE", "cannot tell"]

BETTER: dict[ScoreName, Literal["high", "low", "as real"]] = {
    "precision": "high",
    "recall": "high",
    "two_sample_auc": "low",
    "distance_to_closest": "as real",
    "copies": "low",
    "near_copies": "low",
    "wrong_side": "low",
    "on_hidden_rows": "low",
    "column_distance": "low",
    "correlation_distance": "low",
    "spread": "as real",
}
"""The scores in their order, and which way is better."""


_SENTENCES: dict[ScoreName, str] = {
    "precision": (
        "{value:.0%} of the new rows lie where unseen rows of {klass} lie; of real ones "
        "{reference:.0%} do."
    ),
    "recall": (
        "The new rows reach {value:.0%} of the unseen rows of {klass}; real ones reach "
        "{reference:.0%}."
    ),
    "two_sample_auc": (
        "A classifier tells new rows from unseen real ones with an area under the ROC curve of "
        "{value:.2f} (0.5: not at all); real from real, {reference:.2f}."
    ),
    "distance_to_closest": (
        "In the median a new row is {value:.3g} away from the nearest training row, an unseen real "
        "row {reference:.3g}"
    ),
    "copies": (
        "{value:.1%} of the new rows are exact copies of training rows; of unseen real rows "
        "{reference:.1%} are."
    ),
    "near_copies": (
        "{value:.0%} of the new rows lie within a fifth of a typical distance of a training row; "
        "of unseen real rows {reference:.0%} do"
    ),
    "wrong_side": (
        "The nearest unseen row is of another class for {value:.0%} of the new rows, and for "
        "{reference:.0%} of real ones."
    ),
    "on_hidden_rows": (
        "{value:.0%} of the new rows lie nearer to a hidden row of another class than to any "
        "training row of their own; of real rows {reference:.0%}."
    ),
    "column_distance": (
        "Column by column new rows differ from unseen ones by {value:.3f} in the mean, real ones "
        "by {reference:.3f}; most in {worst} ({worst_value:.3f} against {worst_reference:.3f})."
    ),
    "correlation_distance": (
        "Correlations differ by {value:.3f} in the mean from those of unseen rows; those of real "
        "rows by {reference:.3f}."
    ),
    "spread": (
        "The new rows' variance is {value:.0%} of the training rows', that of unseen real rows "
        "{reference:.0%}"
    ),
}


def tell(
    name: ScoreName,
    klass: str,
    value: float,
    reference: float,
    verdict: Verdict,
    details: Mapping[str, Any],
) -> str:
    """Return what a score means.

    Parameters
    ----------
    name : str
        The score's name.
    klass : str
        How the sentence calls the class.
    value, reference : float
        Of the new rows, and of real rows.
    verdict : str
        How they compare.
    details : dict
        The score's further figures.
    """
    figures = {**details, "klass": klass, "value": value, "reference": reference}
    said = _SENTENCES[name].format(**figures)
    return said + _remark(name, value, reference, verdict, details)


def _remark(
    name: ScoreName, value: float, reference: float, verdict: Verdict, details: Mapping[str, Any]
) -> str:
    """Return what a score's sentence ends with, by how the rows compare."""
    match name, verdict:
        case "precision", "better":
            return " More than of real rows means nearer to the middle, not better."
        case "distance_to_closest", "as real rows":
            return "."
        case "distance_to_closest", _:
            nearer = "nearer to" if value < reference else "farther from"
            return f": new rows are {nearer} it than real ones." + (
                " Rows drawn between training rows always are."
                if verdict == "expected of SMOTE"
                else ""
            )
        case "near_copies", "expected of SMOTE":
            return f". Of plain SMOTE's rows {details['smote']:.0%} do: they lie between others."
        case "near_copies", _:
            return "."
        case "on_hidden_rows", "better":
            return " New rows keep near the training rows; that is all this says."
        case "spread", _:
            theory = details.get("smote")
            known = theory is not None and math.isfinite(theory)
            return f"; theory asks {theory:.0%} of plain SMOTE." if known else "."
    return ""


_FAULTS: dict[ScoreName, tuple[str, str]] = {
    "precision": ("fewer lie where real rows of the class lie", ""),
    "recall": ("they leave out parts of the class", ""),
    "two_sample_auc": ("", "a classifier tells them from real ones"),
    "distance_to_closest": (
        "they keep nearer to the training rows",
        "they stray farther from the training rows",
    ),
    "copies": ("", "some are exact copies"),
    "near_copies": ("", "many are near copies"),
    "wrong_side": ("", "more lie among rows of other classes"),
    "on_hidden_rows": ("", "more fall on unseen rows of other classes"),
    "column_distance": ("", "columns are distributed otherwise"),
    "correlation_distance": ("", "columns hang together otherwise"),
    "spread": ("they vary less", "they vary more"),
}


def sum_up(scores: Sequence[Score]) -> str:
    """Return in plain words whether the new rows of a class are like real ones, and what is wrong.

    Parameters
    ----------
    scores : sequence of Score
        Of one class.
    """
    worse = [score for score in scores if score.verdict == "worse"]
    usual = [score for score in scores if score.verdict == "expected of SMOTE"]
    unsure = [score for score in scores if score.verdict == "cannot tell"]
    if worse:
        told = list(dict.fromkeys(_FAULTS[s.name][s.difference > 0] for s in worse))
        said = f"The new rows are not like real ones: {_listed(told)}."
    elif usual:
        said = "The new rows are as good as SMOTE can make them, and no more than that."
    elif unsure:
        said = "Nothing was found against the new rows, but not all could be told."
    else:
        said = "The new rows are like real ones in all that was measured."
    if usual:
        told = list(dict.fromkeys(_FAULTS[s.name][s.difference > 0] for s in usual))
        said += f" As in all rows that SMOTE makes, {_listed(told)}."
    return said


def _listed(faults: Sequence[str]) -> str:
    return faults[0] if len(faults) == 1 else f"{', '.join(faults[:-1])}, and {faults[-1]}"
