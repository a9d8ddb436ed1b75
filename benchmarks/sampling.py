"""The tables, samplers and sizes that the benchmarks of whole samplers share."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from sklearn.neighbors import NearestNeighbors

SHAPES = [
    (5_000, 250, 10),
    (50_000, 500, 30),
    (284_807, 492, 30),
    (100_000, 10_000, 30),
    (100_000, 20_000, 10),
    (50_000, 5_000, 100),
]
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "SMOTE": ("SMOTE", {}),
    "Borderline 1": ("BorderlineSMOTE", {}),
    "Borderline 2": ("BorderlineSMOTE", {"kind": "borderline-2"}),
    "ADASYN": ("ADASYN", {}),
    "SMOTE-NC": ("SMOTENC", {}),
    "SMOTEENN": ("SMOTEENN", {}),
    "SMOTETomek": ("SMOTETomek", {}),
}
ROOMS = {"SMOTEENN": "imblearn.combine", "SMOTETomek": "imblearn.combine"}


@cache
def table(n_rows: int, n_minority: int, n_columns: int, mixed: bool) -> tuple[Any, Any]:
    """Return overlapping Gaussian classes; a third of the columns categories if mixed."""
    rng = np.random.default_rng(0)
    y = np.zeros(n_rows, int)
    y[rng.choice(n_rows, n_minority, replace=False)] = 1
    X = rng.normal(size=(n_rows, n_columns))
    X[y == 1] += 1.5 / np.sqrt(n_columns)
    if mixed:
        n_categorical = n_columns // 3
        X[:, :n_categorical] = rng.integers(0, 5, (n_rows, n_categorical))
    return X, y


def name_of(shape: tuple[int, int, int]) -> str:
    """Return rows, minority and columns as the tables name them."""
    return ", ".join(f"{n:,}".replace(",", " ") for n in shape)


def make(library: str, method: str, n_columns: int) -> Any:
    """Return a sampler that uses all of the machine's threads."""
    name, parameters = METHODS[method]
    if name == "SMOTENC":
        parameters = {"categorical_features": list(range(n_columns // 3))}
    room = "counterpoise"
    if library == "imblearn":
        room = ROOMS.get(name, "imblearn.over_sampling")
        parameters = parameters | with_all_threads(name)
    return getattr(import_module(room), name)(random_state=0, **parameters)


def with_all_threads(name: str) -> dict[str, Any]:
    """Return imbalanced-learn's parameters for the same search on as many threads as ours."""
    threads = os.cpu_count()
    if name in ROOMS:
        smote = import_module("imblearn.over_sampling").SMOTE(
            random_state=0, **with_all_threads("SMOTE")
        )
        return {"smote": smote, "n_jobs": threads}
    search = {
        "n_neighbors" if name == "ADASYN" else "k_neighbors": NearestNeighbors(
            n_neighbors=6, n_jobs=threads
        )
    }
    if name == "BorderlineSMOTE":
        search["m_neighbors"] = NearestNeighbors(n_neighbors=11, n_jobs=threads)
    return search
