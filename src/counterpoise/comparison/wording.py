"""The sentences of a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from counterpoise.comparison.curve import RatioCurve
from counterpoise.comparison.planning import Plan
from counterpoise.comparison.settling import Outlook
from counterpoise.comparison.verdict import Entrant, Gains, Judgement, Terms, average
from counterpoise.errors import InvalidInputError

if TYPE_CHECKING:
    from counterpoise.comparison.running import Run

__all__ = [
    "describe",
    "nothing_done",
    "ratio_sentence",
    "saved_for_the_budget",
    "settled_by",
    "verdict_sentence",
]

_TREATED: Mapping[str, str] = {
    "nothing": "as it is",
    "class-weights": "with class weights",
    "threshold": "with a tuned threshold",
}


_MOST_TIMES = 1000
"""As many times as many rows as there are that are worth naming."""


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
    if plan.repeats < asked.n_repeats and run.contest.splitting.times is None:
        saved.append(f"{_counted(plan.repeats, 'repeat')} instead of {asked.n_repeats}")
    if plan.max_rows is not None:
        saved.append(f"at most {plan.max_rows:,} training rows in a fold")
    if run.out_of_time:
        saved.append("evaluations that were not done when the time was over")
    return saved


def verdict_sentence(
    run: Run, found: Judgement, gains: Gains, terms: Terms, outlook: Outlook
) -> str:
    """Return a verdict in plain words, with its figures and with what would settle it."""
    title = run.contest.metric.title
    one, other = describe(found.resampler), describe(found.baseline)
    early = " The time was over before all was done." if run.out_of_time else ""
    if found.difference.n_folds == 0:
        return f"Nothing can be said about {title}: no fold was done by both sides.{early}"
    figures = _figures(run, found, gains, terms)
    if found.verdict == "helps":
        said = f"Resample: {one} is better in {title} than every baseline, hardest {other}"
    elif found.verdict == "harms":
        said = f"Do not resample: {other} is better in {title} than every method, at best {one}"
    elif found.verdict == "equivalent":
        said = (
            f"Do not resample: it makes no difference in {title} that matters. The best method, "
            f"{one}, and the best baseline, {other}, differ by less than {_short(terms.margin)}"
        )
    else:
        said = (
            f"Not settled: resampling may help, harm or change nothing in {title}. On average "
            f"the best method is {one} and the best baseline is {other}"
        )
    ahead = f" {_outlook_sentence(run, found, outlook)}" if found.verdict == "cannot tell" else ""
    return f"{said}: {figures}.{ahead}{early}"


def ratio_sentence(run: Run, entrant: Entrant, curve: RatioCurve) -> str:
    """Return how far an entrant should resample, in plain words."""
    who, title = describe(entrant), run.contest.metric.title
    if curve.best is None:
        return f"{who}: no ratio could be tried."
    gain = curve.gains[curve.answer or curve.best]
    low, high = gain.interval(curve.level)
    width = high - low
    if not math.isfinite(width):
        return f"{who}: cannot tell. The folds are too few, or all of them agree."
    figures = f"{_signed(gain.mean, width)}, {_signed(low, width)} to {_signed(high, width)}"
    if curve.answer == 0:
        return (
            f"{who}: none. No ratio gains more than {_short(curve.margin)} in {title} over the "
            f"rows as they are (the best, {curve.best:g}, {figures})."
        )
    if curve.answer is None:
        return (
            f"{who}: cannot tell. No ratio is shown to be better in {title} than the rows as they "
            f"are, nor that none is (the best, {curve.best:g}, gains {figures})."
        )
    return f"{who}: up to {curve.answer:g} (gains {figures} in {title} over the rows as they are)."


def settled_by(outlook: Outlook) -> dict[str, float | int]:
    """Return what would settle the question, as plain values."""
    told = {name: getattr(outlook, name) for name in ("folds", "repeats", "minutes", "rows")}
    return {name: value for name, value in told.items() if value is not None}


def _figures(run: Run, found: Judgement, gains: Gains, terms: Terms) -> str:
    """Return both means, the gain and its interval."""
    pair = (found.resampler, found.baseline)
    means = [_mean_score(run, gains, entrant, pair) for entrant in pair]
    n = found.difference.n_folds
    width = found.high - found.low
    known = math.isfinite(width)
    told = (
        f"{means[0]} against {means[1]} on average over {_counted(n, 'fold')}; gain "
        f"{_signed(found.difference.mean, width if known else 0.0)}"
    )
    chosen = found.n_resamplers * found.n_baselines > 1
    among = ", which allows for the choice of the best" if chosen else ""
    at = f"at {100 * terms.level:g} %{among}"
    if known:
        return f"{told}, interval {_signed(found.low, width)} to {_signed(found.high, width)} {at}"
    # One side is unknown where a contestant and a baseline agree in every fold.
    if math.isfinite(found.high):
        return f"{told}, at most {_signed(found.high, abs(found.high))} {at}"
    if math.isfinite(found.low):
        return f"{told}, at least {_signed(found.low, abs(found.low))} {at}"
    return told


def _is_perfect(run: Run, entrant: Entrant) -> bool:
    """Return whether an entrant's every score is the best there can be."""
    metric = run.contest.metric
    return all(o.scores[metric.name] == metric.best for o in run.outcomes[entrant].values())


def _outlook_sentence(run: Run, found: Judgement, outlook: Outlook) -> str:
    """Return what this run could have shown, and what would settle what it could not."""
    if _is_perfect(run, found.resampler) and _is_perfect(run, found.baseline):
        return (
            "Both are perfect in every fold: nothing is left to gain. Is that too good to be true? "
            "`counterpoise inspect` (in Python, diagnose) tells whether a column gives the class "
            "away."
        )
    if outlook.folds is not None:
        return (
            f"Nothing can be told from fewer than {outlook.folds} different test folds. Ask for "
            f"{outlook.folds} folds or more; each needs two rows of every class, and the time to "
            "be done (--resume, in Python resume, keeps what is done for the next run)."
        )
    if outlook.smallest_difference is None:
        return (
            "All folds agree to the last digit, as they do where there are too few rows for scores "
            "to differ, so that nothing tells how far chance reaches. More rows will."
        )
    smallest = _short(outlook.smallest_difference)
    could = f"The smallest difference that this run could have shown is {smallest}."
    return " ".join([could, *_what_settles(outlook, len(run.contest.data.codes))])


def _what_settles(outlook: Outlook, n_rows: int) -> Iterator[str]:
    """Yield what would settle what a run could not tell."""
    if outlook.repeats is None:
        longer = ""
    else:
        # --resume keeps the evaluations, so that a second run adds to the first.
        more = _duration(outlook.minutes or 0.0)
        longer = f"in {more} more (--resume, in Python resume, keeps what is done)"
    if outlook.rows is None:
        if longer:
            told = f"{outlook.repeats} repeats should settle it, {longer}."
            yield f"If the gain stays as it is, {told}"
        return
    times = outlook.rows / n_rows
    rows = f"about {outlook.rows:,} rows ({times:.1f} times as many)"
    if longer:
        yield (
            f"A single repeat does not tell what more repeats bring: {outlook.repeats} may settle "
            f"it, {longer}."
        )
    if times <= _MOST_TIMES:
        ending = "." if longer else "; more repeats will not."
        yield f"If the gain stays as it is, {rows} should settle it{ending}"
    elif longer:
        yield "If they do not, no number of rows within reach will."
    else:
        yield "More repeats will not settle it, nor any number of rows within reach."


def _duration(minutes: float) -> str:
    if minutes < 1:
        return "less than a minute"
    if minutes < 90:
        return _counted(math.ceil(minutes), "minute")
    return f"{minutes / 60:.1f} hours"


def _short(value: float) -> str:
    return f"{value:.3f}" if value >= 0.02 else f"{value:.2g}"


def _signed(value: float, width: float) -> str:
    """Return a gain with three decimals, or as many as an interval of such a width needs."""
    digits = 3 if width > 0.01 or width <= 0 else min(9, 2 - math.floor(math.log10(width)))
    return f"{value:+.{digits}f}"


def _mean_score(run: Run, gains: Gains, entrant: Entrant, pair: tuple[Entrant, Entrant]) -> str:
    """Return an entrant's mean score on the folds that both of a pair have done."""
    name = run.contest.metric.name
    scores = {entrant: {f: o.scores[name] for f, o in run.outcomes[entrant].items()}}
    return f"{average({**gains, **scores}, entrant, pair):.3f}"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
