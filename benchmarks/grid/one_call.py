"""`balance` on raw tables: every method with every option, and its summary."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import counterpoise as cp
from grid.cases import Case, Text, normal
from grid.tables import mixed, numbers, with_gaps

__all__ = ["METHODS", "OPTIONS", "cases"]

METHODS = (
    "auto",
    "smote",
    "smotenc",
    "smoten",
    "borderline",
    "svm",
    "kmeans",
    "adasyn",
    "random",
    "smoteenn",
    "smotetomek",
    "random-under",
    "tomek",
    "enn",
    "renn",
    "allknn",
    "ncr",
)
OPTIONS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "half": {"ratio": 0.5},
    "k 3": {"k": 3},
    "own units": {"scale": None},
    "robust": {"scale": "robust"},
    "mark": {"mark": "is new"},
    "counter": {"rng": "counter"},
    "counter, half, marked": {"rng": "counter", "ratio": 0.6, "mark": "new"},
    "seed 5": {"seed": 5},
    "growing": {"clean": "growing"},
    "growing, counter": {"clean": "growing", "rng": "counter"},
    "machine of 60 rows": {"svm_rows": 60},
    "machine, counter": {"svm_rows": 60, "rng": "counter"},
    "categories": {"categorical": ["steps", "plan"]},
    "no guessed categories": {"categorical": []},
    "ignored": {"ignore": ["seen", "city"]},
    "nothing ignored": {"ignore": []},
}
ONLY_FOR = {"growing": ("smoteenn", "smotetomek"), "machine": ("svm",)}


def _tables() -> dict[str, tuple[Any, Any]]:
    """Return tables with their targets."""
    frame, told = mixed()
    frame = frame.assign(Churn=told)
    X, y = numbers((70, 30, 18), seed=4)
    plain = pd.DataFrame(X, columns=["a", "b", "c", "d", "e"]).round(1)
    plain["d"] = plain["d"].round().astype(np.int64)
    plain["kind"] = y
    words = frame[["plan", "city", "active", "Churn"]]
    gaps = pd.DataFrame(with_gaps(X), columns=list("abcde")).assign(kind=y)
    times = frame[["seen", "price", "Churn"]].assign(
        at=frame["seen"] + pd.to_timedelta(frame["steps"], unit="min"),
        took=pd.to_timedelta(frame["steps"], unit="s"),
    )
    return {
        "mixed": (frame, "Churn"),
        "numbers": (plain, "kind"),
        "words": (words, "Churn"),
        "array": (np.column_stack([X, y]), 5),
        "gaps": (gaps, "kind"),
        "times": (times, "Churn"),
        "polars": (pl.from_pandas(frame), "Churn"),
        "pyarrow": (pa.Table.from_pandas(plain, preserve_index=False), "kind"),
        "objects": (words.to_numpy(), 3),
        "labelled rows": (plain.set_index(pd.date_range("2020", periods=len(plain))), "kind"),
    }


def _balance(table: Any, target: Any, options: dict[str, Any]) -> dict[str, object]:
    balanced, summary = cp.balance(table, target, return_summary=True, **options)
    told = summary.to_dict()
    told.pop("version")
    return {"table": balanced, "summary": told, "text": Text(normal(str(summary)))}


def cases(quick: bool) -> Iterator[Case]:
    """Yield the calls of `balance`."""
    tables = _tables()
    chosen = ("mixed", "numbers") if quick else tuple(tables)
    for method, (told, options), name in itertools.product(METHODS, OPTIONS.items(), chosen):
        if any(told.startswith(start) and method not in ms for start, ms in ONLY_FOR.items()):
            continue
        if told in ("categories", "ignored") and name not in ("mixed", "polars"):
            continue
        table, target = tables[name]
        given = {"seed": 1, "method": method, **options}
        group = "counter" if "rng" in options else "balance"
        yield Case(
            group, f"balance | {method} | {told} | {name}", partial(_balance, table, target, given)
        )
