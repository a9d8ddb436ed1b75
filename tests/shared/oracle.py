"""The methods that imbalanced-learn has, side by side, over a grid of parameters."""

from __future__ import annotations

import inspect
import warnings
from dataclasses import dataclass
from typing import Any

import imblearn.combine
import imblearn.over_sampling
import imblearn.under_sampling
import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression

import counterpoise

ORACLES = {
    name: getattr(module, name)
    for module in (imblearn.over_sampling, imblearn.under_sampling, imblearn.combine)
    for name in module.__all__
    if name in counterpoise.__all__
}

GRID: list[tuple[str, dict[str, Any]]] = [
    ("SMOTE", {}),
    ("SMOTE", {"k_neighbors": 1}),
    ("SMOTE", {"k_neighbors": 9}),
    ("SMOTE", {"sampling_strategy": "all"}),
    ("SMOTE", {"sampling_strategy": "minority"}),
    ("BorderlineSMOTE", {}),
    ("BorderlineSMOTE", {"m_neighbors": 5, "k_neighbors": 3}),
    ("BorderlineSMOTE", {"kind": "borderline-2"}),
    ("BorderlineSMOTE", {"kind": "borderline-2", "k_neighbors": 8}),
    ("SVMSMOTE", {}),
    ("SVMSMOTE", {"m_neighbors": 5, "k_neighbors": 3, "out_step": 0.2}),
    ("KMeansSMOTE", {"cluster_balance_threshold": 0.05}),
    (
        "KMeansSMOTE",
        {"kmeans_estimator": 4, "density_exponent": 2.0, "cluster_balance_threshold": 0.05},
    ),
    ("KMeansSMOTE", {"kmeans_estimator": 1}),
    ("ADASYN", {}),
    ("ADASYN", {"n_neighbors": 8, "sampling_strategy": "minority"}),
    ("RandomOverSampler", {}),
    ("RandomOverSampler", {"shrinkage": 0.0}),
    ("RandomOverSampler", {"shrinkage": 0.5}),
    ("EditedNearestNeighbours", {}),
    ("EditedNearestNeighbours", {"kind_sel": "mode", "n_neighbors": 5}),
    ("EditedNearestNeighbours", {"sampling_strategy": "all"}),
    ("RepeatedEditedNearestNeighbours", {}),
    ("RepeatedEditedNearestNeighbours", {"max_iter": 2, "kind_sel": "mode"}),
    ("AllKNN", {}),
    ("AllKNN", {"allow_minority": True, "sampling_strategy": "all", "n_neighbors": 5}),
    ("NeighbourhoodCleaningRule", {}),
    ("NeighbourhoodCleaningRule", {"n_neighbors": 5, "threshold_cleaning": 0.1}),
    ("TomekLinks", {}),
    ("TomekLinks", {"sampling_strategy": "all"}),
    ("TomekLinks", {"sampling_strategy": "majority"}),
    ("RandomUnderSampler", {}),
    ("RandomUnderSampler", {"replacement": True}),
    ("NearMiss", {}),
    ("NearMiss", {"n_neighbors": 4, "sampling_strategy": "all"}),
    ("NearMiss", {"version": 2}),
    ("NearMiss", {"version": 2, "n_neighbors": 7, "sampling_strategy": "all"}),
    ("NearMiss", {"version": 3}),
    ("NearMiss", {"version": 3, "n_neighbors": 5, "n_neighbors_ver3": 6}),
    ("ClusterCentroids", {}),
    ("ClusterCentroids", {"voting": "hard", "sampling_strategy": "majority"}),
    ("ClusterCentroids", {"estimator": KMeans(n_init=2, random_state=1), "voting": "soft"}),
    ("CondensedNearestNeighbour", {}),
    ("CondensedNearestNeighbour", {"n_neighbors": 3, "n_seeds_S": 4}),
    ("CondensedNearestNeighbour", {"n_neighbors": 4, "sampling_strategy": "majority"}),
    ("CondensedNearestNeighbour", {"sampling_strategy": "all", "n_seeds_S": 2}),
    ("OneSidedSelection", {}),
    ("OneSidedSelection", {"n_seeds_S": 40, "n_neighbors": 3}),
    ("OneSidedSelection", {"n_seeds_S": 9, "n_neighbors": 2, "sampling_strategy": "all"}),
    ("InstanceHardnessThreshold", {"estimator": LogisticRegression()}),
    ("SMOTEENN", {}),
    ("SMOTEENN", {"sampling_strategy": "minority"}),
    ("SMOTETomek", {}),
]


def name_of(case: tuple[str, dict[str, Any]]) -> str:
    name, parameters = case
    return name + "".join(f",{key}={value}" for key, value in parameters.items())


@dataclass(frozen=True)
class Shape:
    """A table to resample."""

    n_rows: int
    n_columns: int
    weights: tuple[float, ...]
    container: str = "dense"
    dtype: str = "float64"
    labels: tuple[Any, ...] = ()

    def make(self, seed: int) -> tuple[Any, np.ndarray]:
        n_classes = len(self.weights)
        X, y = make_classification(
            self.n_rows,
            self.n_columns,
            n_informative=min(self.n_columns, 4),
            n_redundant=0,
            n_clusters_per_class=1,
            n_classes=n_classes,
            weights=list(self.weights),
            class_sep=0.7,
            random_state=seed,
        )
        X = X.astype(self.dtype)
        if self.labels:
            y = np.array(self.labels)[y]
        if self.container == "dense":
            return X, y
        X[np.abs(X) < 0.3] = 0
        make = {"csr": sparse.csr_matrix, "csc": sparse.csc_matrix}[self.container]
        return make(X), y


def run(sampler: Any, X: Any, y: Any) -> tuple[Any, Any] | Exception:
    """Return what a sampler gives, or how it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return sampler.fit_resample(X, y)
        except (ValueError, RuntimeError, TypeError, IndexError) as error:
            return error


def both(name: str, parameters: dict[str, Any], seed: int, *, stateful: bool = False) -> Any:
    """Return the oracle's sampler and ours, with equal seeds."""
    pair = []
    for cls in (ORACLES[name], getattr(counterpoise, name)):
        given = dict(parameters)
        if "random_state" in inspect.signature(cls).parameters:
            given["random_state"] = np.random.RandomState(seed) if stateful else seed
        pair.append(cls(**given))
    return pair


def dense(X: Any) -> np.ndarray:
    return X.toarray() if sparse.issparse(X) else np.asarray(X)
