"""Figures in the prose: read from what committed commands printed, or asked of the library.

A page writes ``|smote over copy|`` and gets what ``docs/outputs`` says there, or ``|most folders|``
and gets the limit that the code has. A figure that is no longer found stops the build.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from counterpoise.cli.signals import PATIENCE
from counterpoise.core.grids import learn_grid
from counterpoise.formats.columnar.parquet import GROUP_BYTES
from counterpoise.formats.partitions import MOST_PARTITIONS
from counterpoise.formats.text.blocks import LONGEST_RECORD
from counterpoise.stages.seeds.class_sample import FEWEST_OF_A_CLASS
from counterpoise.tables.column_profiles import ROWS_THAT_TELL

OUTPUTS = Path(__file__).resolve().parent / "outputs"

FIGURES: Mapping[str, tuple[str, str]] = {
    "smote over copy": ("smote.txt", r"SMOTE takes ([\d.]+) times"),
    "smote peak": ("smote.txt", r"counterpoise: .* is ([\d.]+) of the output"),
    "imblearn peak": ("smote.txt", r"imblearn: .* is ([\d.]+) of the output"),
    "samplers mean": ("samplers.txt", r"geometric mean ([\d.]+),"),
    "samplers least": ("samplers.txt", r"geometric mean .* least ([\d.]+)"),
    "smote large seconds": ("samplers.txt", r"284 807, 492, 30 +SMOTE  +([\d.]+)"),
    "smote large seconds there": ("samplers.txt", r"284 807, 492, 30 +SMOTE  +[\d.]+ +([\d.]+)"),
    "smotenc large times": ("samplers.txt", r"284 807, 492, 30 +SMOTE-NC  .* ([\d.]+)\n"),
    "neighbours full rank times": (
        "neighbors.txt",
        r"50,000 x 30 full rank: ([\d.]+)x sklearn",
    ),
    "neighbours intrinsic times": (
        "neighbors.txt",
        r"50,000 x 30, 6 intrinsic: ([\d.]+)x sklearn",
    ),
    "catalogue mean": ("variants.txt", r"smote-variants: geometric mean ([\d.]+)"),
    "catalogue least": ("variants.txt", r"smote-variants: .* least ([\d.]+)"),
    "under-samplers mean": ("variants.txt", r"imbalanced-learn: geometric mean ([\d.]+)"),
    "import seconds": ("imports.txt", r"\(\+([\d.]+) s\)  .*import counterpoise"),
    "help seconds": ("imports.txt", r"\(\+([\d.]+) s\)  counterpoise --help"),
    "smote call": ("overheads.txt", r"smote +([\d,]+) "),
    "smote call there": ("overheads.txt", r"smote +[\d,]+ +([\d,]+) "),
    "parquet seconds": ("files.txt", r"counterpoise +([\d.]+) "),
    "parquet megabytes": ("files.txt", r"counterpoise .* ([\d,]+) +1\.00"),
    "parquet rows": ("files.txt", r"Parquet, ([\d,]+) x"),
    "parquet pandas megabytes": ("files.txt", r"imbalanced-learn, pandas .* ([\d,]+)  "),
    "bytes a row": ("files-memory.txt", r"measured ([\d.]+) bytes more"),
    "rows attacked": ("privacy.txt", r"simulated: (\d+) rows"),
    "rows made for the attack": ("privacy.txt", r"simulated: .* ([\d,]+) new"),
    "share rebuilt": ("privacy.txt", r"rebuilt +([\d.]+)"),
    "share rebuilt rightly": ("privacy.txt", r"precision +([\d.]+)"),
    "recall of smote called worse": ("plausibility.txt", r"recall(?: +\d+%){8} +(\d+%)"),
    "forest of smote called worse": ("plausibility.txt", r"two_sample_auc(?: +\d+%){8} +(\d+%)"),
    "spark ratio at 20 million": (
        "spark.txt",
        r"\n 20\.0 .* ([\d.]+) +[\d.]+ +[\d.]+ +\d+%\n",
    ),
    "bytes shuffled for a new row": ("spark-held.txt", r"left on executors, (\d+) a row"),
    "shuffled at a billion": (
        "spark-held.txt",
        r"left on executors, .* row +\S+ \S+ +(\S+ \S+) ",
    ),
    "shuffled at a hundred billion": (
        "spark-held.txt",
        r"left on executors, .* +(\S+ \S+)\n",
    ),
    "steps at small thresholds": (
        "decisions.txt",
        r"5,000 rows, 2.0% positive, a miss costs 500: .* 100 steps \+([\d.]+%)",
    ),
    "cuts at small thresholds": (
        "decisions.txt",
        r"5,000 rows, 2.0% positive, a miss costs 500: .* every cut-point \+([\d.]+%)",
    ),
}
"""The name of each figure, the file it is read from, and where it stands in it."""


def values_to_believe(step: float) -> int:
    """Return how many different values a column needs before such a step is seen in it."""
    for n in itertools.count(3):
        found = learn_grid(np.arange(n) * step)
        if found is not None and found.step / found.scale == step:
            return n
    raise AssertionError("there is always one")


LIMITS: Mapping[str, Callable[[], str]] = {
    "digits of float64": lambda: str(np.finfo(np.float64).precision),
    "digits of float32": lambda: str(np.finfo(np.float32).precision),
    "values for halves": lambda: str(values_to_believe(0.5)),
    "values for tens": lambda: str(values_to_believe(10.0)),
    "values for even numbers": lambda: str(values_to_believe(2.0)),
    "megabytes of a row group": lambda: f"{GROUP_BYTES / 2**20:.0f}",
    "fewest of a class": lambda: str(FEWEST_OF_A_CLASS),
    "most folders": lambda: str(MOST_PARTITIONS),
    "rows that tell": lambda: f"{ROWS_THAT_TELL:,}",
    "longest record": lambda: f"{LONGEST_RECORD:g}",
    "seconds of patience": lambda: f"{PATIENCE:g}",
}
"""The name of each limit that the code has, and how the library says it."""


def read(figure: str) -> str:
    """Return a figure as it was printed.

    Raises
    ------
    LookupError
        If its file no longer has it.
    """
    name, pattern = FIGURES[figure]
    found = re.search(pattern, (OUTPUTS / name).read_text(encoding="utf-8"))
    if found is None:
        raise LookupError(f"figure {figure!r} is not in docs/outputs/{name}: mend its pattern")
    return found[1]


def substitutions() -> str:
    """Return the definitions that every page ends with."""
    told = {figure: read(figure) for figure in FIGURES}
    told |= {limit: say() for limit, say in LIMITS.items()}
    return "\n".join(f".. |{name}| replace:: {value}" for name, value in told.items())
