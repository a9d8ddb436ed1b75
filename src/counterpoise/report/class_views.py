"""The map again for each class: its rows against all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.report.shading import shades
from counterpoise.report.text import Section, number

__all__ = ["class_views"]

_MOST_DOTS = 400
"""Rows of a class that are dots; more are a shade."""


def class_views(
    classes: Sequence[Section],
    new: Sequence[Section],
    scales: tuple[Callable[[float], float], Callable[[float], float]],
    size: tuple[int, int],
) -> list[Section]:
    """Return what the map shows of each class when somebody chooses it.

    Parameters
    ----------
    classes : sequence of dict
        Of each class "class", "code", and of its rows ``x``, ``y`` and ``kept``.
    new : sequence of dict
        The new rows, with the "code" of their class.
    scales : (x, y)
        From the plane to the paper.
    size : (width, height)
        Of the paper.

    Returns
    -------
    list of dict
        Of each class its name and code, and ``own`` and ``rest``: dots or shades, before and
        after, with how many rows there are.
    """
    x, y = scales
    places = [
        np.array([(x(a), y(b)) for a, b in zip(c["x"], c["y"], strict=True)]).reshape(-1, 2)
        for c in classes
    ]
    kept = [np.asarray(c["kept"], bool) for c in classes]
    views = []
    for i, own in enumerate(classes):
        others = [j for j in range(len(classes)) if j != i]
        rest = np.concatenate([places[j] for j in others])
        views.append(
            {
                "name": own["class"],
                "code": own["code"],
                "n_new": sum(row["code"] == own["code"] for row in new),
                "own": _layer(places[i], kept[i], size),
                "rest": _layer(rest, np.concatenate([kept[j] for j in others]), size),
            }
        )
    return views


def _layer(places: NDArray[np.float64], kept: NDArray[np.bool_], size: tuple[int, int]) -> Section:
    """Return rows as dots if they are few, else as a shade that counts all of them."""
    width, height = size
    layer: Section = {"n": len(places), "darkest": ""}
    if len(places) <= _MOST_DOTS:
        return {
            **layer,
            "before": {"dots": _dots(places), "shades": []},
            "after": {"dots": _dots(places[kept]), "shades": []},
        }
    counted = np.ones(len(places))
    before, most = shades(places[:, 0], places[:, 1], counted, width=width, height=height)
    x, y = places[kept, 0], places[kept, 1]
    after, _ = shades(x, y, counted[kept], width=width, height=height, most=most)
    return {
        **layer,
        "darkest": number(most),
        "before": {"dots": "", "shades": before},
        "after": {"dots": "", "shades": after},
    }


def _dots(places: NDArray[np.float64]) -> str:
    return "".join(f"M{a:.1f} {b:.1f}h0" for a, b in places.tolist())
