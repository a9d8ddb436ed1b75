"""How far the classes overlap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import Study

__all__ = ["find_overlap", "fisher_ratio", "nearest_error"]


def nearest_error(study: Study, klass: int) -> float:
    """Return the share of a class's rows whose nearest row is of another class.

    The measure N3 of Ho and Basu (2002), the leave-one-out error of the nearest neighbour, of one
    class alone, because over all rows the largest class would decide it.
    """
    near = study.around(klass).rows
    return float(np.mean(study.target[near[:, 0]] != klass)) if near.size else float("nan")


def fisher_ratio(study: Study, klass: int) -> float:
    """Return the largest ratio of a column's squared difference in means to its variances.

    The measure F1 of Ho and Basu (2002), of a class against all others; NaN without numeric columns
    that vary.
    """
    numeric = study.rows.numeric
    if not study.rows.n_numeric:
        return float("nan")
    own = study.target == klass
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            a, b = numeric[own].astype(np.float64), numeric[~own].astype(np.float64)
            gap = (np.nanmean(a, axis=0) - np.nanmean(b, axis=0)) ** 2
            ratio = gap / (np.nanvar(a, axis=0) + np.nanvar(b, axis=0))
    ratio = ratio[np.isfinite(ratio)]
    return float(ratio.max()) if len(ratio) else float("nan")


def find_overlap(study: Study, klass: int) -> Iterator[Finding]:
    """Say how far a class overlaps with the others."""
    error = nearest_error(study, klass)
    if np.isnan(error):
        return
    chance = 1 - (int(study.counts[klass]) - 1) / max(study.n_rows - 1, 1)
    figure = {
        "nearest_of_other_class": error,
        "by_chance": chance,
        "fisher_ratio": fisher_ratio(study, klass),
    }
    label = study.labels[klass]
    told = (
        f"{error:.0%} of the rows of {study.name(klass)} have a row of another class as their "
        f"nearest; chance would give {chance:.0%}."
    )
    if error >= 0.5:
        yield Finding(
            "class-overlap",
            "warning",
            figure,
            told,
            "Look for columns that tell the classes apart. New rows would raise recall and false "
            "alarms alike, and a lower threshold does that without them.",
            label,
        )
    elif error >= 0.2:
        yield Finding(
            "class-overlap",
            "note",
            figure,
            told,
            "Try a lower threshold before you add rows.",
            label,
        )
    else:
        yield Finding("class-overlap", "ok", figure, told, klass=label)
