"""Draw the pictures of README.md: patients before and after, and new rows with their parents.

Run it with ``python examples/pictures.py [FOLDER]``; without a folder it writes to docs/_static.
"""

from __future__ import annotations

import sys
from pathlib import Path

import demo
import matplotlib.pyplot as plt
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise import SMOTE, balance

FOLDER = demo.ROOT / "docs" / "_static"
NEW_ROWS = 60


def main(folder: Path = FOLDER) -> list[Path]:
    train, _ = demo.split(demo.read(demo.DATA), seed=0)
    balanced = balance(train, demo.TARGET, seed=1, mark="synthetic")
    before_after = demo.draw(train, balanced, folder / "before-after.png", dpi=80)
    return [before_after, draw_parents(train, folder / "parents.png")]


def draw_parents(patients: pa.Table, path: Path) -> Path:
    """Draw some new rows, each tied to the two patients that it lies between."""
    ill = demo.is_minority(patients)
    points = np.column_stack(demo.laboratory(patients, np.ones(len(ill), bool)))
    points[:, 1] = np.log10(1 + points[:, 1])  # TSH spans three powers of ten
    measured = np.isfinite(points).all(axis=1)
    points, ill = points[measured], ill[measured]
    sampler = SMOTE(
        sampling_strategy={True: int(ill.sum()) + NEW_ROWS}, scale="standard", random_state=0
    )
    rows, _ = sampler.fit_resample(points, ill)
    parents = sampler.provenance_
    figure, axis = plt.subplots(figsize=(9.6, 5))
    axis.scatter(*points[~ill].T, s=8, c=demo.GREY, alpha=0.45, label="negative")
    tie(axis, rows, parents["base"], parents["partner"])
    axis.scatter(
        *rows[len(points) :].T, s=26, c=demo.ORANGE, marker="x", label="hypothyroid, synthetic"
    )
    axis.scatter(*points[ill].T, s=30, c=demo.BLUE, marker="^", label="hypothyroid, real")
    finish(axis, points[ill])
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)
    return path


def tie(axis: plt.Axes, rows: NDArray[np.float64], *parents: NDArray[np.int64]) -> None:
    """Draw a line through each new row from one of its parents to the other."""
    for base, partner in zip(*parents, strict=True):
        axis.plot(*rows[[base, partner]].T, c=demo.ORANGE, linewidth=0.7, alpha=0.7)


def finish(axis: plt.Axes, ill: NDArray[np.float64]) -> None:
    low, high = ill.min(axis=0), ill.max(axis=0)
    axis.set_xlim(low[0] - 5, high[0] + 15)
    axis.set_ylim(-0.1, high[1] + 0.25)
    ticks = np.array([0, 1, 10, 100, 500])
    axis.set_yticks(np.log10(1 + ticks), ticks)
    axis.set_xlabel("free thyroxine index (FTI)")
    axis.set_ylabel("thyroid-stimulating hormone (TSH), logarithmic")
    axis.set_title(f"{NEW_ROWS} new patients, each between the two real ones it came from")
    axis.grid(alpha=0.25, linewidth=0.5)
    axis.legend(loc="lower left", frameon=True, fontsize=9)


if __name__ == "__main__":
    for picture in main(*(Path(name) for name in sys.argv[1:])):
        print(picture)
