"""What each score of exposure means, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from counterpoise.exposure.result import ExposureScore

__all__ = [
    "CARELESS",
    "NO_PROMISE",
    "PERFECT",
    "TOLERATED",
    "ExposureName",
    "ExposureVerdict",
    "headline",
    "tell",
    "worst",
]

ExposureName = Literal[
    "rebuilt",
    "copies",
    "near_copies",
    "distance_ratio_1",
    "distance_ratio_5",
    "told_by_lines",
    "told_by_model",
    "told_by_decimals",
]

ExposureVerdict = Literal["passes", "leaks", "cannot tell"]

PERFECT: dict[ExposureName, float] = {
    "rebuilt": 0.0,
    "copies": 0.0,
    "near_copies": 0.0,
    "distance_ratio_1": 1.0,
    "distance_ratio_5": 1.0,
    "told_by_lines": 0.5,
    "told_by_model": 0.5,
    "told_by_decimals": 0.5,
}
"""What a sampler scores whose rows have nothing to do with those it saw, unless it is measured."""

CARELESS: dict[ExposureName, float] = {
    "rebuilt": 1.0,
    "copies": 1.0,
    "near_copies": 1.0,
    "distance_ratio_1": 0.0,
    "distance_ratio_5": 0.0,
    "told_by_lines": 1.0,
    "told_by_model": 1.0,
    "told_by_decimals": 1.0,
}
"""What the worst one scores."""

TOLERATED: dict[ExposureName, float] = {
    "rebuilt": 0.05,
    "copies": 0.01,
    "near_copies": 0.05,
    "distance_ratio_1": 0.3,
    "distance_ratio_5": 0.3,
    "told_by_lines": 0.1,
    "told_by_model": 0.1,
    "told_by_decimals": 0.1,
}
"""How far from the perfect score a score still passes."""

NO_PROMISE = (
    "This measures these attacks and no others. It is no proof of privacy, and in particular no "
    "differential privacy."
)

_SENTENCES: dict[ExposureName, str] = {
    "rebuilt": (
        "From the new rows alone an attack rebuilt {value:.0%} of the {n_targets:,} original rows; "
        "{precision} of what it took for an original row was one."
    ),
    "copies": (
        "{value:.1%} of the new rows are exact copies of original rows; {perfect:.1%} of the "
        "original rows are copies of each other."
    ),
    "near_copies": (
        "{value:.1%} of the new rows lie within a fifth of a typical distance of an original row; "
        "{perfect:.1%} of the original rows lie so near another."
    ),
    "distance_ratio_1": (
        "The nearest 1 % of new rows lie {value:.2f} times as far from {seen} as from {unseen}."
    ),
    "distance_ratio_5": (
        "The nearest 5 % of new rows lie {value:.2f} times as far from {seen} as from {unseen}."
    ),
    "told_by_lines": (
        "An attacker who takes a row for new that lies straight between two others is right with "
        "an area under the ROC curve of {value:.2f} (0.5: chance)."
    ),
    "told_by_model": (
        "An attacker who knows of most rows which are new tells it of the others by where they lie "
        "with an area under the ROC curve of {value:.2f} (0.5: chance)."
    ),
    "told_by_decimals": (
        "The same attacker tells it by how many decimals the values have with an area of "
        "{value:.2f}."
    ),
}


def tell(name: ExposureName, value: float, perfect: float, details: Mapping[str, Any]) -> str:
    """Return what a score means.

    Parameters
    ----------
    name : str
        The score's name.
    value, perfect : float
        What the new rows score, and what rows would that have nothing to do with the original ones.
    details : dict
        The score's further figures.
    """
    precision = details.get("precision")
    return _SENTENCES[name].format(
        **{
            "n_targets": 0,
            "seen": "the rows they were made from",
            "unseen": "as many rows that the sampler did not see",
            **details,
            "value": value,
            "perfect": perfect,
            "precision": "nothing" if precision is None else f"{precision:.0%}",
        }
    )


_LEAKS: dict[ExposureName, str] = {
    "rebuilt": "{value:.0%} of the original rows can be rebuilt from the new ones alone",
    "copies": "{value:.0%} of the new rows are exact copies of original ones",
    "near_copies": "{value:.0%} of the new rows are near copies of original ones",
    "distance_ratio_1": "the nearest new rows keep too near to the original ones",
    "distance_ratio_5": "the nearest new rows keep too near to the original ones",
    "told_by_lines": "original rows can be told from new ones by straight lines",
    "told_by_model": "original rows can be told from new ones by a model",
    "told_by_decimals": "original rows can be told from new ones by their decimals",
}


def headline(scores: Sequence[ExposureScore]) -> str:
    """Return in words what the new rows of a class give away.

    Parameters
    ----------
    scores : sequence of ExposureScore
        Of one class.
    """
    leaking = [score for score in scores if score.verdict == "leaks"]
    unsure = [score for score in scores if score.verdict == "cannot tell"]
    if leaking:
        told = dict.fromkeys(_LEAKS[score.name].format(value=score.value) for score in leaking)
        faults = list(told)
        listed = faults[0] if len(faults) == 1 else f"{', '.join(faults[:-1])}, and {faults[-1]}"
        return f"The new rows give original rows away: {listed}."
    if unsure:
        names = ", ".join(score.name for score in unsure)
        return f"There are too few rows to tell whether the new rows give away others ({names})."
    return "None of these attacks got more from the new rows than chance, or next to nothing."


def worst(verdicts: Sequence[ExposureVerdict]) -> ExposureVerdict:
    """Return the gravest of some verdicts."""
    for verdict in ("leaks", "cannot tell"):
        if verdict in verdicts:
            return verdict
    return "passes"
