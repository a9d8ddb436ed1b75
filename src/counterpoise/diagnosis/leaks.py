"""Columns that give the target away, by their order, by one value, or by being missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, rankdata

from counterpoise.diagnosis.contrast import FEWEST, HONEST, Contrast, auc, contrast_of, gives_away
from counterpoise.diagnosis.finding import Finding, Name
from counterpoise.diagnosis.study import Study, share_text, shown

__all__ = ["EASY", "LEAKS", "find_leaks"]

LEAKS = ("leaking-column", "leaking-value", "leaking-gaps", "leaking-pair")
"""The codes of findings that a column, or two, give a class away."""

STRONG = 0.95
"""From here on a column is worth a question."""

EASY = 0.98
"""Where all other columns together part the classes as well, the task is easy."""

EASY_FOR_STAMPS = 0.998
"""A value that stands out excuses itself less easily: far classes do not make one."""

SAME = 0.9
"""Correlation of ranks within a class from which two columns are told as one."""

GRADED = 0.7
"""A column that ranks the class so well without its telling value may be a scale, and no stamp."""

JUMP = 500
"""How much more telling than the values beside it no step of a scale is: 2 standard deviations of a
marker whose area is 0.985."""

MOST_LACK = 0.9
"""A value that a class never has tells something only where nearly all others have it."""

ASK = (
    "Ask when this value becomes known. If it is written down with the class or after it, leave "
    "the column out: with it, every score is too good."
)


def find_leaks(study: Study, klass: int) -> Iterator[Finding]:
    """Name columns that alone part a class from all others, or hold a value that only it has.

    Each column is cut into bins whose odds are learned in four folds and judged in the fifth. The
    sum of the columns' log-odds, naive Bayes, says what the others reach together: where they part
    the classes as well, the task is easy and the column need not be a leak.
    """
    contrast = contrast_of(study, klass)
    if contrast is None:
        return
    signs = _signs(study, contrast)
    yield _leak(study, klass, contrast, signs)
    if signs:
        yield _value(study, klass, contrast, signs)
    gaps = _gaps(study, klass, contrast)
    if gaps is not None:
        yield gaps


def _leak(
    study: Study, klass: int, contrast: Contrast, signs: dict[int, tuple[str, float, float]]
) -> Finding:
    names, areas = contrast.names, contrast.areas
    label, best = study.labels[klass], int(np.argmax(areas))
    together = contrast.together(_the_others(contrast, best, signs))
    figure = {"auc": float(areas[best]), "others_auc": together}
    if areas[best] < STRONG:
        return Finding(
            "leaking-column",
            "ok",
            figure,
            f"The best single column, {shown(names[best])}, ranks {study.name(klass)} with an AUC "
            f"of {areas[best]:.3f} (0.5 is chance, 1 is perfect).",
            klass=label,
            columns=(names[best],),
        )
    sure = areas[best] >= gives_away(contrast.n_positive)
    easy = together >= EASY
    level = gives_away(contrast.n_positive) if sure else STRONG
    held = tuple(names[j] for j in np.argsort(-areas, kind="stable") if areas[j] >= level)
    more = f", and {len(held) - 1} more columns are as good" if len(held) > 2 else ""
    more = ", and one more column is as good" if len(held) == 2 else more
    told = (
        f"{shown(names[best])} alone ranks {study.name(klass)} with an AUC of {areas[best]:.3f} "
        f"(1 is perfect){more}. The remaining columns together reach {together:.3f}"
    )
    if easy:
        told += ": the classes are easy to tell apart even without it."
    elif sure:
        told += "."
    else:
        told += (
            ". It may be a good sign of the class, or may have been written down with the class; "
            "the table cannot say which."
        )
    return Finding(
        "leaking-column",
        "critical" if sure and not easy else "note",
        figure,
        told,
        ASK,
        label,
        held,
    )


def _the_others(
    contrast: Contrast, best: int, signs: dict[int, tuple[str, float, float]]
) -> NDArray[np.bool_]:
    """Return the columns that may excuse the best: none that says the same or is suspected too."""
    others = np.ones(len(contrast.names), bool)
    others[[best, *signs]] = False
    own = np.flatnonzero(contrast.positive)
    away = np.flatnonzero(~contrast.positive)
    for j in np.flatnonzero(others & (contrast.areas >= STRONG)):
        if all(_same_order(contrast, best, int(j), rows) for rows in (own, away)):
            others[j] = False
    return others


def _same_order(contrast: Contrast, a: int, b: int, rows: NDArray[np.int64]) -> bool:
    """Return whether two columns say the same of some rows: constant, or ranks that correlate."""
    n_numeric = contrast.numeric.shape[1]
    ranks = []
    for j in (a, b):
        values = contrast.numeric[rows, j] if j < n_numeric else contrast.bins[j][rows]
        ranks.append(rankdata(values, nan_policy="omit"))
    spreads = [np.nanstd(r) for r in ranks]
    if min(spreads) == 0:
        # A stamp is constant on a side of the classes; a measurement is not.
        return True
    held = ~np.isnan(ranks[0]) & ~np.isnan(ranks[1])
    if held.sum() < FEWEST:
        return True
    with np.errstate(all="ignore"):
        return bool(abs(np.corrcoef(ranks[0][held], ranks[1][held])[0, 1]) >= SAME)


def _signs(study: Study, contrast: Contrast) -> dict[int, tuple[str, float, float]]:
    """Return the columns with a value that one side has and the other never, or hardly ever.

    Returns
    -------
    dict of int to (str, float, float)
        By the column's position: the value, and its share of the class and of the others.
    """
    positive, n = contrast.positive, contrast.n_positive
    m = len(positive) - n
    n_numeric = contrast.numeric.shape[1]
    found = {}
    for j, bins in enumerate(contrast.bins):
        own = np.bincount(bins[positive], minlength=int(bins.max()) + 1)
        other = np.bincount(bins[~positive], minlength=len(own))
        single = np.arange(len(own)) % 2 == 1 if j < n_numeric else np.arange(len(own)) > 0
        if contrast.gaps[j].any():
            single[bins[contrast.gaps[j]][0]] = False  # gaps have a finding of their own
        told = one_sided(own, n, other, m)
        told = single & (told | (one_sided(other, m, own, n) & (other >= MOST_LACK * m)))
        if not told.any():
            continue
        bin_ = int(np.argmax(np.where(told, np.abs(own / n - other / m), -1)))
        has = bins == bin_
        if j < n_numeric and _is_graded(contrast.numeric[:, j], positive, has):
            continue
        found[j] = (_value_text(study, contrast, j, has), own[bin_] / n, other[bin_] / m)
    return found


def one_sided(
    own: NDArray[np.int64], n: int, other: NDArray[np.int64], m: int
) -> NDArray[np.bool_]:
    """Return what a third of one side has and hardly anybody of the other.

    It is a hundred times as frequent here as there, and 25 times as frequent as it may be there by
    the upper end of a 95 % interval, so that a few rows that lack it prove nothing.

    Parameters
    ----------
    own, other : ndarray of int64
        How many rows of each side have it.
    n, m : int
        Rows of each side.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.diagnosis.leaks import one_sided
    >>> one_sided(np.array([80, 20, 80]), 100, np.array([0, 0, 9]), 1000)
    array([ True, False, False])
    """
    share = own / n
    often: NDArray[np.bool_] = (share >= 1 / 3) & (share >= 100 * other / m)
    if often.any():  # the bound takes longer than all else
        few = other[often]
        often[often] = share[often] >= 25 * beta.ppf(0.95, few + 1, np.maximum(m - few, 1))
    return often


def _is_graded(
    values: NDArray[np.float64], positive: NDArray[np.bool_], has: NDArray[np.bool_]
) -> bool:
    """Return whether a number is a scale in steps, on which one value tells a little more.

    It is where it ranks the class also without its most telling value, and where that value is not
    far more telling than the values beside it.
    """
    held = ~np.isnan(values)
    rest = held & ~has
    if positive[rest].sum() < 3 or (~positive)[rest].sum() < 3:
        return False
    area = auc(values[rest], positive[rest])
    if max(area, 1 - area) < GRADED:
        return False
    different, place = np.unique(values[held], return_inverse=True)
    own = np.bincount(place[positive[held]], minlength=len(different)) + 1
    other = np.bincount(place[~positive[held]], minlength=len(different)) + 1
    odds = own / other
    at = int(np.searchsorted(different, values[has][0]))
    beside = [odds[j] for j in (at - 1, at + 1) if 0 <= j < len(odds)]
    return bool(max(odds[at] / o for o in beside) < JUMP) if beside else False


def _value_text(study: Study, contrast: Contrast, j: int, has: NDArray[np.bool_]) -> str:
    n_numeric = contrast.numeric.shape[1]
    if j < n_numeric:
        return f"{contrast.numeric[np.flatnonzero(has)[0], j]:.10g}"
    labels = study.category_labels
    if labels is None:
        return "one category"
    code = int(contrast.bins[j][np.flatnonzero(has)[0]]) - 1
    label = labels[j - n_numeric][code]
    label = label.item() if isinstance(label, np.generic) else label
    return f"{label:.10g}" if isinstance(label, float) else repr(label)


def _value(
    study: Study, klass: int, contrast: Contrast, signs: dict[int, tuple[str, float, float]]
) -> Finding:
    best = max(signs, key=lambda j: abs(signs[j][1] - signs[j][2]))
    value, own, other = signs[best]
    name = contrast.names[best]
    easy = contrast.together(_the_others(contrast, best, signs)) >= EASY_FOR_STAMPS
    more = f" {len(signs) - 1} more columns have such a value." if len(signs) > 2 else ""
    more = " One more column has such a value." if len(signs) == 2 else more
    much = max(own, other) >= 0.5
    return Finding(
        "leaking-value",
        "note" if easy else ("critical" if much else "warning"),
        {"share_in_class": float(own), "share_in_others": float(other), "columns": len(signs)},
        f"{shown(name)} is {value} in {share_text(own)} of {study.name(klass)} and in "
        f"{share_text(other)} of all other rows.{more}"
        + (" The classes are easy to tell apart even without it." if easy else ""),
        ASK,
        study.labels[klass],
        (name, *(contrast.names[j] for j in signs if j != best)),
    )


def _gaps(study: Study, klass: int, contrast: Contrast) -> Finding | None:
    """Say whether it gives a class away that a value is there or missing.

    A gap, or a value, is taken for a sign of the class if a third of the class or more has it and
    it is a hundred times as frequent there as in the others, or the other way round; either is
    what a field filled in with the outcome looks like.
    """
    names: list[Name] = contrast.names
    positive, n = contrast.positive, contrast.n_positive
    m = len(positive) - n
    gone = np.array(contrast.gaps)
    a, b = gone[:, positive].sum(axis=1), gone[:, ~positive].sum(axis=1)
    if not (a.any() or b.any()):
        return None
    own, other = a / n, b / m
    sign = one_sided(a, n, b, m) | one_sided(n - a, n, m - b, m)
    sign |= one_sided(b, m, a, n) | one_sided(m - b, m, n - a, n)
    areas = 0.5 + np.abs(own - other) / 2
    best = int(np.argmax(np.where(sign, 1 + areas, areas)))
    label = study.labels[klass]
    figure = {
        "auc": float(areas[best]),
        "missing_in_class": float(own[best]),
        "missing_in_others": float(other[best]),
    }
    if not sign[best]:
        return Finding(
            "leaking-gaps",
            "ok",
            figure,
            f"The largest difference is in {shown(names[best])}: it is missing in "
            f"{share_text(own[best])} of {study.name(klass)} and in {share_text(other[best])} of "
            "all other rows.",
            klass=label,
            columns=(names[best],),
        )
    return Finding(
        "leaking-gaps",
        "critical" if areas[best] >= HONEST else "warning",
        figure,
        f"{shown(names[best])} is missing in {share_text(own[best])} of {study.name(klass)} and in "
        f"{share_text(other[best])} of all other rows, so an empty field tells the class.",
        "Ask when this field is filled in. If that happens with the outcome or after it, leave the "
        "column out.",
        label,
        tuple(names[j] for j in np.flatnonzero(sign)),
    )
