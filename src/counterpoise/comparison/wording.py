"""The sentences of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from counterpoise.comparison.planning import Plan
from counterpoise.comparison.verdict import Entrant, Gains, Judgement, average
from counterpoise.errors import InvalidInputError

if TYPE_CHECKING:
    from counterpoise.comparison.running import Run

__all__ = ["describe", "nothing_done", "saved_for_the_budget", "verdict_sentence"]

_TREATED: Mapping[str, str] = {
    "nothing": "as it is",
    "class-weights": "with class weights",
    "threshold": "with a tuned threshold",
}


def describe(entrant: Entrant) -> str:
    """Return how a sentence calls an entrant."""
    model, contestant = entrant
    return f"{model} {_TREATED.get(contestant, f'with {contestant}')}"


def nothing_done(run: Run) -> InvalidInputError:
    """Return the error that tells why there is nothing to compare."""
    if run.out_of_time:
        return InvalidInputError(
            f"the budget of {run.request.budget:g} s ended before a baseline and a method had "
            "done a fold",
            remedy="give more time, fewer models, or fewer rows",
            parameter="budget",
        )
    failed = [f"{m}/{c}: {note}" for (m, c), note in run.notes.items() if note.code == "failed"]
    return InvalidInputError(
        "no baseline or no method could be evaluated: ", "; ".join(failed[:4]), remedy=None
    )


def saved_for_the_budget(run: Run, plan: Plan) -> list[str]:
    """Return what was left out for the budget."""
    asked, saved = run.request, []
    if plan.trials < asked.trials:
        saved.append(f"{_counted(plan.trials, 'trial')} instead of {asked.trials}")
    if plan.repeats < asked.repeats and run.contest.splitting.times is None:
        saved.append(f"{_counted(plan.repeats, 'repeat')} instead of {asked.repeats}")
    if plan.max_rows is not None:
        saved.append(f"at most {plan.max_rows:,} training rows in a fold")
    if run.out_of_time:
        saved.append("evaluations that were not done when the time was over")
    return saved


def verdict_sentence(run: Run, found: Judgement, gains: Gains) -> str:
    """Return a verdict in plain words, with its figures."""
    low, high = found.difference.interval(found.level)
    n = found.difference.n_folds
    title = run.contest.metric.title
    one, other = describe(found.resampler), describe(found.baseline)
    if n < 2:
        return (
            "Do not resample on this evidence: the time was over before two folds were done, "
            f"and nothing can be said about {title}."
        )
    pair = (found.resampler, found.baseline)
    means = [_mean_score(run, gains, entrant, pair) for entrant in pair]
    over = f" over all {found.n_claimants} claims" if found.n_claimants > 1 else ""
    figures = (
        f"{means[0]} against {means[1]} on average over {n} folds; gain "
        f"{found.difference.mean:+.3f}, interval {low:+.3f} to {high:+.3f} at "
        f"{100 * run.request.level:g} %{over}"
    )
    early = " The time was over before all was done." if run.out_of_time else ""
    if found.verdict == "helps":
        said = f"Resample: {one} is better in {title} than every baseline, hardest {other}: "
    elif found.verdict == "harms":
        said = f"Do not resample: {other} is better in {title} than every method, at best {one}: "
    else:
        said = (
            f"Do not resample: no method is shown to be better in {title} than the baselines. "
            f"The nearest to it is {one}, not shown to beat {other}: "
        )
    return f"{said}{figures}.{early}"


def _mean_score(run: Run, gains: Gains, entrant: Entrant, pair: tuple[Entrant, Entrant]) -> str:
    """Return an entrant's mean score on the folds that both of a pair have done."""
    name = run.contest.metric.name
    scores = {entrant: {f: o.scores[name] for f, o in run.outcomes[entrant].items()}}
    return f"{average({**gains, **scores}, entrant, pair):.3f}"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
