"""What each score means, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

__all__ = ["BETTER", "sum_up", "tell"]

BETTER: dict[str, str] = {
    "precision": "high",
    "recall": "high",
    "two_sample_auc": "low",
    "distance_to_closest": "as real",
    "copies": "low",
    "wrong_side": "low",
    "on_hidden_rows": "low",
    "column_distance": "low",
    "correlation_distance": "low",
    "spread": "as real",
}
"""The scores in their order, and which way is better."""


def tell(
    name: str, label: Any, value: float, reference: float, verdict: str, details: dict[str, Any]
) -> str:
    """Return what a score means.

    Parameters
    ----------
    name : str
        The score's name.
    label : object
        The class.
    value, reference : float
        Of the new rows, and of real rows.
    verdict : str
        How they compare.
    details : dict
        The score's further figures.
    """
    match name:
        case "precision":
            text = (
                f"{value:.0%} of the new rows lie where unseen rows of class {label!r} lie; of "
                f"real ones {reference:.0%} do."
            )
            if verdict == "better":
                text += " More than of real rows means nearer to the middle, not better."
        case "recall":
            text = (
                f"The new rows reach {value:.0%} of the unseen rows of class {label!r}; real ones "
                f"reach {reference:.0%}."
            )
        case "two_sample_auc":
            text = (
                "A classifier tells new rows from unseen real ones with an area under the ROC "
                f"curve of {value:.2f} (0.5: not at all); real from real, {reference:.2f}."
            )
        case "distance_to_closest":
            nearer = "nearer to" if value < reference else "farther from"
            text = (
                f"In the median a new row is {value:.3g} away from the nearest training row, an "
                f"unseen real row {reference:.3g}"
            )
            text += (
                "." if verdict == "as real rows" else f": new rows are {nearer} it than real ones."
            )
            if verdict == "worse" and value < reference:
                text += " Rows drawn between training rows always are."
        case "copies":
            text = (
                f"{value:.0%} of the new rows are copies, or nearly, of training rows; of unseen "
                f"real rows {reference:.0%} are."
            )
            if verdict == "as real rows" and value > reference:
                text += " Rows drawn between others come so near to one of them by chance."
        case "wrong_side":
            text = (
                f"The nearest unseen row is of another class for {value:.0%} of the new rows, and "
                f"for {reference:.0%} of real ones."
            )
        case "on_hidden_rows":
            text = (
                f"{value:.0%} of the new rows lie nearer to a hidden row of another class than to "
                f"any training row of their own; of real rows {reference:.0%}."
            )
            if verdict == "better":
                text += " New rows keep near the training rows; that is all this says."
        case "column_distance":
            text = (
                f"Column by column new rows differ from unseen ones by {value:.3f} in the mean, "
                f"real ones by {reference:.3f}; most in {details['worst']} "
                f"({details['worst_value']:.3f} against {details['worst_reference']:.3f})."
            )
        case "correlation_distance":
            text = (
                f"Correlations differ by {value:.3f} in the mean from those of unseen rows; "
                f"those of real rows by {reference:.3f}."
            )
        case _:
            text = (
                f"The new rows' variance is {value:.0%} of the training rows', that of unseen real "
                f"rows {reference:.0%}"
            )
            theory = details.get("smote_in_theory")
            known = theory is not None and math.isfinite(theory)
            text += f"; theory asks {theory:.0%} of plain SMOTE." if known else "."
    return text


_FAULTS: dict[str, tuple[str, str]] = {
    "precision": ("fewer lie where real rows of the class lie", ""),
    "recall": ("they leave out parts of the class", ""),
    "two_sample_auc": ("", "a classifier tells them from real ones"),
    "distance_to_closest": (
        "they keep nearer to the training rows",
        "they stray farther from the training rows",
    ),
    "copies": ("", "many are copies"),
    "wrong_side": ("", "more lie among rows of other classes"),
    "on_hidden_rows": ("", "more fall on unseen rows of other classes"),
    "column_distance": ("", "columns are distributed otherwise"),
    "correlation_distance": ("", "columns hang together otherwise"),
    "spread": ("they vary less", "they vary more"),
}


def sum_up(scores: Sequence[Any]) -> str:
    """Return in words how many scores of a class are as those of real rows, and what is wrong.

    Parameters
    ----------
    scores : sequence of Score
        Of one class.
    """
    worse = [score for score in scores if score.verdict == "worse"]
    n = len(scores)
    if not worse:
        return f"The new rows are as real rows in all {n} respects that were measured."
    faults = [_FAULTS[score.name][score.difference > 0] for score in worse]
    listed = faults[0] if len(faults) == 1 else f"{', '.join(faults[:-1])}, and {faults[-1]}"
    return (
        f"The new rows are as real rows, or better, in {n - len(worse)} of {n} respects. "
        f"Where they are not: {listed}."
    )
