"""What each score means, in a sentence."""

from __future__ import annotations

from typing import Any

__all__ = ["BETTER", "tell"]

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
                f"real "
                f"ones {reference:.0%} do."
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
                "curve "
                f"of {value:.2f} (0.5: not at all); real from real, {reference:.2f}."
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
        case "copies":
            text = (
                f"{value:.0%} of the new rows are copies, or nearly, of training rows; of unseen "
                f"real rows {reference:.0%} are."
            )
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
        case "column_distance":
            text = (
                f"Column by column new rows differ from unseen ones by {value:.3f} in the mean, "
                f"real "
                f"ones by {reference:.3f}; most in {details['worst']} "
                f"({details['worst_value']:.3f} "
                f"against {details['worst_reference']:.3f})."
            )
        case "correlation_distance":
            text = (
                f"Correlations differ by {value:.3f} in the mean from those of unseen rows; "
                f"those of "
                f"real rows by {reference:.3f}."
            )
        case _:
            text = (
                f"The new rows' variance is {value:.0%} of the training rows', that of unseen real "
                f"rows {reference:.0%}; theory asks {details['smote_in_theory']:.0%} of plain "
                f"SMOTE."
            )
    return text
