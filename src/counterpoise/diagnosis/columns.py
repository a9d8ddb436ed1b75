"""What may be wrong with columns: nothing in them, much missing, units that drown the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.diagnosis.finding import Finding, Name
from counterpoise.diagnosis.study import Study, share_text, shown
from counterpoise.space.geometry import column_std

__all__ = [
    "distance_shares",
    "find_categories",
    "find_constants",
    "find_copies",
    "find_missing",
    "find_scaling",
]

FEW_VALUES = 10
MOST_ROWS = 20_000


def find_constants(study: Study) -> Iterator[Finding]:
    """Name columns with one value, in the table or within a class."""
    numeric, codes = study.rows.numeric, study.rows.codes
    constant = _constant(numeric, codes)
    names = _names(study)
    held = [name for name, flat in zip(names, constant, strict=True) if flat]
    yield Finding(
        "constant-columns",
        "note" if held else "ok",
        {"columns": len(held)},
        f"{_listed(held)} {'has' if len(held) == 1 else 'have'} the same value in every row."
        if held
        else "Every column has two values or more.",
        "Leave out these columns: they tell a model nothing." if held else "",
        columns=tuple(held),
    )
    for klass in study.smaller:
        members = study.members(klass)
        if len(members) < 2:
            continue
        within = _constant(numeric[members], codes[members]) & ~constant
        own = [name for name, flat in zip(names, within, strict=True) if flat]
        if own:
            yield Finding(
                "constant-within-class",
                "note",
                {"columns": len(own), "rows": len(members)},
                f"{_listed(own)} {'has' if len(own) == 1 else 'have'} one value in all "
                f"{len(members):,} rows of {study.name(klass)}, so every new row has it too.",
                "Ask whether that is always so, or only in the few rows at hand.",
                study.labels[klass],
                tuple(own),
            )


def find_categories(study: Study) -> Iterator[Finding]:
    """Say how many columns are categories, and name numbers that look like codes."""
    rows = study.rows
    few = []
    sample = _sample(study)
    for j in range(rows.n_numeric):
        column = rows.numeric[sample, j]
        column = column[~np.isnan(column)]
        if len(column) < 2 * FEW_VALUES or not np.all(column == np.rint(column)):
            continue
        if 2 < len(np.unique(column)) <= FEW_VALUES:
            few.append(study.numeric_names[j])
    n_values = [int(rows.codes[:, j].max(initial=-1)) + 1 for j in range(rows.n_categorical)]
    largest = max(n_values, default=0)
    yield Finding(
        "categorical-columns",
        "note" if few else "ok",
        {
            "categorical": rows.n_categorical,
            "numeric": rows.n_numeric,
            "most_categories": largest,
            "whole_numbers_with_few_values": len(few),
        },
        f"{rows.n_categorical} of {rows.n_categorical + rows.n_numeric} columns are categories"
        + (f"; the largest has {largest:,} values" if rows.n_categorical else "")
        + (
            f". {_listed(few)} {'has' if len(few) == 1 else 'have'} only a few whole numbers; we "
            f"treat {'it' if len(few) == 1 else 'them'} as amounts."
            if few
            else "."
        ),
        "If a column holds codes (a month, a branch), name it in categorical: SMOTE would make "
        "codes that do not exist."
        if few
        else "",
        columns=tuple(few),
    )


def find_missing(study: Study) -> Iterator[Finding]:
    """Say how much is missing."""
    rows = study.rows
    shares = np.concatenate([np.isnan(rows.numeric).mean(axis=0), (rows.codes < 0).mean(axis=0)])
    if not shares.any():
        yield Finding(
            "missing-values",
            "ok",
            {"share": 0.0, "columns": 0},
            "Every row has a value in every column.",
        )
        return
    names = _names(study)
    order = np.argsort(-shares, kind="stable")
    held = [names[j] for j in order if shares[j] > 0]
    mostly = [names[j] for j in order if shares[j] > 0.5]
    worst = int(order[0])
    yield Finding(
        "missing-values",
        "warning" if mostly else "note",
        {
            "share": float(shares.mean()),
            "columns": len(held),
            "worst": float(shares[worst]),
            "blank_rows": int(study.blank.sum()),
        },
        f"{share_text(shares.mean())} of all values are missing, "
        + (f"in {len(held)} columns. The emptiest is" if len(held) > 1 else "all of them in")
        + f" {shown(held[0])} ({share_text(shares[worst])} missing)."
        + (
            f" {int(study.blank.sum()):,} rows are empty, and we left them out."
            if study.blank.any()
            else ""
        ),
        (
            f"Leave out {_listed(mostly)}, or replace {'it' if len(mostly) == 1 else 'them'} by "
            "yes or no: is there a value? "
            if mostly
            else ""
        )
        + "Nothing else needs to be done: two rows are compared by the columns that both have, and "
        "a new row lacks what its original lacks.",
        columns=tuple(held),
    )


def find_copies(study: Study) -> Iterator[Finding]:
    """Name numeric columns that say the same as another."""
    sample = _sample(study)
    block = study.rows.numeric[sample]
    usable = np.flatnonzero(~np.isnan(block).any(axis=0) & (column_std(block) > 0))
    if len(usable) < 2 or len(sample) < 20:
        return
    strength = np.abs(np.corrcoef(block[:, usable].astype(np.float64), rowvar=False))
    twice = np.argwhere(np.triu(strength > 0.999, 1))
    if not len(twice):
        return
    names = [study.numeric_names[j] for j in usable]
    pairs = [f"{shown(names[a])} with {shown(names[b])}" for a, b in twice]
    yield Finding(
        "copied-columns",
        "note",
        {"pairs": len(pairs), "correlation": float(strength[tuple(twice[0])])},
        "These pairs of columns say the same (correlation above 0.999) and count twice in every "
        f"distance: {_listed(pairs)}.",
        "Leave out one column of each pair.",
        columns=tuple(dict.fromkeys(names[j] for j in twice.ravel())),
    )


def distance_shares(numeric: NDArray[Any]) -> NDArray[np.float64]:
    """Return each column's share of the mean squared distance between rows.

    Between two rows drawn at random it is twice the sum of the columns' variances, so that a
    column's share is that of its variance.

    Parameters
    ----------
    numeric : ndarray of shape (n_rows, n_columns)
        The columns in their own units, NaN where missing.

    Returns
    -------
    ndarray of shape (n_columns,), float64
        They sum to one, unless all columns are constant.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.diagnosis.columns import distance_shares
    >>> distance_shares(np.array([[0.0, 10.0], [2.0, 16.0]]))
    array([0.1, 0.9])
    """
    spread = column_std(numeric)
    largest = spread.max(initial=0.0)
    if largest <= 0:
        return np.zeros(len(spread))
    variances = (spread / largest) ** 2  # squares of very large units would overflow
    shares: NDArray[np.float64] = variances / variances.sum()
    return shares


def find_scaling(study: Study) -> Iterator[Finding]:
    """Say whether one column decides the distance, where it is measured in the columns' own units.

    It does where it has more than half of the mean squared distance, more than all others
    together, and is spread three times as far as the others in the median; the latter matters with
    two columns, of which one always has half.
    """
    if study.rows.n_numeric < 2:
        return
    shares = distance_shares(study.rows.numeric)
    varying = np.flatnonzero(shares > 0)
    if len(varying) < 2:
        return
    top = int(np.argmax(shares))
    spread = np.sqrt(shares)
    others = np.median(np.delete(spread[varying], np.flatnonzero(varying == top)))
    effective = float(1 / (shares**2).sum())
    column, share = study.numeric_names[top], float(shares[top])
    name, n_others = shown(column), len(varying) - 1
    dominates = share > 0.5 and spread[top] >= 3 * others
    figure = {"share": share, "columns_that_count": effective, "columns": len(varying)}
    if not dominates:
        uneven = effective < len(varying) / 3
        yield Finding(
            "dominating-column",
            "note" if uneven and study.scale is None else "ok",
            figure,
            f"{name} has the largest share of the distance between rows, {share:.0%}."
            + (
                f" Only about {effective:.1f} of {len(varying)} columns count at all."
                if uneven
                else ""
            ),
            "Use scale='standard', so that columns in small units count too."
            if uneven and study.scale is None
            else "",
            columns=(column,),
        )
        return
    guarded = study.scale is not None
    yield Finding(
        "dominating-column",
        "warning" if guarded else "critical",
        figure,
        f"Without scaling, {name} makes up {share_text(share)} of the distance between rows, and "
        + (f"the other {n_others} columns" if n_others > 1 else "the other column")
        + f" hardly {'count' if n_others > 1 else 'counts'}. Two rows would be neighbours because "
        f"they are alike in {name}, whatever else they are.",
        f"Keep scale={study.scale!r}, the default of balance and of the command. Set it when you "
        "use SMOTE and the other samplers directly: they do not scale by default."
        if guarded
        else "Use scale='standard' or 'robust'.",
        columns=(column,),
    )


def _constant(numeric: NDArray[Any], codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which columns, numeric first, hold one value in all rows; a gap is a value."""
    parts = []
    for block in (numeric, codes):
        first = block[:1]
        parts.append(((block == first) | ((block != block) & (first != first))).all(axis=0))
    return np.concatenate(parts)


def _sample(study: Study) -> NDArray[np.int64]:
    if study.n_rows <= MOST_ROWS:
        return np.arange(study.n_rows)
    return np.sort(study.random(4).choice(study.n_rows, MOST_ROWS, replace=False))


def _names(study: Study) -> list[Name]:
    return [*study.numeric_names, *study.category_names]


def _listed(names: Sequence[Name], most: int = 5) -> str:
    """Return names as a sentence has them."""
    told = [shown(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(told)} and {len(names) - most} more"
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
