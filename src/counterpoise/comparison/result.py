"""What a comparison found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import precision_recall_curve

from counterpoise.comparison.metrics import Metric
from counterpoise.comparison.verdict import Verdict
from counterpoise.diagnosis.finding import plain
from counterpoise.models.protocols import Classifier
from counterpoise.results.result import Result
from counterpoise.version import __version__

__all__ = ["Comparison", "JsonObject", "calibration_curve", "precision_recall"]

_MOST_POINTS = 100

JsonObject = dict[str, Any]
"""Plain values by name."""


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Whether resampling helps on a table, and who won.

    Parameters
    ----------
    verdict : {"helps", "harms", "equivalent", "cannot tell"}
        Helps: a resampling contestant is better than every baseline. Harms: a baseline is better
        than every resampling contestant. Equivalent: the best of both sides differ by less than
        the margin. Cannot tell: none of these is shown, and `sentence` says what would settle it.
    sentence : str
        The verdict in plain words, with its figures.
    gain : dict
        Of the best method over the best baseline: the "value", its "interval" at a "level" (which
        allows for the choice among so many "methods" and "baselines"), the "margin" in the metric's
        units and its "scale", "p_adjusted", the "smallest_difference" that this run could have told
        from none, and what "would_settle" it: "rows", "repeats", "minutes" or "folds".
    metric : Metric
        The metric asked for.
    winner : dict
        "model", "contestant", a "title" in words, "settings" and the "code" that makes its
        estimator. It resamples only if resampling helps. Where costs were given, a "decision": the
        threshold (or, for three classes and more, factors) that costs least on held-out rows, what
        to expect of it, with bands of 95 %, and a "sentence".
    differences : list of dict
        Gains of resampling contestants over baselines (above zero is better, whatever the metric),
        with intervals and p-values; first the pair that decided.
    contestants : list of dict
        Everyone's settings and scores, best first. One that cannot differ from another in the
        metric asked for says from whom ("same_as"): a threshold changes no ranks.
    models : list of dict
        The verdict for each model alone.
    curves : dict
        Calibration and precision-recall curves of the first repeat's test rows, by
        "model/contestant".
    folds, budget : dict
        How rows were split; what time there was, and what was left out for it.
    estimator : classifier
        The winner, unfitted: fit it to the table as it was given.
    findings : list of dict
        What makes every figure worthless until it is mended, such as a column that gives the class
        away: critical findings, as `diagnose` has them.
    ratios : list of dict
        With ``ratio="auto"``, for each method with each model: the "answer" (the ratio to resample
        up to, 0 for none, None where nobody can tell), the "best" on average, "points" with the
        "gain" of each "ratio" over the rows as they are and its "interval" (all of which hold
        together), the mean figure "without" resampling (turned so that more is better), and a
        "sentence". All of it was measured inside training rows.
    """

    _drawn_as: ClassVar[str] = "comparison"

    verdict: Verdict
    sentence: str
    gain: JsonObject
    metric: Metric
    winner: JsonObject
    differences: list[JsonObject]
    contestants: list[JsonObject]
    models: list[JsonObject]
    curves: dict[str, JsonObject]
    folds: JsonObject
    budget: JsonObject
    estimator: Classifier
    version: str = field(default_factory=lambda: __version__)
    findings: list[JsonObject] = field(default_factory=list)
    ratios: list[JsonObject] = field(default_factory=list)

    @property
    def distinct(self) -> list[JsonObject]:
        """The contestants that can differ from one another in the metric asked for."""
        return [c for c in self.contestants if not c.get("same_as")]

    @property
    def headline(self) -> str:
        """What was found in a few words."""
        return (
            f"{self.verdict}; chosen is {self.winner['title']}, judged by {self.metric.title} "
            f"among {len(self.distinct)} contestants"
        )

    def _records(self) -> list[JsonObject]:
        """Return a line for each contestant: its settings, then the mean of every metric."""
        return [_record(contestant, self.metric.name) for contestant in self.contestants]

    @property
    def code(self) -> str:
        """Python code that makes the winner."""
        code: str = self.winner["code"]
        return code

    def make_estimator(self) -> Classifier:
        """Return a fresh, unfitted estimator of the winner."""
        fresh: Classifier = clone(self.estimator)
        return fresh

    def to_dict(self) -> JsonObject:
        """Return the comparison as plain values, for JSON; what is not finite is None."""
        found: JsonObject = plain(
            {
                "verdict": self.verdict,
                "sentence": self.sentence,
                "gain": self.gain,
                "metric": self.metric.name,
                "better": self.metric.better,
                "winner": self.winner,
                "differences": self.differences,
                "contestants": self.contestants,
                "models": self.models,
                "curves": self.curves,
                "folds": self.folds,
                "budget": self.budget,
                "findings": self.findings,
                "ratios": self.ratios,
                "version": self.version,
            },
            digits=None,
        )
        return found

    def __str__(self) -> str:
        name = self.metric.name
        lines = [f"critical: {f['sentence']} {f['advice']}" for f in self.findings]
        lines += [f"{self.verdict}: {self.sentence}", ""]
        width = max(len("model"), *(len(c["model"]) for c in self.contestants))
        other = max(len("contestant"), *(len(c["contestant"]) for c in self.contestants))
        lines.append(f"{'model':<{width}}  {'contestant':<{other}}  {name}")
        for c in self.distinct:
            score = c["scores"].get(name)
            shown = (
                f"{score['mean']:.3f} (sd {score['std']:.3f}, {len(score['values'])} folds)"
                if score
                else c["note"]
            )
            lines.append(f"{c['model']:<{width}}  {c['contestant']:<{other}}  {shown}")
        if len(self.distinct) < len(self.contestants):
            lines.append(
                f"Left out: a tuned threshold, whose {self.metric.title} is that of nothing."
            )
        if self.ratios:
            lines += ["", "How far to resample:", *(r["sentence"] for r in self.ratios)]
        if self.winner.get("decision"):
            lines += ["", self.winner["decision"]["sentence"]]
        return "\n".join(lines)


def _record(contestant: JsonObject, judged: str) -> JsonObject:
    """Return a contestant as one line; the metric that decides also has its spread over folds."""
    scores = {name: score["mean"] for name, score in contestant["scores"].items()}
    deciding = contestant["scores"].get(judged)
    spread = {} if deciding is None else {f"{judged}_std": deciding["std"]}
    own = {judged: scores.get(judged), **spread}
    named = {name: contestant[name] for name in ("model", "contestant", "kind")}
    notes = {"note": contestant["note"], "seconds": contestant["seconds"]}
    return {**named, **own, **scores, **contestant["settings"], **notes}


def calibration_curve(
    is_class: NDArray[np.bool_], p: NDArray[np.float64], n_bins: int = 10
) -> list[JsonObject]:
    """Return mean prediction and observed share in bins by prediction.

    Bins hold equal sums of p (1 - p): of a calibrated model each observed count is then equally
    uncertain. Bins of equally many rows would nearly all lie at zero where a class is rare.
    """
    order = np.argsort(p, kind="stable")
    ordered = p[order]
    told = np.cumsum(ordered * (1 - ordered) + 1e-9)
    bin_of = np.minimum((told / told[-1] * n_bins).astype(np.int64), n_bins - 1)
    # Rows of one prediction belong together, wherever an edge falls.
    bin_of = bin_of[np.searchsorted(ordered, ordered, side="left")]
    bins = [order[bin_of == b] for b in np.unique(bin_of)]
    return [
        {
            "predicted": float(p[part].mean()),
            "observed": float(is_class[part].mean()),
            "n": len(part),
        }
        for part in bins
    ]


def precision_recall(is_class: NDArray[np.bool_], p: NDArray[np.float64]) -> list[dict[str, float]]:
    """Return at most a hundred points of the precision-recall curve, from low recall to high."""
    precisions, recalls, _ = precision_recall_curve(is_class, p)
    precisions, recalls = precisions[::-1], recalls[::-1]
    wanted = np.linspace(0, len(recalls) - 1, min(_MOST_POINTS, len(recalls))).round().astype(int)
    return [
        {"recall": float(recalls[i]), "precision": float(precisions[i])} for i in np.unique(wanted)
    ]
