"""The pictures of plots, with matplotlib; `plot_numbers` has their numbers."""

from __future__ import annotations

from typing import Any

from counterpoise.report.plot_numbers import Bars, Colour, Intervals

__all__ = ["draw"]

_COLOURS: dict[Colour, str] = {
    "majority": "#79818f",
    "minority": "#1f77c9",
    "new": "#d1661b",
    "good": "#2a8f58",
    "even": "#b58312",
    "bad": "#cf4a41",
}
"""Those of the page, in shades that can be told from white and from black paper."""


def draw(numbers: Bars | Intervals, ax: Any = None) -> Any:
    """Draw numbers into axes, and return them.

    Parameters
    ----------
    numbers : Bars or Intervals
        What to draw.
    ax : matplotlib axes, optional
        Where to; new ones, as high as there are lines, by default.

    Raises
    ------
    ModuleNotFoundError
        If matplotlib is not installed.
    """
    ax = _new_axes(len(numbers.labels)) if ax is None else ax
    if isinstance(numbers, Bars):
        _draw_bars(numbers, ax)
    else:
        _draw_intervals(numbers, ax)
    places = range(len(numbers.labels))
    ax.set_yticks(places, numbers.labels)
    ax.set_ylim(len(numbers.labels) - 0.4, -0.6)  # the first line is at the top
    ax.set_xlabel(numbers.x_title)
    has_key = isinstance(numbers, Bars) and len(numbers.parts) > 1
    ax.set_title(numbers.title, loc="left", fontsize="medium", pad=24 if has_key else 6)
    ax.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return ax


def _new_axes(n_lines: int) -> Any:
    try:
        from matplotlib import pyplot
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'plots need matplotlib: pip install "counterpoise[notebook]"', name="matplotlib"
        ) from error
    height = 1.4 + 0.32 * n_lines
    _, ax = pyplot.subplots(figsize=(8, height), layout="constrained")
    return ax


def _draw_bars(numbers: Bars, ax: Any) -> None:
    """Draw bars part by part, from left to right; what was removed is only outlined."""
    places = range(len(numbers.labels))
    left = [0.0] * len(numbers.labels)
    for name, lengths in numbers.parts.items():
        if not any(lengths):
            continue
        colour = _COLOURS[numbers.colours[name]]
        outlined = {"facecolor": "none", "edgecolor": colour, "linestyle": "--"}
        look = outlined if name == "removed" else {"color": colour}
        ax.barh(places, lengths, left=left, height=0.6, label=name, **look)
        left = [a + b for a, b in zip(left, lengths, strict=True)]
    for place, end, text in zip(places, left, numbers.texts, strict=True):
        ax.annotate(text, (end, place), (5, 0), textcoords="offset points", va="center")
    most = max(left, default=1.0)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= most])
    ax.set_xlim(0, 1.22 * most)
    if len(numbers.parts) > 1:
        ax.legend(frameon=False, ncols=4, loc="lower left", bbox_to_anchor=(0, 1), borderpad=0)


def _draw_intervals(numbers: Intervals, ax: Any) -> None:
    """Draw points with their intervals beside a line at zero."""
    ax.axvline(0.0, color=_COLOURS["majority"], linestyle="--", linewidth=1)
    lines = zip(numbers.values, numbers.lows, numbers.highs, numbers.tones, strict=True)
    for place, (value, low, high, tone) in enumerate(lines):
        if value is None:
            continue
        colour = _COLOURS[tone]
        if low is not None and high is not None:
            ax.plot([low, high], [place, place], color=colour, linewidth=2.5)
        ax.plot([value], [place], "o", color=colour, markersize=6)
    for place, text in enumerate(numbers.texts):
        ax.annotate(
            text,
            (1.0, place),
            (6, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            fontsize="small",
        )
    if not numbers.has_scale:
        ax.set_xlim(-1.1, 1.1)
        ax.set_xticks([])
