"""How each column is distributed over the majority, the minority and the new rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.plan.sample import Column, Sample
from counterpoise.report.text import Section, plain

__all__ = ["column_distribution", "distributions"]

_MOST_BINS = 24
_MOST_CATEGORIES = 8


def distributions(sample: Sample, code: int) -> list[Section]:
    """Return the distribution of each column around one class, that which changed most first.

    Parameters
    ----------
    sample : Sample
        The rows.
    code : int
        The class that is the minority here; all others are the majority.

    Returns
    -------
    list of dict
        See `column_distribution`.
    """
    own = sample.klass == code
    groups = {
        "majority": ~own & ~sample.is_new & sample.is_drawn,
        "minority": own & ~sample.is_new & sample.is_drawn,
        "new": own & sample.is_new,
    }
    if not groups["new"].any():
        del groups["new"]
    found = [column_distribution(column, groups) for column in sample.columns]
    return sorted(found, key=lambda column: -(column["distance"] or 0.0))


def column_distribution(column: Column, groups: dict[str, NDArray[np.bool_]]) -> Section:
    """Return how a column is distributed over groups of rows.

    Parameters
    ----------
    column : Column of n_rows values
        The column.
    groups : dict of str to ndarray of shape (n_rows,), bool
        Which rows each group has: "majority", "minority" and, after balancing, "new".

    Returns
    -------
    dict
        ``name``, ``kind`` ("number", "time" or "category"), ``missing`` (share by group),
        ``distance`` (between minority and new rows, or majority and minority where there are no
        new ones: Kolmogorov and Smirnov's for numbers, total variation for categories), and
        ``bars`` with ``shares`` by group; for numbers also ``edges``, ``mean`` and ``std``, and
        ``beyond``, the share of rows that the first and last bin hold from outside of them.
    """
    pair = ("minority", "new") if "new" in groups else ("majority", "minority")
    read = _categories if column.kind == "category" else _numbers
    return {"name": plain(column.name), "kind": column.kind, **read(column.values, groups, pair)}


def _numbers(
    values: NDArray[np.float64], groups: dict[str, NDArray[np.bool_]], pair: tuple[str, str]
) -> Section:
    present = np.isfinite(values)
    with np.errstate(over="ignore"):  # the square of a huge number: there is no spread to tell then
        return _measured(values, present, groups, pair)


def _measured(
    values: NDArray[np.float64],
    present: NDArray[np.bool_],
    groups: dict[str, NDArray[np.bool_]],
    pair: tuple[str, str],
) -> Section:
    own = {name: values[rows & present] for name, rows in groups.items()}
    edges = _edges([v for v in own.values() if len(v)])
    inside = [np.clip(v, edges[0], edges[-1]) for v in own.values()]
    shares = [np.histogram(v, edges)[0] / max(len(v), 1) for v in inside]
    everything = np.concatenate([*own.values()])
    outside = (everything < edges[0]) | (everything > edges[-1])
    return {
        "edges": edges.tolist(),
        "bars": dict(zip(own, (s.tolist() for s in shares), strict=True)),
        "mean": {name: _or_none(v.mean()) if len(v) else None for name, v in own.items()},
        "std": {name: _or_none(v.std()) if len(v) else None for name, v in own.items()},
        "missing": {name: _missing(present, rows) for name, rows in groups.items()},
        "beyond": float(outside.mean()) if len(outside) else 0.0,
        "distance": _kolmogorov_smirnov(own[pair[0]], own[pair[1]]),
    }


def _edges(groups: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the edges of the bins; a few values far out do not stretch them."""
    if not groups:
        return np.array([0.0, 1.0])
    low = min(float(np.percentile(v, 0.5)) for v in groups)
    high = max(float(np.percentile(v, 99.5)) for v in groups)
    values = np.concatenate(groups)
    least, greatest = float(values.min()), float(values.max())
    # Near ends are ends: cutting pays only where it opens up the middle.
    if greatest - high <= 0.25 * (high - low):
        high = greatest
    if low - least <= 0.25 * (high - low):
        low = least
    if low == high:
        low, high = least, greatest
    whole = bool(np.all(values == np.rint(values)))
    if whole and high - low < _MOST_BINS and max(abs(low), abs(high)) < 1e15:
        return np.arange(np.floor(low) - 0.5, np.ceil(high) + 1.0)
    if low == high:
        side = max(abs(low), 1.0) * 0.5
        return np.array([low - side, low + side])
    return np.linspace(low, high, _MOST_BINS + 1)


def _categories(
    values: NDArray[Any], groups: dict[str, NDArray[np.bool_]], pair: tuple[str, str]
) -> Section:
    counts = {
        name: Counter("" if v is None else plain(v, 40) or " " for v in values[rows])
        for name, rows in groups.items()
    }
    shares = {
        name: {key: n / max(sum(count.values()), 1) for key, n in count.items()}
        for name, count in counts.items()
    }
    missing = {name: share.pop("", 0.0) for name, share in shares.items()}
    importance: Counter[str] = Counter()
    for share in shares.values():
        importance.update(share)
    order = [key for key, _ in sorted(importance.items(), key=lambda item: (-item[1], item[0]))]
    shown = order if len(order) <= _MOST_CATEGORIES else order[: _MOST_CATEGORIES - 1]
    rest = order[len(shown) :]
    keys = [*shown, *([f"{len(rest):,} others"] if rest else [])]
    bars = {}
    for name, share in shares.items():
        bars[name] = [share.get(key, 0.0) for key in shown]
        if rest:
            bars[name].append(sum(share.get(key, 0.0) for key in rest))
    first, second = (shares[name] for name in pair)
    moved = sum(abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in order)
    moved += abs(missing[pair[0]] - missing[pair[1]])
    return {"keys": keys, "bars": bars, "missing": missing, "distance": moved / 2}


def _kolmogorov_smirnov(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Return the greatest difference of two distribution functions; None without values."""
    if not len(first) or not len(second):
        return None
    places = np.concatenate([first, second])
    ranks = [np.searchsorted(np.sort(v), places, side="right") / len(v) for v in (first, second)]
    return float(np.abs(ranks[0] - ranks[1]).max())


def _missing(present: NDArray[np.bool_], rows: NDArray[np.bool_]) -> float:
    return float(np.mean(~present[rows])) if rows.any() else 0.0


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
