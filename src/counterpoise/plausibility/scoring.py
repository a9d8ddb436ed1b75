"""From what the splits show to scores with intervals, each beside that of real rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from counterpoise.diagnosis.contrast import auc
from counterpoise.diagnosis.finding import Label, Name
from counterpoise.plausibility.measures import (
    column_distances,
    correlation_distance,
    total_variance,
)
from counterpoise.plausibility.request import Request
from counterpoise.plausibility.score import Score
from counterpoise.plausibility.sentences import BETTER, ScoreName, Verdict, tell
from counterpoise.plausibility.trial import Side, Trial

__all__ = ["class_scores"]

NEAR_COPY = 0.2
"""A row this share of a typical real distance away from a training row is a near copy of it."""


SHARES_OF: dict[ScoreName, Literal["rows", "judges", "beside", "twins"]] = {
    "precision": "rows",
    "recall": "judges",
    "copies": "twins",
    "near_copies": "beside",
    "wrong_side": "rows",
    "on_hidden_rows": "rows",
}
"""The scores that are shares, and of what.

Where no row of the whole table has a twin, of any class, the share of copies among real rows is
known from all of them.
"""


KNOWN: dict[ScoreName, float] = {"two_sample_auc": 0.5}
"""What real rows score in truth, whatever the few that are held out happen to score.

It takes the chance of these out of the verdict, which then finds what is half as wrong again.
"""


class _Estimate(NamedTuple):
    """A figure over all splits.

    Parameters
    ----------
    point : float
        Its mean over the splits.
    replicates : ndarray of shape (n_bootstrap,), float64
        Of single splits whose rows were drawn again.
    error : float
        The least standard error it has.
    """

    point: float
    replicates: NDArray[np.float64]
    error: float

    def minus(self, other: _Estimate) -> _Estimate:
        """Return the difference of two."""
        return _Estimate(
            self.point - other.point,
            self.replicates - other.replicates,
            float(np.hypot(self.error, other.error)),
        )


class _Ends(NamedTuple):
    """The ends of an interval."""

    low: float
    high: float


def class_scores(
    label: Label, trials: Sequence[Trial], request: Request, stream: Generator, names: list[Name]
) -> list[Score]:
    """Return a class's scores: means over splits, with the spread of the bootstrap about them.

    Parameters
    ----------
    label : object
        The class.
    trials : sequence of Trial
        What each split showed of it.
    request : Request
        What was asked.
    stream : numpy Generator
        Draws the bootstrap's rows.
    names : list
        The columns, numbers first.
    """
    n_splits = len(trials)
    width = np.sqrt(1 / n_splits + (1 - 1 / n_splits) * request.test_size)
    value, reference = (
        np.mean(
            [
                _figures(t, t.new if is_new else t.real, None, np.arange(len(t.judges)))
                for t in trials
            ],
            axis=0,
        )
        for is_new in (True, False)
    )
    new, real = _replicates(trials, request.n_bootstrap, stream)
    details = _details(trials, names)
    found = []
    for j, name in enumerate(BETTER):
        if not (np.isfinite(value[j]) and np.isfinite(reference[j])):
            continue
        sides = (
            _Estimate(value[j], new[:, j], _share_error(name, value[j], trials[0], is_new=True)),
            _Estimate(
                reference[j], real[:, j], _share_error(name, reference[j], trials[0], is_new=False)
            ),
        )
        found.append(_score(name, label, *sides, width, details.get(name, {})))
    return found


def _replicates(
    trials: Sequence[Trial], n_bootstrap: int, stream: Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the figures of both sides with rows drawn again; shape (n_bootstrap, n_scores).

    Those of each split lie about the mean of all: how far splits are apart is chance of the same
    rows, and would be counted twice.
    """
    drawn: tuple[list[NDArray[np.float64]], ...] = ([], [])
    for b in range(n_bootstrap):
        trial = trials[b % len(trials)]
        judges = _again(len(trial.judges), stream)
        for side, held in zip((trial.new, trial.real), drawn, strict=True):
            held.append(_figures(trial, side, stream, judges))
    split = np.arange(n_bootstrap) % len(trials)
    return _about_one_mean(np.array(drawn[0]), split), _about_one_mean(np.array(drawn[1]), split)


def _about_one_mean(
    replicates: NDArray[np.float64], split: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return replicates moved so that those of every split have the mean of all."""
    moved = replicates.copy()
    for one in np.unique(split):
        moved[split == one] += replicates.mean(axis=0) - replicates[split == one].mean(axis=0)
    return moved


def _score(
    name: ScoreName,
    label: Label,
    new: _Estimate,
    real: _Estimate,
    width: float,
    details: dict[str, Any],
) -> Score:
    """Return a score of the new rows beside that of real ones."""
    low, high = _about(new, width, name)
    known = KNOWN.get(name)
    if known is not None:
        real = _Estimate(known, np.full_like(real.replicates, known), 0.0)
    real_low, real_high = _about(real, width, name)
    difference = new.minus(real)
    least, most = _about(difference, width, None)
    value, reference = float(new.point), float(real.point)
    smote = details.get("smote", np.nan)
    verdict = _verdict(name, _Ends(low, high), _Ends(least, most), reference, smote)
    return Score(
        name=name,
        klass=label,
        value=value,
        low=low,
        high=high,
        reference=reference,
        reference_low=real_low,
        reference_high=real_high,
        difference=float(difference.point),
        difference_low=least,
        difference_high=most,
        verdict=verdict,
        sentence=tell(name, f"class {label!r}", value, reference, verdict, details),
        details=details,
    )


def _figures(
    trial: Trial, side: Side, stream: Generator | None, judges: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return one side's scores in the order of `BETTER`, of its rows as they are or drawn again.

    Parameters
    ----------
    trial : Trial
        The split.
    side : Side
        Of it.
    stream : numpy Generator or None
        Draws the rows again; None for the rows as they are.
    judges : ndarray of int64
        The rows that judge.
    """
    own = _again(len(side.rows), stream)
    beside = _again(len(side.closest), stream)
    alike = own[: trial.n_alike]
    a, b = side.points[alike], trial.judge_points[judges]
    columns = column_distances(a, b, side.rows.codes[alike], trial.judges.codes[judges])
    closest, copied = side.closest[beside], side.copied[beside]
    variance = trial.train_variance
    spread = total_variance(np.clip(side.points[own], *trial.ends))
    return np.array(
        [
            side.inside[own].mean(),
            side.reaches[judges].mean(),
            _told(trial, stream) if side is trial.new else KNOWN["two_sample_auc"],
            np.median(closest),
            copied.mean(),
            (~copied & (closest <= NEAR_COPY * trial.typical)).mean(),
            side.wrong_side[own].mean(),
            side.on_hidden[own].mean(),
            columns.mean(),
            correlation_distance(a, b),
            spread / variance if variance > 0 else np.nan,
        ]
    )


def _told(trial: Trial, stream: Generator | None) -> float:
    """Return how well a classifier tells new rows from real ones."""
    new, real = (scores[_again(len(scores), stream)] for scores in trial.taken_for_new)
    return auc(np.concatenate([new, real]), np.arange(len(new) + len(real)) < len(new))


def _again(n: int, stream: Generator | None) -> NDArray[np.int64]:
    """Return the numbers of n rows, drawn again or as they are."""
    return np.arange(n) if stream is None else stream.integers(n, size=n)


def _details(trials: Sequence[Trial], names: list[Name]) -> Mapping[ScoreName, dict[str, Any]]:
    """Return the columns' own distances, and the spread that theory asks of SMOTE."""
    by_column = np.zeros((2, len(names)))
    for trial in trials:
        for j, side in enumerate((trial.new, trial.real)):
            by_column[j] += column_distances(
                side.points, trial.judge_points, side.rows.codes, trial.judges.codes
            ) / len(trials)
    worst = int(np.argmax(by_column[0] - by_column[1]))
    return {
        "column_distance": {
            "worst": str(names[worst]),
            "worst_value": by_column[0, worst],
            "worst_reference": by_column[1, worst],
            "columns": {
                str(name): [value, reference]
                for name, value, reference in zip(names, *by_column.tolist(), strict=True)
            },
        },
        "spread": {"smote": float(np.mean([t.theory for t in trials]))},
        "distance_to_closest": {
            "smote": _mean_of([np.median(t.smote_closest) for t in trials if len(t.smote_closest)])
        },
        "near_copies": {
            "smote": _mean_of(
                [
                    (t.smote_closest <= NEAR_COPY * t.typical).mean()
                    for t in trials
                    if len(t.smote_closest)
                ]
            )
        },
    }


def _mean_of(values: Sequence[Any]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _share_error(name: ScoreName, share: float, trial: Trial, *, is_new: bool) -> float:
    """Return the standard error of a share of n rows, as if two more had been in and two out.

    A bootstrap of few rows, all of which are in, never draws one that is out (Agresti and Coull).
    Where the figure is no share, the bootstrap says all.
    """
    if name not in SHARES_OF:
        return 0.0
    side = trial.new if is_new else trial.real
    n = {
        "rows": len(side.rows),
        "judges": len(trial.judges),
        "beside": len(side.closest),
        "twins": len(side.closest) if is_new or trial.has_twins else trial.n_rows,
    }[SHARES_OF[name]]
    moved = (share * n + 2) / (n + 4)
    return float(np.sqrt(moved * (1 - moved) / (n + 4)))


def _about(estimate: _Estimate, width: float, name: ScoreName | None) -> tuple[float, float]:
    """Return an interval of the bootstrap's spread, about the point.

    About the point and not the replicates' own mean, because rows drawn twice make two sets look
    less alike than they are.
    """
    point, replicates, error = estimate
    usable = replicates[np.isfinite(replicates)]
    if not len(usable):
        return float(point), float(point)
    least, most = np.quantile(usable - usable.mean(), [0.025, 0.975])
    low = point + width * min(least, -1.96 * error)
    high = point + width * max(most, 1.96 * error)
    if name is not None:
        low = max(low, 0.0)
        high = high if name in ("distance_to_closest", "spread") else min(high, 1.0)
    return float(low), float(high)


def _verdict(
    name: ScoreName, new: _Ends, difference: _Ends, reference: float, smote: float
) -> Verdict:
    """Return how the new rows compare.

    Where the difference may be nothing, but the new rows' own interval leaves the reference out,
    the two do not agree, and nothing is claimed. What plain SMOTE must score on these rows, whoever
    runs it, is no fault of a sampler that scores no worse.
    """
    if difference.low <= 0 <= difference.high:
        return "as real rows" if new.low <= reference <= new.high else "cannot tell"
    better, is_above = BETTER[name], difference.low > 0
    if better != "as real" and is_above == (better == "high"):
        return "better"
    no_worse = new.low <= smote if is_above else new.high >= smote
    towards = name == "near_copies" if is_above else name in ("spread", "distance_to_closest")
    return "expected of SMOTE" if towards and no_worse else "worse"
