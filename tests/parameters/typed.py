"""What a type checker sees of the public names; mypy reads this file and nothing runs it.

Each right use must pass. Each wrong use must be found: mypy complains of an ignore that hides no
error, and it would if a name, a constructor or a base became `Any`.
"""

from __future__ import annotations

from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

from counterpoise import (
    ADASYN,
    SMOTE,
    SMOTEENN,
    SMOTENC,
    BorderlineSMOTE,
    Comparison,
    Diagnosis,
    GeometricSMOTE,
    NeighborIndex,
    Oversampler,
    Recipe,
    RepeatedEditedNearestNeighbours,
    TomekLinks,
    balance,
    compare,
    diagnose,
)
from counterpoise.stages import NearestNeighbours

X = np.arange(40.0).reshape(20, 2)
y = np.repeat(["stays", "leaves"], [14, 6])


def right() -> None:
    assert_type(SMOTE(), SMOTE)
    assert_type(SMOTE(k_neighbors=3, sampling_strategy={"leaves": 10}, random_state=0), SMOTE)
    assert_type(SMOTE(k_neighbors=NeighborIndex(4), scale="standard", n_jobs=2), SMOTE)
    assert_type(SMOTENC("auto"), SMOTENC)
    assert_type(SMOTENC(categorical_features=[0, 1], k_neighbors=3), SMOTENC)
    assert_type(BorderlineSMOTE(kind="borderline-2", m_neighbors=8), BorderlineSMOTE)
    assert_type(ADASYN(n_neighbors=3, rng="counter"), ADASYN)
    assert_type(Oversampler(Recipe()), Oversampler)
    assert_type(GeometricSMOTE(truncation=0.5), GeometricSMOTE)
    assert_type(SMOTEENN(smote=SMOTE(k_neighbors=3)), SMOTEENN)
    assert_type(TomekLinks(sampling_strategy="all"), TomekLinks)
    assert_type(SMOTE().fit(X, y), SMOTE)
    assert_type(SMOTE().set_params(k_neighbors=3), SMOTE)
    SMOTE().fit_resample(X, y)
    assert_type(SMOTE().is_synthetic_, NDArray[np.bool_])
    assert_type(BorderlineSMOTE().in_danger_indices_, dict[Any, NDArray[np.int64]])
    assert_type(RepeatedEditedNearestNeighbours().n_iter_, int)
    assert_type(compare(X, y), Comparison)
    assert_type(diagnose(X, y), Diagnosis)
    balance(X, target=1, method="borderline", ratio=0.5, k=3, seed=0, return_summary=True)
    balance(X, target=1, method=Recipe(), options={"truncation": 0.5})


def wrong() -> None:
    SMOTE(3)  # type: ignore[call-arg]
    SMOTE(neighbours=3)  # type: ignore[call-arg]
    SMOTE(k_neighbors="three")  # type: ignore[arg-type]
    SMOTE(scale="metres")  # type: ignore[arg-type]
    SMOTENC()  # type: ignore[call-arg]
    SMOTENC("auto", 5)  # type: ignore[call-arg]
    BorderlineSMOTE(kind="borderline-3")  # type: ignore[arg-type]
    Recipe(neighborhood=NearestNeighbours(3))  # type: ignore[call-arg]
    NearestNeighbours(n=3)  # type: ignore[call-arg]
    Oversampler()  # type: ignore[call-arg]
    Oversampler(Recipe(), recipe=Recipe())  # type: ignore[misc]
    GeometricSMOTE(truncation="half")  # type: ignore[arg-type]
    GeometricSMOTE(truncate=0.5)  # type: ignore[call-arg]
    SMOTE().fit_resampled(X, y)  # type: ignore[attr-defined]
    balance(X, target=1, methd="smote")  # type: ignore[call-arg]
    balance(X, target=1, ratio="half")  # type: ignore[arg-type]
