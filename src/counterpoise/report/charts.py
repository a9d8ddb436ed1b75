"""The map of the rows, and a chart and a line of the table for each column."""

from __future__ import annotations

from collections.abc import Mapping

from counterpoise.plan.sample import Sample
from counterpoise.report.distributions import distributions
from counterpoise.report.figures import category_figure, histogram_figure, map_figure
from counterpoise.report.projection import minority_map
from counterpoise.report.text import MOST_LISTED, Section, number, percent, plain

__all__ = ["sample_sections"]


MOST_CHARTS = 48
"""Columns that are drawn; all are in the table."""


_MOST_CLASSES = 4


def sample_sections(sample: Sample) -> Section:
    """Return the map and the distributions."""
    new_of = [int((sample.klass[sample.is_new] == c).sum()) for c in range(len(sample.labels))]
    own_of = [int((sample.klass[~sample.is_new] == c).sum()) for c in range(len(sample.labels))]
    grown = [c for c in range(len(new_of)) if new_of[c]]
    grown.sort(key=lambda c: (own_of[c], c))
    if not grown:  # nothing was added: the smallest class is the minority
        grown = [min((c for c in range(len(own_of)) if own_of[c]), key=lambda c: own_of[c])]
    chosen = grown[:_MOST_CLASSES]
    charts = MOST_CHARTS // len(chosen)
    return {
        "map": {
            **map_figure(minority_map(sample, grown)),
            "minority": ", ".join(plain(sample.labels[c]) for c in grown[:6])
            + (f" and {len(grown) - 6} more" if len(grown) > 6 else ""),
            "several": len(grown) > 1,
        },
        "distributions": {
            "classes": [_distributions(sample, c, charts) for c in chosen],
            "n_grown": len(grown),
        },
    }


_GROUPS = {"majority": "Other classes", "minority": "Originals", "new": "New rows"}


def _distributions(sample: Sample, code: int, most: int) -> Section:
    label = plain(sample.labels[code])
    found = distributions(sample, code)
    groups = list(found[0]["bars"]) if found else []
    names = {**_GROUPS, "minority": label if "new" not in groups else f"{label}, original"}
    if len(sample.labels) == 2:
        names["majority"] = plain(sample.labels[1 - code])
    if "new" in groups:
        names["new"] = f"{label}, new"
    return {
        "label": label,
        "groups": [{"key": group, "name": names[group]} for group in groups],
        "charts": [_chart(column, names) for column in found[:most]],
        "rows": [_column_row(column) for column in found[:MOST_LISTED]],
        "n_columns": len(found),
        "compared": "new" in groups,
    }


def _chart(column: Section, names: Mapping[str, str]) -> Section:
    draw = category_figure if column["kind"] == "category" else histogram_figure
    parts = []
    if column["kind"] == "number":
        for group in column["bars"]:
            mean, std = column["mean"][group], column["std"][group]
            if mean is not None and std is not None:
                parts.append(f"{names[group]}: mean {number(mean, 3)}, std {number(std, 3)}")
    gaps = [
        f"{names[group]} {percent(share)}" for group, share in column["missing"].items() if share
    ]
    return {
        "name": column["name"],
        "kind": column["kind"],
        "distance": "" if column["distance"] is None else f"{column['distance']:.2f}",
        "figure": draw(column),
        "description": "; ".join(parts) or "Shares of each category.",
        "missing": ", ".join(gaps),
        "beyond": percent(column["beyond"]) if column.get("beyond") else "",
    }


def _column_row(column: Section) -> Section:
    distance = column["distance"]
    cells = {}
    for group, shares in column["bars"].items():
        if column["kind"] == "category":
            best = max(range(len(shares)), key=shares.__getitem__, default=None)
            cells[group] = "" if best is None else f"{column['keys'][best]} {percent(shares[best])}"
        elif column["kind"] == "time" or column["mean"][group] is None:
            cells[group] = ""
        else:
            cells[group] = f"{number(column['mean'][group], 3)} ± {number(column['std'][group], 3)}"
    return {
        "name": column["name"],
        "cells": list(cells.values()),
        "distance": "" if distance is None else f"{distance:.2f}",
        "bar": 0.0 if distance is None else round(60 * distance, 1),
    }
