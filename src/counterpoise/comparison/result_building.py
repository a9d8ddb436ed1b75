"""From everyone's outcomes to the verdict, its sentence, the winner and the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.comparison.code import as_code
from counterpoise.comparison.contest import critical_findings
from counterpoise.comparison.metrics import METRICS
from counterpoise.comparison.planning import Plan
from counterpoise.comparison.result import (
    Comparison,
    JsonObject,
    calibration_curve,
    precision_recall,
)
from counterpoise.comparison.splits import Fold, test_to_train
from counterpoise.comparison.statistics import Difference, adjust_holm
from counterpoise.comparison.verdict import Entrant, Judgement, gain_of, judge, leader
from counterpoise.comparison.winner import make_winner, usual_settings
from counterpoise.comparison.winner_rule import expected_decisions
from counterpoise.comparison.wording import (
    describe,
    nothing_done,
    saved_for_the_budget,
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
        self.ratio = test_to_train(folds)
        self.resampling = {c.name for c in self.contest.contestants if c.resamples}

    def draw(self, n_resumed: int) -> Comparison:
        """Return the comparison; `n_resumed` outcomes were in the journal."""
        ours, theirs = self._sides(None)
        if not ours or not theirs:
            raise nothing_done(self.run)
        judgement = judge(self.gains, ours, theirs, self.ratio, self.request.level)
        winner = judgement.resampler
        if judgement.verdict != "helps":
            winner = judgement.baseline
            if judgement.verdict == "no difference":
                winner = leader(self.gains, theirs)
        models, differences = self._by_model()
        estimator, chosen = make_winner(self.run, winner)
        return Comparison(
            verdict=judgement.verdict,
            sentence=verdict_sentence(self.run, judgement, self.gains),
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
        )

    def _sides(self, model: str | None) -> tuple[list[Entrant], list[Entrant]]:
        """Return the resampling entrants, of a model or of all, and those that leave the rows.

        Those who were given up are out, and those with one fold, unless a side has no others.
        """
        gains, notes = self.gains, self.run.notes
        inside = [e for e in gains if model is None or e[0] == model]
        kept = [e for e in inside if e not in notes or notes[e].code != "given up"]
        enough = [e for e in kept if len(gains[e]) >= 2]
        if {e[1] in self.resampling for e in enough} == {True, False}:
            kept = enough
        ours = [e for e in kept if e[1] in self.resampling]
        return ours, [e for e in kept if e[1] not in self.resampling]

    def _by_model(self) -> tuple[list[JsonObject], list[JsonObject]]:
        """Return the verdict for each model alone, and its methods' gains."""
        models: list[JsonObject] = []
        differences: list[JsonObject] = []
        for model in self.contest.models:
            own, other = self._sides(model.name)
            if not own or not other:
                models.append({"model": model.name, "verdict": None, "sentence": "not done"})
                continue
            alone = judge(self.gains, own, other, self.ratio, self.request.level)
            models.append(
                {
                    "model": model.name,
                    "verdict": alone.verdict,
                    "sentence": verdict_sentence(self.run, alone, self.gains),
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
            "test_to_train": self.ratio,
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
            "the hardest to beat" if found.verdict != "harms" else "the best",
            found.difference,
            found.level,
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
            gained = [gain_of(self.gains, e, rival, self.ratio) for e in own]
            adjusted = adjust_holm([g.p_value() for g in gained])
            level = 1 - (1 - self.request.level) / len(own)
            for entrant, gain, p in zip(own, gained, adjusted, strict=True):
                found.append(self._difference((entrant, rival), role, gain, level, float(p)))
        return found

    def _difference(
        self,
        pair: tuple[Entrant, Entrant],
        role: str,
        gain: Difference,
        level: float,
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
            "interval": list(gain.interval(level)),
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
            "settings": usual_settings(found),
            "scores": scores,
            "seconds": float(sum(o.seconds for o in found)),
            "note": str(note) if note else _missing(len(found), len(self.folds)),
        }

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
