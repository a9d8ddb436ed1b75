"""From data to places on the paper: scales, ticks and paths. What they look like is the template's.

Every figure is a dict of numbers, of paths that are made of numbers, and of plain text, which the
template escapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeGuard

import numpy as np

from counterpoise.report.class_views import class_views
from counterpoise.report.shading import shades
from counterpoise.report.text import Section, date_of, number, percent

__all__ = [
    "band_figure",
    "category_figure",
    "curve_figure",
    "histogram_figure",
    "interval_figure",
    "map_figure",
    "nice_ticks",
]

Scale = Callable[[float], float]

MAP_WIDTH, MAP_HEIGHT = 460, 420
_SMALL_WIDTH, _SMALL_HEIGHT = 300, 132


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers between two, at most so many.

    Examples
    --------
    >>> from counterpoise.report.figures import nice_ticks
    >>> nice_ticks(0.0, 1.0)
    [0.0, 0.25, 0.5, 0.75, 1.0]
    >>> nice_ticks(-3.0, 530.0, 3)
    [0.0, 200.0, 400.0]
    """
    if not low < high:
        return [low]
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for step in (power * f for f in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            break
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]


def map_figure(data: Section) -> Section:
    """Return the map of the minority, drawn twice: before and after.

    Parameters
    ----------
    data : dict
        What `minority_map` returned.
    """
    shown = [*data["rows"], *data["new"]]
    x, n_left = _map_scale([p["x"] for p in shown], 16, MAP_WIDTH - 16)
    y, n_beyond = _map_scale([p["y"] for p in shown], MAP_HEIGHT - 16, 16)
    rows = [{**row, "px": _round(x(row["x"])), "py": _round(y(row["y"]))} for row in data["rows"]]
    new = [{**row, "px": _round(x(row["x"])), "py": _round(y(row["y"]))} for row in data["new"]]
    # Left to right, so that the arrow keys go where one expects.
    new.sort(key=lambda row: (row["px"], row["py"]))
    groups = {
        group: [row for row in rows if row["group"] == group] for group in ("majority", "minority")
    }
    # A part of the other rows beside all of the minority would mislead: their shade counts all.
    shaded = len(groups["majority"]) < data["held"]["majority"]
    drawn = {**groups, "majority": []} if shaded else groups
    before, most = _shade(data["cloud"], x, y) if shaded else ([], 0.0)
    return {
        "width": MAP_WIDTH,
        "height": MAP_HEIGHT,
        "before": {group: _dots(found) for group, found in drawn.items()},
        "after": {
            group: _dots(row for row in found if row["kept"]) for group, found in drawn.items()
        },
        "shades": {
            "before": before,
            "after": _shade(data["cloud"], x, y, most)[0] if shaded else [],
        },
        "darkest": number(most),
        "held": data["held"],
        "shown": {group: len(found) for group, found in groups.items()},
        "removed": sum(not row["kept"] for row in rows),
        "rows": rows,
        "new": new,
        "axes": [
            f"{name} direction: {percent(axis['share'])} of the variance"
            + (f", mostly {_listed(axis['columns'])}" if axis["columns"] else "")
            for name, axis in zip(("Horizontal", "Vertical"), data["axes"], strict=True)
        ],
        "beyond": n_left + n_beyond,
        "views": class_views(data["classes"], new, (x, y), (MAP_WIDTH, MAP_HEIGHT)),
        "script": {
            "rows": [[row["px"], row["py"], row["number"], row["class"]] for row in rows],
            "new": [
                [
                    row["px"],
                    row["py"],
                    row["number"],
                    row["class"],
                    row["parents"],
                    row["weights"],
                    row["values"],
                ]
                for row in new
            ],
        },
    }


def _shade(
    cloud: Section, x: Scale, y: Scale, most: float | None = None
) -> tuple[list[str], float]:
    """Return the shade of the other rows: of all, or of those that were kept on a given scale."""
    places = zip(cloud["x"].tolist(), cloud["y"].tolist(), cloud["kept"].tolist(), strict=True)
    shown = np.array([(x(a), y(b)) for a, b, kept in places if kept or most is None])
    across, down = shown.reshape(-1, 2).T
    size = {"width": MAP_WIDTH, "height": MAP_HEIGHT}
    return shades(across, down, np.ones(len(across)), most=most, **size)


def _map_scale(values: Sequence[float], start: float, end: float) -> tuple[Scale, int]:
    """Return a scale that a few rows far out do not squeeze, and how many those are."""
    if not values:
        return (lambda value: (start + end) / 2), 0
    low, high = np.percentile(values, [1, 99])
    room = 0.35 * (high - low)
    low, high = max(min(values), low - room), min(max(values), high + room)
    scale = _linear(low, high, start, end)
    edges = sorted((start, end))
    beyond = sum(not low <= v <= high for v in values)
    return (lambda value: min(max(scale(value), edges[0] - 8), edges[1] + 8)), beyond


def _dots(rows: Iterable[Section]) -> str:
    """Return a path whose round line caps are dots: hundreds of them in one element."""
    return "".join(f"M{row['px']:g} {row['py']:g}h0" for row in rows)


def histogram_figure(column: Section) -> Section:
    """Return the distribution of a numeric column, a path for each group."""
    left, right, top, bottom = 8.0, _SMALL_WIDTH - 8.0, 8.0, _SMALL_HEIGHT - 20.0
    edges = column["edges"]
    x = _linear(edges[0], edges[-1], left, right)
    highest = max((max(bars) for bars in column["bars"].values()), default=0.0)
    y = _linear(0.0, highest or 1.0, bottom, top)
    span = edges[-1] - edges[0]
    is_time = column["kind"] == "time"
    values = nice_ticks(edges[0], edges[-1], 3 if is_time else 4)
    return {
        "width": _SMALL_WIDTH,
        "height": _SMALL_HEIGHT,
        "base": bottom,
        "paths": {
            name: _steps([x(e) for e in edges], [y(share) for share in bars], bottom)
            for name, bars in column["bars"].items()
        },
        "ticks": [
            {
                "x": _round(x(value)),
                "text": date_of(value, span) if is_time else number(value),
                "anchor": _anchor(x(value), left, right),
            }
            for value in values
        ],
        "table": [
            {
                "key": _bin(low, high, is_time, span),
                "shares": [percent(bars[i]) for bars in column["bars"].values()],
            }
            for i, (low, high) in enumerate(pairwise(edges))
        ],
    }


def _bin(low: float, high: float, is_time: bool, span: float) -> str:
    if not is_time and high - low == 1 and low != round(low):
        return number((low + high) / 2)  # a bin around each whole number
    ends = [date_of(v, span / 24) if is_time else number(v) for v in (low, high)]
    return " to ".join(ends)


def _steps(edges: Sequence[float], tops: Sequence[float], base: float) -> str:
    """Return the outline of a histogram."""
    parts = [f"M{edges[0]:.1f} {base:g}"]
    for right, top in zip(edges[1:], tops, strict=True):
        parts.append(f"V{top:.1f}H{right:.1f}")
    return "".join(parts) + f"V{base:g}"


def _anchor(x: float, left: float, right: float) -> str:
    if x - left < 20:
        return "start"
    return "end" if right - x < 20 else "middle"


def category_figure(column: Section) -> Section:
    """Return the distribution of a column of categories, a bar for each and group."""
    names, bars = column["keys"], column["bars"]
    thick, gap = 7.0, 9.0
    left = 16.0 + 6.0 * min(max(map(len, names), default=0), 16)
    high = len(bars) * thick + gap
    greatest = max((max(shares, default=0.0) for shares in bars.values()), default=0.0)
    x = _linear(0.0, greatest or 1.0, 0.0, _SMALL_WIDTH - left - 44)
    rows = []
    for i, name in enumerate(names):
        top = 4 + i * high
        rows.append(
            {
                "label": name if len(name) <= 16 else name[:15] + "…",
                "y": _round(top + len(bars) * thick / 2),
                "bars": [
                    {
                        "group": group,
                        "x": left,
                        "y": _round(top + g * thick),
                        "width": _round(max(x(shares[i]), 0.5 if shares[i] else 0.0)),
                        "height": thick - 1,
                        "text": percent(shares[i]),
                    }
                    for g, (group, shares) in enumerate(bars.items())
                ],
            }
        )
    return {
        "width": _SMALL_WIDTH,
        "height": _round(max(len(names), 1) * high + 4),
        "left": left,
        "rows": rows,
        "table": [
            {"key": name, "shares": [percent(shares[i]) for shares in bars.values()]}
            for i, name in enumerate(names)
        ],
    }


def curve_figure(curves: dict[str, list[tuple[float, float]]], diagonal: bool) -> Section:
    """Return curves over the unit square.

    Parameters
    ----------
    curves : dict of str to list of (x, y)
        The points of each curve, both from 0 to 1.
    diagonal : bool
        Whether to draw the line on which x and y are equal.
    """
    width, height = 400.0, 340.0
    x = _linear(0.0, 1.0, 44.0, width - 12)
    y = _linear(0.0, 1.0, height - 40, 12.0)
    return {
        "width": width,
        "height": height,
        "x": [{"at": _round(x(v)), "text": f"{v:g}"} for v in nice_ticks(0.0, 1.0)],
        "y": [{"at": _round(y(v)), "text": f"{v:g}"} for v in nice_ticks(0.0, 1.0)],
        "left": x(0.0),
        "right": x(1.0),
        "top": y(1.0),
        "bottom": y(0.0),
        "diagonal": diagonal,
        "lines": [
            {
                "name": name,
                "path": "M" + "L".join(f"{x(a):.1f} {y(b):.1f}" for a, b in _thinned(points)),
                "dots": "".join(f"M{x(a):.1f} {y(b):.1f}h0" for a, b in points)
                if diagonal and len(points) <= 25
                else "",
            }
            for name, points in curves.items()
            if points
        ],
    }


def _thinned(points: list[tuple[float, float]], most: int = 160) -> list[tuple[float, float]]:
    if len(points) <= most:
        return points
    chosen = np.unique(np.linspace(0, len(points) - 1, most).round().astype(int))
    return [points[i] for i in chosen]


def band_figure(points: Sequence[tuple[float, float, float | None, float | None]]) -> Section:
    """Return a curve with its band, and the line of zero.

    Parameters
    ----------
    points : sequence of (x, y, low, high)
        The curve from left to right, x from 0 to 1. Where the ends are not known, the band stops.
    """
    width, height = 400.0, 240.0
    heights = [v for point in points for v in point[1:] if _finite(v)]
    low, high = min(0.0, *heights), max(0.0, *heights)
    room = 0.05 * (high - low) or 1.0
    x = _linear(0.0, 1.0, 52.0, width - 12)
    y = _linear(low - room, high + room, height - 40, 12.0)
    known = [(x(a), y(b), y(c)) for a, _, b, c in points if _finite(b) and _finite(c)]
    there = [f"{a:.1f} {b:.1f}" for a, b, _ in known]
    back = [f"{a:.1f} {c:.1f}" for a, _, c in reversed(known)]
    return {
        "width": width,
        "height": height,
        "x": [{"at": _round(x(v)), "text": f"{v:g}"} for v in nice_ticks(0.0, 1.0)],
        "y": [
            {"at": _round(y(v)), "text": f"{v:+g}".replace("-", "−") if v else "0"}
            for v in nice_ticks(low - room, high + room, 4)
        ],
        "left": x(0.0),
        "right": x(1.0),
        "top": 12.0,
        "bottom": height - 40,
        "zero": _round(y(0.0)),
        "band": "M" + "L".join([*there, *back]) + "Z" if len(known) > 1 else "",
        "path": "M" + "L".join(f"{x(a):.1f} {y(b):.1f}" for a, b, *_ in points),
        "dots": "".join(f"M{x(a):.1f} {y(b):.1f}h0" for a, b, *_ in points),
    }


def interval_figure(
    rows: Sequence[tuple[float | None, float | None, float | None]],
    marks: Sequence[float | None],
    width: float = 220.0,
) -> list[Section | None]:
    """Return a point with its interval for each row of a table, all on one scale.

    Parameters
    ----------
    rows : sequence of (value, low, high)
        What to draw; a row whose value is None stays empty.
    marks : sequence of float or None
        For each row a reference, such as zero.
    width : float
        Width of the drawing.
    """
    known = [v for v in (*(v for row in rows for v in row), *marks) if _finite(v)]
    if not known:
        return [None] * len(rows)
    x = _linear(min(known), max(known), 8.0, width - 8)
    figures: list[Section | None] = []
    for (value, low, high), mark in zip(rows, marks, strict=True):
        if not _finite(value):
            figures.append(None)
            continue
        figures.append(
            {
                "width": width,
                "at": _round(x(value)),
                "low": _round(x(low if _finite(low) else value)),
                "high": _round(x(high if _finite(high) else value)),
                "mark": _round(x(mark)) if _finite(mark) else None,
            }
        )
    return figures


def _finite(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value)


def _linear(low: float, high: float, start: float, end: float) -> Scale:
    if not low < high:
        return lambda value: (start + end) / 2
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _round(value: float) -> float:
    return round(float(value), 1)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
