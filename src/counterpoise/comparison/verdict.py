"""Does resampling help? From gains over folds to one of four verdicts.

What is asked is one number: by how much the best resampling contestant is better than the best
baseline. Which of many is the best is not known, and whoever looks best on the folds owes that to
chance in part, so nobody is picked first and tested on the same folds afterwards. The interval of
the number allows for every choice:

- a contestant is better than *every* baseline by at least the least of its lower bounds against
  each (an intersection-union test, which needs no correction for the number of rivals). The lower
  bound of the whole is the greatest of these, with bounds at a level that is shared out among the
  contestants (Bonferroni);
- its upper bound is found likewise, from the baselines' side.

The verdict is read off the interval, and so agrees with it:

- equivalent: it lies within a margin that the user takes for nothing;
- helps: it lies above zero, that is, a contestant is better than every baseline;
- harms: it lies below zero, that is, a baseline is better than every contestant;
- cannot tell: anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from counterpoise.comparison.contributions import Entrant, Pool
from counterpoise.comparison.statistics import Difference, corrected_difference

__all__ = [
    "VERDICTS",
    "Entrant",
    "Gains",
    "Judgement",
    "Terms",
    "Verdict",
    "average",
    "gain_of",
    "hopeless",
    "judge",
    "leader",
]

Verdict = Literal["helps", "harms", "equivalent", "cannot tell"]

VERDICTS: tuple[Verdict, ...] = ("helps", "equivalent", "harms", "cannot tell")
"""All verdicts."""

Gains = Mapping[Entrant, Mapping[str, float]]
"""For each entrant the metric on each fold, turned so that more is better."""


@dataclass(frozen=True)
class Terms:
    """What gains are judged by.

    Parameters
    ----------
    test_to_train : float
        Test rows per training row.
    level : float, default=0.95
        1 minus the probability of a wrong verdict.
    margin : float, default=0
        Differences that are taken for nothing, in the metric's own units.
    pool : Pool, optional
        What each test row contributes; where there is nothing, gains are judged fold by fold.
    same : collection of frozenset of Entrant
        Pairs that agree in every figure, not only in the metric that is judged by.
    """

    test_to_train: float
    level: float = 0.95
    margin: float = 0.0
    pool: Pool | None = None
    same: frozenset[frozenset[Entrant]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Judgement:
    """What the folds say.

    Parameters
    ----------
    verdict : {"helps", "harms", "equivalent", "cannot tell"}
        Whether resampling helps.
    resampler, baseline : Entrant
        The pair that decided: who is better than every rival, and the rival that was hardest to
        beat; otherwise the best of both sides on average.
    difference : Difference
        Gain of the resampler over the baseline.
    low, high : float
        Interval of the gain of the best contestant over the best baseline, whoever these are.
    p_adjusted : float
        Two-sided p-value of the claim that there is a gain or a loss, for the same choices.
    n_resamplers, n_baselines : int
        Among how many the best were sought.
    """

    verdict: Verdict
    resampler: Entrant
    baseline: Entrant
    difference: Difference
    low: float
    high: float
    p_adjusted: float
    n_resamplers: int
    n_baselines: int


@dataclass(frozen=True)
class _Claim:
    """That one entrant is better than every rival by at least `bound`."""

    claimant: Entrant
    rival: Entrant
    bound: float
    p_value: float


def gain_of(gains: Gains, one: Entrant, other: Entrant, terms: Terms) -> Difference:
    """Return the gain of one entrant over another on the folds that both have done."""
    shared = [fold for fold in gains[one] if fold in gains[other]]
    if frozenset((one, other)) in terms.same:
        return Difference(0.0, 0.0, len(shared), df=1, is_same=True)
    by_fold = corrected_difference(
        [gains[one][fold] - gains[other][fold] for fold in shared], terms.test_to_train
    )
    by_row = terms.pool and terms.pool.gain(by_fold.mean, one, other, shared)
    return by_row or by_fold


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
    terms: Terms,
    given_up: tuple[int, int] = (0, 0),
) -> Judgement:
    """Return the verdict.

    Parameters
    ----------
    gains : Gains
        What was measured.
    resamplers, baselines : sequence of Entrant
        Who is on which side; one or more on each.
    terms : Terms
        What gains are judged by.
    given_up : (int, int)
        Resamplers and baselines that were left out for what the folds said of them. They were
        chosen among too.
    """
    resamplers, baselines = _different(gains, resamplers), _different(gains, baselines)
    n_ours, n_theirs = len(resamplers) + given_up[0], len(baselines) + given_up[1]
    helps = _best_claim(gains, resamplers, baselines, terms, n_ours)
    harms = _best_claim(gains, baselines, resamplers, terms, n_theirs)
    low, high = helps.bound, -harms.bound
    pair = leader(gains, resamplers), leader(gains, baselines)
    verdict: Verdict = "cannot tell"
    if -terms.margin <= low and high <= terms.margin:
        verdict = "equivalent"
    elif low > 0:
        verdict, pair = "helps", (helps.claimant, helps.rival)
    elif high < 0:
        verdict, pair = "harms", (harms.rival, harms.claimant)
    difference = gain_of(gains, *pair, terms)
    if np.isfinite(difference.mean):
        # A noisy rival can be the hardest to beat, and lie outside of what all together say.
        low, high = min(low, difference.mean), max(high, difference.mean)
    p_adjusted = min(1.0, 2 * min(helps.p_value * n_ours, harms.p_value * n_theirs))
    return Judgement(verdict, *pair, difference, low, high, p_adjusted, n_ours, n_theirs)


def hopeless(
    gains: Gains, entrants: Sequence[Entrant], terms: Terms, p_below: float = 0.005
) -> list[Entrant]:
    """Return the entrants that are plainly worse than the best of them: no need to go on.

    A claim needs the best of its side only: who loses to it plainly cannot win, and whoever beats
    the best beats the hopeless too.
    """
    done = [e for e in entrants if len(gains.get(e, {})) >= 3]
    if len(done) < 2:
        return []
    best = leader(gains, done)
    return [e for e in done if e != best and gain_of(gains, best, e, terms).p_greater() < p_below]


def _best_claim(
    gains: Gains,
    claimants: Sequence[Entrant],
    rivals: Sequence[Entrant],
    terms: Terms,
    n_claimants: int,
) -> _Claim:
    """Return the strongest claim that one is better than every rival, at its share of the level."""
    level = 1 - (1 - terms.level) / n_claimants
    claims = []
    for claimant in claimants:
        against = [(rival, gain_of(gains, claimant, rival, terms)) for rival in rivals]
        rival, hardest = min(against, key=lambda pair: (pair[1].interval(level)[0], pair[1].mean))
        p_value = max(difference.p_greater() for _, difference in against)
        claims.append(_Claim(claimant, rival, hardest.interval(level)[0], p_value))
    return max(claims, key=lambda claim: claim.bound)


def _different(gains: Gains, entrants: Iterable[Entrant]) -> list[Entrant]:
    """Leave out those whose every fold is that of another: they make no claim of their own."""
    kept: list[Entrant] = []
    for entrant in entrants:
        if not any(dict(gains[entrant]) == dict(gains[other]) for other in kept):
            kept.append(entrant)
    return kept
