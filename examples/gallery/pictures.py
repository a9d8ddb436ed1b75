"""Pictures of rows being placed, for the examples of the gallery.

Grey is the common class, blue the rare one, orange what a method made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.datasets import make_moons

GREY, BLUE, ORANGE = "#8d99ae", "#1d6fb8", "#e07a1f"
SIZE = np.array([480.0, 300.0])
MARGIN = 14.0
SECONDS = 9.0
"""How long the animation runs before it begins again."""

STYLE = f"""
svg.placing .o{{fill:{GREY};opacity:.55}} svg.placing .m{{fill:{BLUE}}}
svg.placing .n{{fill:{ORANGE};animation:come {SECONDS}s infinite backwards}}
svg.placing .l{{stroke:{ORANGE};opacity:0;animation:go {SECONDS}s infinite backwards}}
@keyframes come{{0%{{opacity:0}}4%{{opacity:1}}92%{{opacity:1}}96%{{opacity:0}}}}
@keyframes go{{0%{{opacity:0}}4%{{opacity:.9}}14%{{opacity:0}}100%{{opacity:0}}}}
@media (prefers-reduced-motion:reduce){{svg.placing .n,svg.placing .l{{animation:none}}}}
"""

Rows = NDArray[np.float64]
Labels = NDArray[np.int64]


def moons(stray: int = 6) -> tuple[Rows, Labels]:
    """Return 150 rows of one moon, 40 of the other, and a few of the rare class that stray."""
    X, y = make_moons(n_samples=(150, 40), noise=0.14, random_state=4)
    strays = np.random.default_rng(2).uniform([-1.2, -0.6], [2.2, 1.2], (stray, 2))
    return np.vstack([X, strays]), np.concatenate([y, np.ones(stray, np.int64)])


def draw(ax: Axes, X: Rows, y: Labels, new: Rows | None = None, title: str = "") -> Axes:
    """Draw both classes, and new rows over them."""
    ax.scatter(*X[y == 0].T, s=14, c=GREY, alpha=0.6, linewidths=0, label="common")
    ax.scatter(*X[y == 1].T, s=22, c=BLUE, marker="^", linewidths=0, label="rare")
    if new is not None and len(new):
        ax.scatter(*new.T, s=14, c=ORANGE, marker="x", linewidths=0.9, label="new")
    ax.set_title(title, fontsize=10)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def side_by_side(X: Rows, y: Labels, samplers: Sequence[tuple[str, Any]]) -> Figure:
    """Draw the rows that each sampler makes or keeps, in one figure."""
    across = min(len(samplers), 3)
    down = -(-len(samplers) // across)
    figure, axes = plt.subplots(
        down, across, figsize=(3.4 * across, 2.6 * down), squeeze=False, layout="constrained"
    )
    for ax, (title, sampler) in zip(axes.flat, samplers, strict=False):
        grown, labels = sampler.fit_resample(X, y)
        is_new = sampler.is_synthetic_
        draw(ax, grown[~is_new], labels[~is_new], grown[is_new], title)
    for ax in axes.flat[len(samplers) :]:
        ax.axis("off")
    axes.flat[0].legend(fontsize=7, loc="lower left")
    return figure


class Placing:
    """An animation: new rows appear one after another, with a line from the row they came from.

    Parameters
    ----------
    sampler : estimator
        An over-sampler, not fitted.
    X, y : ndarray
        A table of two columns; class 1 is the rare one.
    most : int
        New rows that are shown at most.
    """

    def __init__(self, sampler: Any, X: Rows, y: Labels, most: int = 110):
        grown, _ = sampler.fit_resample(X, y)
        new = grown[sampler.is_synthetic_]
        shown = np.random.default_rng(0).permutation(len(new))[:most]
        self.name = type(sampler).__name__
        self.X, self.y = X, y
        self.new, self.bases = new[shown], X[sampler.lineage_.base[shown]]

    def _place(self, points: Rows) -> Rows:
        low, high = self.X.min(axis=0), self.X.max(axis=0)
        share = (points - low) / (high - low)
        upright = np.column_stack([share[:, 0], 1 - share[:, 1]])
        return np.round(MARGIN + upright * (SIZE - 2 * MARGIN), 1)

    def _repr_html_(self) -> str:
        parts = [
            f'<svg class="placing" role="img" viewBox="0 0 {SIZE[0]:g} {SIZE[1]:g}"'
            f' aria-label="{self.name} placing {len(self.new)} new rows"><style>{STYLE}</style>'
        ]
        for (x, y), label in zip(self._place(self.X), self.y, strict=True):
            parts.append(f'<circle class="{"om"[label]}" cx="{x}" cy="{y}" r="3"/>')
        waits = np.linspace(0, 0.6 * SECONDS, len(self.new))
        ends = zip(self._place(self.bases), self._place(self.new), waits, strict=True)
        for (x1, y1), (x2, y2), wait in ends:
            later = f' style="animation-delay:{wait:.2f}s"'
            parts.append(f'<line class="l" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{later}/>')
            parts.append(f'<circle class="n" cx="{x2}" cy="{y2}" r="2.6"{later}/>')
        return "".join([*parts, "</svg>"])
