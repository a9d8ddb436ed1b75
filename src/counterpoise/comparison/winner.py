"""The winner of a comparison as an estimator, with its usual settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from counterpoise.comparison.contestants import seeded
from counterpoise.comparison.evaluation import Outcome, fitting
from counterpoise.comparison.tuning import Chosen
from counterpoise.comparison.verdict import Entrant
from counterpoise.comparison.winner_rule import by_costs, gives_costs
from counterpoise.models.protocols import Classifier

if TYPE_CHECKING:
    from counterpoise.comparison.running import Run

__all__ = ["make_winner", "usual_settings"]


def make_winner(run: Run, winner: Entrant) -> tuple[Classifier, Chosen]:
    """Return the winner's estimator for the table as it was given, and its settings."""
    contest = run.contest
    model = next(m for m in contest.models if m.name == winner[0])
    contestant = next(c for c in contest.contestants if c.name == winner[1])
    found = [o for o in run.outcomes[winner].values() if not o.error]
    chosen = usual_settings(found)
    estimator = fitting(model, contestant, chosen, contest.data)
    table = contest.table
    plain = not table.has_names and len(contest.names) == table.n_features
    if not plain or contest.category_names:
        steps = estimator.steps if isinstance(estimator, Pipeline) else None
        parts = [s for _, s in steps] if steps else [estimator]
        estimator = make_pipeline(contest.coder(), *parts)
    estimator = seeded(estimator, run.request.seed)
    if gives_costs(contest):
        return by_costs(estimator, contest), chosen
    thresholds = [o.threshold for o in found if o.threshold is not None]
    decides = contest.metric.kind == "decision" or winner[1] == "threshold"
    if thresholds and decides:
        chosen["threshold"] = float(f"{np.median(thresholds):.3g}")
        estimator = FixedThresholdClassifier(
            estimator,
            threshold=chosen["threshold"],
            pos_label=contest.data.labels[1],
            response_method="predict_proba",
        )
    return estimator, chosen


def usual_settings(found: Sequence[Outcome]) -> Chosen:
    """Return the median settings of the folds."""
    if not found or not found[0].settings:
        return {}
    chosen: Chosen = {}
    for name in found[0].settings:
        middle = float(np.median([o.settings[name] for o in found]))
        chosen[name] = round(middle) if name == "k" else float(f"{middle:.2g}")
    return chosen
