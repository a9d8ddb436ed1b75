"""A picture of each method placing rows on one table: two moons with noise, drawn as SVG.

New rows appear one after another, each with a line from the row that it was made from. Where
motion is not wanted (``prefers-reduced-motion``) they are all there at once.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import make_moons

from counterpoise.errors import InvalidInputError
from counterpoise.methods.registry import Method

SIZE = (320, 220)
MARGIN = 12
SHOWN = 120
"""New rows that are drawn at most."""
CYCLE = 9.0
"""Seconds from one appearance of a row to the next."""

STYLE = """
.o{fill:#8d99ae;opacity:.55}.m{fill:#1d6fb8}.n{fill:#e07a1f}.l{stroke:#e07a1f;stroke-width:.8}
.x{stroke:#8d99ae;stroke-width:1.2}
@keyframes come{0%{opacity:0}4%{opacity:1}92%{opacity:1}96%{opacity:0}}
@keyframes go{0%{opacity:0}4%{opacity:.9}14%{opacity:0}100%{opacity:0}}
.n{animation:come CYCLEs infinite backwards}.l{opacity:0;animation:go CYCLEs infinite backwards}
@media (prefers-reduced-motion:reduce){.n,.l{animation:none}}
""".replace("CYCLE", f"{CYCLE:g}")


def moons() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return 150 rows of one moon, 40 of the other, and six of the rare class where they stray."""
    X, y = make_moons(n_samples=(150, 40), noise=0.14, random_state=4)
    strays = np.random.default_rng(2).uniform([-1.2, -0.6], [2.2, 1.2], (6, 2))
    return np.vstack([X, strays]), np.concatenate([y, np.ones(6, np.int64)])


def draw(method: Method, path: Path) -> str:
    """Write a method's picture; return what it shows in words, or why there is none."""
    X, y = moons()
    parameters = {"random_state": 0, "categorical_features": None}
    sampler = method.make(**{p: v for p, v in parameters.items() if p in method.parameters})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            grown, _ = sampler.fit_resample(X, y)
        except InvalidInputError as error:
            return f"No picture: {error}."
    kept = set(sampler._original_rows.tolist())
    new = grown[sampler.is_synthetic_]
    bases = X[sampler.lineage_.base]
    chosen = np.random.default_rng(0).permutation(len(new))[:SHOWN]
    low, high = X.min(axis=0), X.max(axis=0)
    room = np.array(SIZE) - 2 * MARGIN

    def place(points: NDArray[np.float64]) -> NDArray[np.float64]:
        share = (points - low) / (high - low)
        return np.round(MARGIN + np.column_stack([share[:, 0], 1 - share[:, 1]]) * room, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}" role="img">',
        f"<title>{method.class_name} on two moons</title><style>{STYLE}</style>",
    ]
    for i, (across, down) in enumerate(place(X)):
        if i in kept:
            parts.append(f'<circle class="{"om"[y[i]]}" cx="{across}" cy="{down}" r="2.4"/>')
        else:
            ends = f"M{across - 2:g} {down - 2:g}l4 4m0 -4l-4 4"
            parts.append(f'<path class="x" d="{ends}"/>')
    delays = np.linspace(0, 0.6 * CYCLE, len(chosen)) if len(chosen) else []
    for delay, (x1, y1), (x2, y2) in zip(
        delays, place(bases[chosen]), place(new[chosen]), strict=True
    ):
        wait = f' style="animation-delay:{delay:.2f}s"'
        parts.append(f'<line class="l" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{wait}/>')
        parts.append(f'<circle class="n" cx="{x2}" cy="{y2}" r="2"{wait}/>')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join([*parts, "</svg>"]), encoding="utf-8")
    n_removed = len(X) - len(kept)
    told = f"{len(new)} new rows" if len(new) else "No new rows"
    return f"{told}, {n_removed or 'none'} removed."
