"""From everyone's outcomes to the verdict, its sentence, the winner and the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import joblib
import numpy as np
from numpy.typing import NDArray

from counterpoise.comparison.code import as_code
from counterpoise.comparison.contest import critical_findings
from counterpoise.comparison.curve import NONE, make_curve
from counterpoise.comparison.metrics import METRICS
from counterpoise.comparison.planning import Plan
from counterpoise.comparison.result import (
    Comparison,
    JsonObject,
    calibration_curve,
    precision_recall,
)
from counterpoise.comparison.settling import Effort, Outlook, look_ahead
from counterpoise.comparison.splits import Fold, test_to_train
from counterpoise.comparison.statistics import FEWEST_FOLDS, Difference, adjust_holm
from counterpoise.comparison.verdict import Entrant, Judgement, Terms, gain_of, judge, leader
from counterpoise.comparison.winner import make_winner, usual_settings
from counterpoise.comparison.winner_rule import expected_decisions
from counterpoise.comparison.wording import (
    describe,
    nothing_done,
    ratio_sentence,
    saved_for_the_budget,
    settled_by,
    verdict_sentence,
)

if TYPE_CHECKING:
    from counterpoise.comparison.running import Run

__all__ = ["Conclusion"]


class Conclusion:
    """What follows from a run.

    Parameters
    ----------
    run : Run
        A run whose contestants were evaluated.
    folds : list of Fold
        All folds that were planned.
    plan : Plan
        What the budget allowed.
    """

    def __init__(self, run: Run, folds: list[Fold], plan: Plan):
        self.run, self.folds, self.plan = run, folds, plan
        self.contest, self.request = run.contest, run.request
        self.gains = run.gains()
        self.resampling = {c.name for c in self.contest.contestants if c.resamples}
        shares = self.contest.counts / self.contest.counts.sum()
        self.scale = self.contest.metric.scale(shares, self.contest.costs)
        self.terms = Terms(
            test_to_train(folds),
            self.request.level,
            self.request.margin * self.scale,
            run.pool(folds),
            self._same(),
        )

    def draw(self, n_resumed: int) -> Comparison:
        """Return the comparison; `n_resumed` outcomes were in the journal."""
        ours, theirs = self._sides(None)
        if not ours or not theirs:
            raise nothing_done(self.run)
        judgement = judge(self.gains, ours, theirs, self.terms, self._given_up(None))
        outlook = look_ahead(judgement, self.terms, self._effort())
        winner = judgement.resampler if judgement.verdict == "helps" else judgement.baseline
        models, differences = self._by_model()
        estimator, chosen = make_winner(self.run, winner)
        return Comparison(
            verdict=judgement.verdict,
            sentence=verdict_sentence(self.run, judgement, self.gains, self.terms, outlook),
            gain=self._told_gain(judgement, outlook),
            metric=self.contest.metric,
            winner={
                "model": winner[0],
                "contestant": winner[1],
                "title": describe(winner),
                "settings": chosen,
                "code": as_code(estimator),
                "decision": self._decision(winner),
            },
            differences=[self._deciding(judgement), *differences],
            contestants=self._scores(),
            models=models,
            curves=self._curves(),
            folds=self._told_folds(),
            budget=self._told_budget(n_resumed),
            estimator=estimator,
            findings=critical_findings(self.contest),
            ratios=self._ratios(),
        )

    def _sides(self, model: str | None) -> tuple[list[Entrant], list[Entrant]]:
        """Return the resampling entrants, of a model or of all, and those that leave the rows.

        Those who were given up are out, and those with too few folds, unless a side has no others.
        """
        gains, notes = self.gains, self.run.notes
        inside = [e for e in gains if model is None or e[0] == model]
        kept = [e for e in inside if e not in notes or notes[e].code != "given up"]
        enough = [e for e in kept if len(gains[e]) >= FEWEST_FOLDS]
        if {e[1] in self.resampling for e in enough} == {True, False}:
            kept = enough
        ours = [e for e in kept if e[1] in self.resampling]
        return ours, [e for e in kept if e[1] not in self.resampling]

    def _given_up(self, model: str | None) -> tuple[int, int]:
        """Return how many of each side were given up on the way."""
        out = [
            e
            for e, note in self.run.notes.items()
            if note.code == "given up" and (model is None or e[0] == model)
        ]
        ours = sum(e[1] in self.resampling for e in out)
        return ours, len(out) - ours

    def _same(self) -> frozenset[frozenset[Entrant]]:
        """Return the pairs that agree in every figure of every fold: they are one thing."""
        figures = {
            e: {fold: tuple(o.scores.values()) for fold, o in self.run.outcomes[e].items()}
            for e in self.gains
        }
        return frozenset(
            frozenset((one, other))
            for one in figures
            for other in figures
            if one[1] in self.resampling and figures[one] == figures[other] and one != other
        )

    def _effort(self) -> Effort:
        """Return what the run had and took."""
        seconds = [
            outcome.seconds
            for entrant, found in self.run.outcomes.items()
            for outcome in found.values()
            if entrant[1] != "threshold"  # shares the fits of "nothing"
        ]
        splitting = self.contest.splitting
        n_jobs = joblib.effective_n_jobs(self.request.n_jobs)
        return Effort(
            len(self.contest.data.codes),
            len(self.folds) // self.plan.repeats,
            self.plan.repeats,
            sum(seconds) / self.plan.repeats / n_jobs,
            can_repeat=splitting.times is None,
        )

    def _told_gain(self, found: Judgement, outlook: Outlook) -> JsonObject:
        """Return the gain of the best method over the best baseline, and what could be shown."""
        return {
            "value": found.difference.mean,
            "interval": [found.low, found.high],
            "level": self.request.level,
            "margin": self.terms.margin,
            "scale": self.scale,
            "p_adjusted": found.p_adjusted,
            "methods": found.n_resamplers,
            "baselines": found.n_baselines,
            "smallest_difference": outlook.smallest_difference,
            "would_settle": settled_by(outlook),
        }

    def _by_model(self) -> tuple[list[JsonObject], list[JsonObject]]:
        """Return the verdict for each model alone, and its methods' gains."""
        models: list[JsonObject] = []
        differences: list[JsonObject] = []
        for model in self.contest.models:
            own, other = self._sides(model.name)
            if not own or not other:
                models.append({"model": model.name, "verdict": None, "sentence": "not done"})
                continue
            alone = judge(self.gains, own, other, self.terms, self._given_up(model.name))
            outlook = look_ahead(alone, self.terms, self._effort())
            models.append(
                {
                    "model": model.name,
                    "verdict": alone.verdict,
                    "sentence": verdict_sentence(self.run, alone, self.gains, self.terms, outlook),
                }
            )
            differences += self._pairs(own, other)
        return models, differences

    def _told_folds(self) -> JsonObject:
        """Return how the rows were split."""
        splitting, data = self.contest.splitting, self.contest.data
        return {
            "kind": splitting.kind,
            "folds": splitting.n_folds,
            "repeats": self.plan.repeats,
            "inner": self.request.inner_folds,
            "planned": len(self.folds),
            "done": max((len(found) for found in self.gains.values()), default=0),
            "test_to_train": self.terms.test_to_train,
            "n_rows": len(data.codes),
            "classes": {
                str(label): int(n)
                for label, n in zip(data.labels, self.contest.counts, strict=True)
            },
            "positive": data.labels[1] if len(data.labels) == 2 else None,
        }

    def _told_budget(self, n_resumed: int) -> JsonObject:
        """Return what time there was, and what was left out for it."""
        plan = self.plan
        return {
            "seconds": self.request.budget,
            "used": time.time() - self.request.begun,
            "complete": not self.run.out_of_time,
            "resumed": n_resumed,
            "trials": plan.trials,
            "repeats": plan.repeats,
            "max_rows": plan.max_rows,
            "saved": saved_for_the_budget(self.run, plan),
        }

    def _deciding(self, found: Judgement) -> JsonObject:
        """Return the pair that decided."""
        return self._difference(
            (found.resampler, found.baseline),
            "the hardest to beat" if found.verdict == "helps" else "the best",
            found.difference,
            (found.low, found.high),
            found.p_adjusted,
            deciding=True,
        )

    def _pairs(self, own: Sequence[Entrant], other: Sequence[Entrant]) -> list[JsonObject]:
        """Return the gains of a model's methods over its best baseline and over doing nothing."""
        rivals = {leader(self.gains, other): "the best baseline of this model"}
        rivals.setdefault((own[0][0], "nothing"), "doing nothing")
        found = []
        for rival, role in rivals.items():
            if rival not in self.gains:
                continue
            gained = [gain_of(self.gains, e, rival, self.terms) for e in own]
            adjusted = adjust_holm([g.p_value() for g in gained])
            level = 1 - (1 - self.request.level) / len(own)
            for entrant, gain, p in zip(own, gained, adjusted, strict=True):
                bounds = gain.interval(level)
                found.append(self._difference((entrant, rival), role, gain, bounds, float(p)))
        return found

    def _difference(
        self,
        pair: tuple[Entrant, Entrant],
        role: str,
        gain: Difference,
        interval: tuple[float, float],
        p_adjusted: float,
        deciding: bool = False,
    ) -> JsonObject:
        """Return the gain of the first of a pair over the second, a baseline."""
        entrant, rival = pair
        return {
            "model": entrant[0],
            "contestant": entrant[1],
            "baseline": rival[1],
            "baseline_model": rival[0],
            "baseline_is": role,
            "metric": self.contest.metric.name,
            "difference": gain.mean,
            "interval": list(interval),
            "p_value": gain.p_value(),
            "p_adjusted": p_adjusted,
            "n_folds": gain.n_folds,
            "deciding": deciding,
        }

    def _scores(self) -> list[JsonObject]:
        """Return everyone's settings and scores, the best first."""
        means = {e: float(np.mean(list(found.values()))) for e, found in self.gains.items()}
        entrants = [
            (model.name, contestant.name)
            for model in self.contest.models
            for contestant in self.contest.contestants
        ]
        # Of equal ones, the first that was named.
        entrants.sort(key=lambda entrant: -means.get(entrant, -np.inf))
        return [self._scores_of(entrant) for entrant in entrants]

    def _scores_of(self, entrant: Entrant) -> JsonObject:
        """Return the settings and scores of an entrant."""
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
        note = self.run.notes.get(entrant)
        return {
            "model": entrant[0],
            "contestant": entrant[1],
            "kind": "resampling" if entrant[1] in self.resampling else "baseline",
            "same_as": self._same_as(entrant),
            "settings": usual_settings(found),
            "scores": scores,
            "seconds": float(sum(o.seconds for o in found)),
            "note": str(note) if note else _missing(len(found), len(self.folds)),
        }

    def _same_as(self, entrant: Entrant) -> str | None:
        """Return the contestant whose scores it has by nature in the metric asked for.

        A threshold changes labels of `predict` only: neither ranks nor probabilities, and for the
        metrics of decisions everybody's threshold is tuned.
        """
        decides = self.contest.metric.kind == "default decision"
        is_known = (entrant[0], "nothing") in self.gains
        return "nothing" if entrant[1] == "threshold" and is_known and not decides else None

    def _ratios(self) -> list[JsonObject]:
        """Return each method's score over ratios, where that was asked for."""
        found = []
        for entrant, outcomes in self.run.outcomes.items():
            scores = [o.by_ratio for o in outcomes.values() if o.by_ratio]
            if not scores:
                continue
            inside = 1 / (self.request.inner_folds - 1)
            curve = make_curve(scores, inside, self.request.level, self.terms.margin)
            points = [
                {"ratio": ratio, "gain": gain.mean, "interval": list(gain.interval(curve.level))}
                for ratio, gain in curve.gains.items()
            ]
            found.append(
                {
                    "model": entrant[0],
                    "contestant": entrant[1],
                    "answer": curve.answer,
                    "best": curve.best,
                    "without": float(np.mean([fold[NONE] for fold in scores])),
                    "points": points,
                    "sentence": ratio_sentence(self.run, entrant, curve),
                }
            )
        return found

    def _decision(self, winner: Entrant) -> JsonObject | None:
        """Return the winner's rule at the costs that were given; None where none were."""
        held_out = self._held_out(winner)
        if self.request.costs is None or not held_out:
            return None
        codes = np.concatenate([codes for codes, _ in held_out])
        if len(np.unique(codes)) < len(self.contest.data.labels):
            return None
        return expected_decisions(np.concatenate([p for _, p in held_out]), codes, self.contest)

    def _held_out(self, entrant: Entrant) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Return the classes and predictions of the first repeat's test rows, fold by fold."""
        tests = {fold.key: fold.test for fold in self.folds}
        return [
            (self.contest.data.codes[tests[key]], outcome.probabilities)
            for key, outcome in self.run.outcomes.get(entrant, {}).items()
            if outcome.probabilities is not None
        ]

    def _curves(self) -> dict[str, JsonObject]:
        n_classes = len(self.contest.data.labels)
        columns = [1] if n_classes == 2 else list(range(n_classes))
        curves: dict[str, JsonObject] = {}
        for model, contestant in self.run.outcomes:
            parts = self._held_out((model, contestant))
            if not parts:
                continue
            truth = np.concatenate([codes == c for codes, _ in parts for c in columns])
            p = np.concatenate([q[:, c] for _, q in parts for c in columns])
            curves[f"{model}/{contestant}"] = {
                "calibration": calibration_curve(truth, p),
                "precision_recall": precision_recall(truth, p),
            }
        return curves


def _missing(n_done: int, n_planned: int) -> str:
    """Return what to note of a contestant by the folds it has done."""
    if not n_done:
        return "not done"
    return "" if n_done == n_planned else f"{n_done} of {n_planned} folds"
