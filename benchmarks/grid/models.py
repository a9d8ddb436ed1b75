"""What is told about a table and its resampling, and models around a sampler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import counterpoise as cp
from counterpoise.neighbors import MixedMetric, ValueDifferenceMetric
from grid.cases import Case, Text, normal
from grid.tables import NUMERIC, mixed, numbers, with_gaps

__all__ = ["cases"]


def _told(result: Any, **more: object) -> dict[str, object]:
    """Return a result as plain values and as it prints."""
    return {**_plain(result), "text": Text(normal(str(result))), **more}


def _plain(result: Any) -> dict[str, object]:
    if not hasattr(result, "to_dict"):
        return {}
    told = result.to_dict()
    told.pop("version", None)
    return {"values": told}


def _tables() -> dict[str, tuple[Any, Any]]:
    X, y = numbers((160, 40), seed=6)
    frame, told = mixed(200)
    return {
        "array": (X, y),
        "three classes": numbers((90, 40, 25), seed=7),
        "gaps": (with_gaps(X), y),
        "mixed": (frame.drop(columns=["customer_id", "seen"]), told),
        "polars": (NUMERIC["polars"](X), y),
        "csr": (NUMERIC["csr"](X), y),
        "duplicates": (pd.concat([pd.DataFrame(X)] * 2), [*y, *y]),
        "leak": (pd.DataFrame(X).assign(leak=y * 1.0, empty=1.0), y),
    }


def _diagnoses() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    for name, (X, y) in _tables().items():
        for options in ({}, {"k": 3, "scale": None}, {"scale": "robust", "seed": 2}):
            yield (
                f"diagnose | {name} | {options}",
                lambda X=X, y=y, options=options: _told(cp.diagnose(X, y, **options)),
            )
    X, y = numbers()
    for options in ({"k": 0}, {"k": 900}, {"scale": "units"}, {"seed": -1}, {"n_jobs": "2"},
                    {"categorical_features": ["plan"]}):  # fmt: skip
        yield f"diagnose | refused {options}", lambda o=options: _told(cp.diagnose(X, y, **o))
    yield "diagnose | one class", lambda: _told(cp.diagnose(X, y * 0))


def _qualities() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    tables = _tables()
    few = {"n_repeats": 2, "n_bootstrap": 20, "n_jobs": 1}
    asked: dict[str, tuple[str, Any, dict[str, Any]]] = {
        "SMOTE": ("array", cp.SMOTE(random_state=0), {}),
        "SMOTE, seeded by quality": ("array", cp.SMOTE(), {"seed": 3}),
        "Borderline": ("three classes", cp.BorderlineSMOTE(random_state=0), {"k": 3}),
        "copies": ("array", cp.RandomOverSampler(random_state=0), {"scale": None}),
        "gaps": ("gaps", cp.SMOTE(random_state=0), {}),
        "SMOTENC": ("mixed", cp.SMOTENC(["plan", "city", "active"], random_state=0), {}),
        "cleaned": ("array", cp.SMOTEENN(random_state=0), {"test_size": 0.4}),
        "refused: a cleaner": ("array", cp.TomekLinks(), {}),
        "refused: test_size": ("array", cp.SMOTE(), {"test_size": 1.5}),
        "refused: no sampler": ("array", 3, {}),
    }
    for told, (name, sampler, options) in asked.items():
        X, y = tables[name]
        call = partial(cp.quality, X, y, sampler, **{**few, **options})
        yield f"quality | {told}", lambda call=call: _told(call())


def _comparisons() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    few = {
        "models": ["logistic"],
        "folds": 3,
        "n_repeats": 1,
        "inner_folds": 2,
        "trials": 1,
        "n_jobs": 1,
    }
    tables = _tables()
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "by default": ("array", {}),
        "classes": ("three classes", {"methods": ["smote"], "metric": "balanced_accuracy"}),
        "mixed": ("mixed", {"methods": ["auto", "random"], "metric": "f1"}),
        "samplers": ("array", {"methods": [cp.SMOTE(random_state=0), "adasyn"], "seed": 2}),
        "refused: metric": ("array", {"metric": "accuracy"}),
        "refused: method": ("array", {"methods": ["smotte"]}),
        "refused: folds": ("array", {"folds": 1}),
        "refused: model": ("array", {"models": ["forest"]}),
        "refused: budget": ("array", {"budget": "soon"}),
    }
    for told, (name, options) in asked.items():
        X, y = tables[name]
        call = partial(cp.compare, X, y, **{**few, **options})
        yield f"compare | {told}", lambda call=call: _told(_without_times(call()))


class _Untimed:
    """A comparison without what its clock said."""

    def __init__(self, values: Any, text: str) -> None:
        self._values, self._text = values, text

    def to_dict(self) -> dict[str, Any]:
        return dict(self._values)

    def __str__(self) -> str:
        return self._text


def _without_times(comparison: Any) -> _Untimed:
    return _Untimed(_drop_times(comparison.to_dict()), str(comparison))


def _drop_times(value: Any) -> Any:
    """Return plain values without the seconds of each contestant, and those of the budget."""
    if isinstance(value, dict):
        return {k: _drop_times(v) for k, v in value.items() if k not in ("seconds", "used")}
    return [_drop_times(item) for item in value] if isinstance(value, list) else value


def _models() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    X, y = numbers((160, 40), seed=6)
    samplers = {
        "random": cp.RandomOverSampler(random_state=0),
        "under": cp.RandomUnderSampler(random_state=0),
        "SMOTE": cp.SMOTE(random_state=0),
        "SMOTE by counter": cp.SMOTE(random_state=0, rng="counter"),
        "cleaner": cp.TomekLinks(),
    }
    settings: tuple[dict[str, Any], ...] = (
        {"calibration": None},
        {"calibration": "sigmoid", "cv": 3},
        {"calibration": "isotonic", "cv": 3},
        {"calibration": None, "deployment_prior": "em"},
        {"calibration": None, "deployment_prior": {0: 0.9, 1: 0.1}},
        {"deployment_prior": [0.5, 0.6]},
        {"calibration": "platt"},
    )

    def predict(sampler: Any, options: dict[str, Any]) -> dict[str, object]:
        model = make_pipeline(StandardScaler(), LogisticRegression())
        corrected = cp.PriorCorrectedClassifier(model, sampler, **options).fit(X, y)
        priors = [corrected.original_prior_, corrected.trained_prior_]
        return {"probabilities": corrected.predict_proba(X), "priors": priors}

    for told, sampler in samplers.items():
        for options in settings:
            yield f"corrected | {told} | {options}", partial(predict, sampler, options)


def _neighbours() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    X, _ = numbers((200, 60), seed=8)
    codes = (X[:, :2] > 0).astype(np.int32)

    def nearest(index: Any, table: Any, **fit: Any) -> dict[str, object]:
        found = index.fit(table, **fit)
        distances, rows = found.kneighbors()
        return {"distances": distances, "rows": rows}

    for told, table in {"array": X, "gaps": with_gaps(X), "float32": X.astype(np.float32)}.items():
        for k in (1, 5, 40):
            index = cp.NeighborIndex(k)
            yield f"neighbours | {told} | {k}", partial(nearest, index, table)
    shares = np.array([[0.9, 0.1], [0.4, 0.6]])
    values = ValueDifferenceMetric([shares, shares[::-1]])
    for told, metric, table in (("mixed", MixedMetric(0.7), X), ("values", values, X[:, :0])):
        index = cp.NeighborIndex(4, metric=metric)
        yield f"neighbours | {told}", partial(nearest, index, table, codes=codes)
    for told, index in {"0": cp.NeighborIndex(0), "many": cp.NeighborIndex(900)}.items():
        yield f"neighbours | refused {told}", partial(nearest, index, X)


def cases(quick: bool) -> Iterator[Case]:
    """Yield diagnoses, judgements, comparisons, corrected models and searches."""
    for name, run in (*_diagnoses(), *_models(), *_neighbours()):
        yield Case("counter" if "counter" in name else "models", name, run)
    if not quick:
        for name, run in (*_qualities(), *_comparisons()):
            yield Case("models", name, run)
