"""Figures in the prose: each is read from what a committed command printed, none is typed.

A page writes ``|smote over copy|`` and gets what ``docs/outputs`` says there. A figure that is no
longer found in its file stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

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
    "import seconds": ("imports.txt", r"\(\+([\d.]+) s\)  .*import counterpoise"),
    "help seconds": ("imports.txt", r"\(\+([\d.]+) s\)  counterpoise --help"),
    "smote call": ("overheads.txt", r"smote +([\d,]+) "),
    "smote call there": ("overheads.txt", r"smote +[\d,]+ +([\d,]+) "),
    "parquet seconds": ("files.txt", r"counterpoise +([\d.]+) "),
    "parquet megabytes": ("files.txt", r"counterpoise .* ([\d,]+) +1\.00"),
    "parquet rows": ("files.txt", r"Parquet, ([\d,]+) x"),
    "parquet pandas megabytes": ("files.txt", r"imbalanced-learn, pandas .* ([\d,]+)  "),
    "bytes a row": ("files-memory.txt", r"measured ([\d.]+) bytes more"),
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
    return "\n".join(f".. |{figure}| replace:: {read(figure)}" for figure in FIGURES)
