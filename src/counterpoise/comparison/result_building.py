"""From everyone's outcomes to the verdict, its sentence, the winner and the figures."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from counterpoise.comparison.code import as_code
from counterpoise.comparison.columns import CodedColumns
from counterpoise.comparison.contestants import seeded
from counterpoise.comparison.evaluation import Outcome, fitting
from counterpoise.comparison.metrics import METRICS
from counterpoise.comparison.planning import Plan
from counterpoise.comparison.result import Comparison, calibration_curve, precision_recall
from counterpoise.comparison.splits import Fold, test_to_train
from counterpoise.comparison.statistics import adjust_holm
from counterpoise.comparison.verdict import (
    Entrant,
    Gains,
    Judgement,
    average,
    gain_of,
    judge,
    leader,
)
from counterpoise.errors import InvalidInputError

if TYPE_CHECKING:
    from counterpoise.comparison.running import Run

__all__ = ["Conclusion"]


class Conclusion:
    """What follows from a run.

    Parameters
    ----------
    run : Run
        A run whose contestants were evaluated.
    """

    def __init__(self, run: Run):
        self.run = run

    def draw(self, folds: list[Fold], plan: Plan, n_resumed: int) -> Comparison:
        """Return the comparison.

        Parameters
        ----------
        folds : list of Fold
            All folds that were planned.
        plan : Plan
            What the budget allowed.
        n_resumed : int
            Outcomes that were in the journal.
        """
        gains = self.run.gains()
        ratio = test_to_train(folds)
        resampling = {c.name for c in self.run.contestants if c.resamples}

        def sides(model: str | None) -> tuple[list[Entrant], list[Entrant]]:
            inside = [e for e in gains if model is None or e[0] == model]
            kept = [e for e in inside if not self.run.notes.get(e, "").startswith("given up")]
            enough = [e for e in kept if len(gains[e]) >= 2]
            if {e[1] in resampling for e in enough} == {True, False}:
                kept = enough
            return [e for e in kept if e[1] in resampling], [
                e for e in kept if e[1] not in resampling
            ]

        ours, theirs = sides(None)
        if not ours or not theirs:
            raise InvalidInputError(self._nothing_done())
        judgement = judge(gains, ours, theirs, ratio, self.run.asked.level)
        means = {e: float(np.mean(list(found.values()))) for e, found in gains.items()}
        winner = judgement.resampler
        if judgement.verdict != "helps":
            winner = judgement.baseline
            if judgement.verdict == "no difference":
                winner = leader(gains, theirs)
        differences = [_as_dict(judgement, gains, self.run.metric.name, self.run.asked.level)]
        models = []
        for model in self.run.models:
            own, other = sides(model.name)
            if not own or not other:
                models.append({"model": model.name, "verdict": None, "sentence": "not done"})
                continue
            alone = judge(gains, own, other, ratio, self.run.asked.level)
            models.append(
                {
                    "model": model.name,
                    "verdict": alone.verdict,
                    "sentence": self._sentence(alone, gains),
                }
            )
            differences += self._pairs(gains, own, other, ratio)
        estimator, chosen = self._make_winner(winner)
        return Comparison(
            verdict=judgement.verdict,
            sentence=self._sentence(judgement, gains),
            metric=self.run.metric,
            winner={
                "model": winner[0],
                "contestant": winner[1],
                "title": _describe(winner),
                "settings": chosen,
                "code": as_code(estimator),
            },
            differences=differences,
            contestants=self._scores(means, len(folds)),
            models=models,
            curves=self._curves(folds),
            folds={
                "kind": self.run.splitting.kind,
                "folds": self.run.splitting.n_folds,
                "repeats": plan.repeats,
                "inner": self.run.asked.inner_folds,
                "planned": len(folds),
                "done": max((len(found) for found in gains.values()), default=0),
                "test_to_train": ratio,
                "n_rows": len(self.run.data.codes),
                "classes": {
                    str(label): int(n)
                    for label, n in zip(self.run.data.labels, self.run.counts, strict=True)
                },
                "positive": self.run.data.labels[1] if len(self.run.data.labels) == 2 else None,
            },
            budget={
                "seconds": self.run.asked.budget,
                "used": time.time() - self.run.asked.begun,
                "complete": not self.run.out_of_time,
                "resumed": n_resumed,
                "trials": plan.trials,
                "repeats": plan.repeats,
                "max_rows": plan.max_rows,
                "saved": self._saved(plan),
            },
            estimator=estimator,
        )

    def _nothing_done(self) -> str:
        failed = [f"{m}/{c}: {note}" for (m, c), note in self.run.notes.items() if "failed" in note]
        if self.run.out_of_time:
            return (
                f"the budget of {self.run.asked.budget:g} s ended before a baseline and a method "
                "had done a fold: give more time, fewer models, or fewer rows"
            )
        return "no baseline or no method could be evaluated: " + "; ".join(failed[:4])

    def _saved(self, plan: Plan) -> list[str]:
        saved = []
        if plan.trials < self.run.asked.trials:
            saved.append(f"{_counted(plan.trials, 'trial')} instead of {self.run.asked.trials}")
        if plan.repeats < self.run.asked.repeats and self.run.splitting.times is None:
            saved.append(f"{_counted(plan.repeats, 'repeat')} instead of {self.run.asked.repeats}")
        if plan.max_rows is not None:
            saved.append(f"at most {plan.max_rows:,} training rows in a fold")
        if self.run.out_of_time:
            saved.append("evaluations that were not done when the time was over")
        return saved

    def _sentence(self, found: Judgement, gains: Gains) -> str:
        low, high = found.difference.interval(found.level)
        n = found.difference.n_folds
        title = self.run.metric.title
        one, other = _describe(found.resampler), _describe(found.baseline)
        if n < 2:
            return (
                "Do not resample on this evidence: the time was over before two folds were done, "
                f"and nothing can be said about {title}."
            )
        pair = (found.resampler, found.baseline)
        means = [self._mean(gains, entrant, pair) for entrant in pair]
        over = f" over all {found.n_claimants} claims" if found.n_claimants > 1 else ""
        figures = (
            f"{means[0]} against {means[1]} on average over {n} folds; gain "
            f"{found.difference.mean:+.3f}, interval {low:+.3f} to {high:+.3f} at "
            f"{100 * self.run.asked.level:g} %{over}"
        )
        early = " The time was over before all was done." if self.run.out_of_time else ""
        if found.verdict == "helps":
            said = f"Resample: {one} is better in {title} than every baseline, hardest {other}: "
        elif found.verdict == "harms":
            said = (
                f"Do not resample: {other} is better in {title} than every method, at best {one}: "
            )
        else:
            said = (
                f"Do not resample: no method is shown to be better in {title} than the baselines. "
                f"The nearest to it is {one}, not shown to beat {other}: "
            )
        return f"{said}{figures}.{early}"

    def _mean(self, gains: Gains, entrant: Entrant, pair: tuple[Entrant, Entrant]) -> str:
        """Return an entrant's mean score on the folds that both of a pair have done."""
        name = self.run.metric.name
        scores = {entrant: {f: o.scores[name] for f, o in self.run.outcomes[entrant].items()}}
        return f"{average({**gains, **scores}, entrant, pair):.3f}"

    def _pairs(
        self,
        gains: Gains,
        own: list[Entrant],
        other: list[Entrant],
        ratio: float,
    ) -> list[dict[str, Any]]:
        """Return the gains of a model's methods over its best baseline and over doing nothing."""
        rivals = {leader(gains, other): "the best baseline of this model"}
        rivals.setdefault((own[0][0], "nothing"), "doing nothing")
        found = []
        for rival, role in rivals.items():
            if rival not in gains:
                continue
            gained = [gain_of(gains, e, rival, ratio) for e in own]
            adjusted = adjust_holm([g.p_value() for g in gained])
            level = 1 - (1 - self.run.asked.level) / len(own)
            for entrant, gain, p in zip(own, gained, adjusted, strict=True):
                found.append(
                    {
                        "model": entrant[0],
                        "contestant": entrant[1],
                        "baseline": rival[1],
                        "baseline_model": rival[0],
                        "baseline_is": role,
                        "metric": self.run.metric.name,
                        "difference": gain.mean,
                        "interval": list(gain.interval(level)),
                        "p_value": gain.p_value(),
                        "p_adjusted": float(p),
                        "n_folds": gain.n_folds,
                        "deciding": False,
                    }
                )
        return found

    def _scores(self, means: dict[Entrant, float], n_planned: int) -> list[dict[str, Any]]:
        listed = []
        for model in self.run.models:
            for contestant in self.run.contestants:
                entrant = (model.name, contestant.name)
                found = [o for o in self.run.outcomes.get(entrant, {}).values() if not o.error]
                scores = {}
                for name in METRICS:
                    values = [o.scores[name] for o in found]
                    if values:
                        scores[name] = {
                            "mean": float(np.mean(values)),
                            "std": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
                            "values": values,
                        }
                listed.append(
                    {
                        "model": model.name,
                        "contestant": contestant.name,
                        "kind": "resampling" if contestant.resamples else "baseline",
                        "settings": _usual_settings(found),
                        "scores": scores,
                        "seconds": float(sum(o.seconds for o in found)),
                        "note": self.run.notes.get(entrant, _missing(len(found), n_planned)),
                    }
                )
        return sorted(listed, key=lambda c: -means.get((c["model"], c["contestant"]), -np.inf))

    def _curves(self, folds: list[Fold]) -> dict[str, dict[str, Any]]:
        tests = {fold.key: fold.test for fold in folds}
        n_classes = len(self.run.data.labels)
        columns = [1] if n_classes == 2 else list(range(n_classes))
        curves = {}
        for (model, contestant), found in self.run.outcomes.items():
            parts = [
                (self.run.data.codes[tests[key]], outcome.probabilities)
                for key, outcome in found.items()
                if outcome.probabilities is not None
            ]
            if not parts:
                continue
            truth = np.concatenate([codes == c for codes, _ in parts for c in columns])
            p = np.concatenate([q[:, c] for _, q in parts for c in columns])
            curves[f"{model}/{contestant}"] = {
                "calibration": calibration_curve(truth, p),
                "precision_recall": precision_recall(truth, p),
            }
        return curves

    def _make_winner(self, winner: Entrant) -> tuple[Any, dict[str, Any]]:
        """Return the winner's estimator for the table as it was given, and its settings."""
        model = next(m for m in self.run.models if m.name == winner[0])
        contestant = next(c for c in self.run.contestants if c.name == winner[1])
        found = [o for o in self.run.outcomes[winner].values() if not o.error]
        chosen = _usual_settings(found)
        estimator = fitting(model, contestant, chosen, self.run.data)
        table = self.run.table
        plain = not table.has_names and len(self.run.names) == table.n_features
        if not plain or self.run.category_names:
            coder = CodedColumns(list(self.run.names), list(self.run.category_names))
            steps = estimator.steps if isinstance(estimator, Pipeline) else None
            estimator = make_pipeline(coder, *([s for _, s in steps] if steps else [estimator]))
        estimator = seeded(estimator, self.run.asked.seed)
        thresholds = [o.threshold for o in found if o.threshold is not None]
        decides = self.run.metric.kind == "decision" or winner[1] == "threshold"
        if thresholds and decides:
            chosen["threshold"] = float(f"{np.median(thresholds):.3g}")
            estimator = FixedThresholdClassifier(
                estimator,
                threshold=chosen["threshold"],
                pos_label=self.run.data.labels[1],
                response_method="predict_proba",
            )
        return estimator, chosen


def _as_dict(found: Judgement, gains: Gains, metric: str, level: float) -> dict[str, Any]:
    return {
        "model": found.resampler[0],
        "contestant": found.resampler[1],
        "baseline": found.baseline[1],
        "baseline_model": found.baseline[0],
        "baseline_is": "the hardest to beat" if found.verdict != "harms" else "the best",
        "metric": metric,
        "difference": found.difference.mean,
        "interval": list(found.difference.interval(found.level)),
        "p_value": found.difference.p_value(),
        "p_adjusted": found.p_adjusted,
        "n_folds": found.difference.n_folds,
        "deciding": True,
    }


def _describe(entrant: Entrant) -> str:
    model, contestant = entrant
    treated = {
        "nothing": "as it is",
        "class-weights": "with class weights",
        "threshold": "with a tuned threshold",
    }.get(contestant, f"with {contestant}")
    return f"{model} {treated}"


def _missing(n_done: int, n_planned: int) -> str:
    """Return what to note of a contestant by the folds it has done."""
    if not n_done:
        return "not done"
    return "" if n_done == n_planned else f"{n_done} of {n_planned} folds"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _usual_settings(found: list[Outcome]) -> dict[str, Any]:
    """Return the median settings of the folds."""
    if not found or not found[0].settings:
        return {}
    chosen: dict[str, Any] = {}
    for name in found[0].settings:
        middle = float(np.median([o.settings[name] for o in found]))
        chosen[name] = round(middle) if name == "k" else float(f"{middle:.2g}")
    return chosen
