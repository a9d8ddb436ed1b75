"""Does resampling help? From gains over folds to "helps", "no difference" or "harms".

The best of many contestants looks good by chance, and so does the best baseline. Neither is picked
first and tested on the same folds afterwards. A claim is "this one is better than *every* rival":
its p-value is the greatest of those against each rival (an intersection-union test, which needs no
correction for the number of rivals), and those of the claimants are corrected by Holm's method.

- helps: a resampling contestant is better than every baseline;
- harms: a baseline is better than every resampling contestant;
- no difference: neither is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from counterpoise.comparison.statistics import Difference, adjust_holm, corrected_difference

__all__ = [
    "Entrant",
    "Gains",
    "Judgement",
    "Verdict",
    "average",
    "gain_of",
    "hopeless",
    "judge",
    "leader",
]

Verdict = Literal["helps", "no difference", "harms"]

Entrant = tuple[str, str]
"""A model's name and a contestant's."""

Gains = Mapping[Entrant, Mapping[str, float]]
"""For each entrant the metric on each fold, turned so that more is better."""


@dataclass(frozen=True)
class Judgement:
    """What the folds say.

    Parameters
    ----------
    verdict : {"helps", "no difference", "harms"}
        Whether resampling helps.
    resampler, baseline : Entrant
        The pair that decided.
    difference : Difference
        Gain of the resampler over the baseline.
    level : float
        Level of the interval that agrees with the verdict: corrected for the number of claimants.
    p_adjusted : float
        Two-sided p-value of the claim, adjusted by Holm's method.
    n_claimants : int
        How many made the claim.
    """

    verdict: Verdict
    resampler: Entrant
    baseline: Entrant
    difference: Difference
    level: float
    p_adjusted: float
    n_claimants: int


def gain_of(gains: Gains, one: Entrant, other: Entrant, test_to_train: float) -> Difference:
    """Return the gain of one entrant over another on the folds that both have done."""
    shared = [fold for fold in gains[one] if fold in gains[other]]
    return corrected_difference(
        [gains[one][fold] - gains[other][fold] for fold in shared], test_to_train
    )


def average(gains: Gains, entrant: Entrant, others: Sequence[Entrant]) -> float:
    """Return an entrant's mean over the folds that the others have done too.

    Some folds are harder than others: means over different folds cannot be compared. Where there
    is no fold that all have done, it is the mean of the entrant's own.
    """
    own = gains[entrant]
    shared = [fold for fold in own if all(fold in gains[other] for other in others)]
    return float(np.mean([own[fold] for fold in shared or own]))


def leader(gains: Gains, entrants: Sequence[Entrant]) -> Entrant:
    """Return the entrant with the best mean over the folds that all of them have done."""
    return max(entrants, key=lambda entrant: average(gains, entrant, entrants))


def judge(
    gains: Gains,
    resamplers: Sequence[Entrant],
    baselines: Sequence[Entrant],
    test_to_train: float,
    level: float = 0.95,
) -> Judgement:
    """Return the verdict.

    Parameters
    ----------
    gains : Gains
        What was measured.
    resamplers, baselines : sequence of Entrant
        Who is on which side; one or more on each.
    test_to_train : float
        Test rows per training row.
    level : float, default=0.95
        1 minus the probability of a wrong "helps" or "harms" where nothing differs.
    """
    resamplers, baselines = _different(gains, resamplers), _different(gains, baselines)
    found = {}
    for side, claimants, rivals in (
        ("helps", resamplers, baselines),
        ("harms", baselines, resamplers),
    ):
        hardest = [_hardest(gains, c, rivals, test_to_train) for c in claimants]
        p = [difference.p_greater() for _, difference in hardest]
        adjusted = adjust_holm(p)
        # Of equal p-values, as of those that are all zero, the greatest gain.
        best = min(range(len(p)), key=lambda i: (p[i], -_finite(hardest[i][1].mean)))
        found[side] = (claimants[best], *hardest[best], float(adjusted[best]), len(claimants))
        if side == "helps":
            # With no claim to report, that of the best on average says most.
            i = claimants.index(leader(gains, claimants))
            nearest = (claimants[i], *hardest[i], float(adjusted[i]))
    verdict: Verdict = "no difference"
    n = len(resamplers)
    claimant, rival, difference, p_least = nearest
    if found["helps"][3] <= (1 - level) / 2:
        verdict = "helps"
        claimant, rival, difference, p_least, n = found["helps"]
    elif found["harms"][3] <= (1 - level) / 2:
        verdict = "harms"
        rival, claimant, difference, p_least, n = found["harms"]
        difference = difference.reversed()
    return Judgement(
        verdict,
        claimant,
        rival,
        difference,
        1 - (1 - level) / n,
        min(1.0, 2 * p_least),
        n,
    )


def hopeless(
    gains: Gains, entrants: Sequence[Entrant], test_to_train: float, p_below: float = 0.005
) -> list[Entrant]:
    """Return the entrants that are plainly worse than the best of them: no need to go on.

    A claim needs the best of its side only: who loses to it plainly cannot win, and whoever beats
    the best beats the hopeless too.
    """
    done = [e for e in entrants if len(gains.get(e, {})) >= 3]
    if len(done) < 2:
        return []
    best = leader(gains, done)
    return [
        e
        for e in done
        if e != best and gain_of(gains, best, e, test_to_train).p_greater() < p_below
    ]


def _hardest(
    gains: Gains, claimant: Entrant, rivals: Sequence[Entrant], test_to_train: float
) -> tuple[Entrant, Difference]:
    """Return the rival that a claimant is least surely better than."""
    against = [(rival, gain_of(gains, claimant, rival, test_to_train)) for rival in rivals]
    return max(against, key=lambda pair: (pair[1].p_greater(), -_finite(pair[1].mean)))


def _different(gains: Gains, entrants: Sequence[Entrant]) -> list[Entrant]:
    """Leave out those whose every fold is that of another: they make no claim of their own."""
    kept: list[Entrant] = []
    for entrant in entrants:
        if not any(dict(gains[entrant]) == dict(gains[other]) for other in kept):
            kept.append(entrant)
    return kept


def _finite(value: float) -> float:
    return value if np.isfinite(value) else 0.0
