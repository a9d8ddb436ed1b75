"""Every sampler on every container, with every option that it has."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import SVC

import counterpoise as cp
from counterpoise import stages
from grid.cases import Case
from grid.tables import MIXED, NUMERIC, TARGETS, mixed, numbers, with_gaps

__all__ = ["NAMES", "answer", "cases", "options_of"]

NAMES = (
    "SMOTE",
    "SMOTENC",
    "SMOTEN",
    "BorderlineSMOTE",
    "SVMSMOTE",
    "KMeansSMOTE",
    "ADASYN",
    "RandomOverSampler",
    "SMOTEENN",
    "SMOTETomek",
    "RandomUnderSampler",
    "TomekLinks",
    "EditedNearestNeighbours",
    "RepeatedEditedNearestNeighbours",
    "AllKNN",
    "NeighbourhoodCleaningRule",
)
CLEANERS = NAMES[10:]
SLOW = ("SVMSMOTE", "KMeansSMOTE")

Options = dict[str, Any]


def _half(y: Any) -> dict[Any, int]:
    """A sampling strategy of a user's own: halfway up to the largest class."""
    labels, counts = np.unique(np.asarray(y), return_counts=True)
    middle = {label: (n + counts.max()) // 2 for label, n in zip(labels, counts, strict=True)}
    return {label: n for label, n in middle.items() if n < counts.max()}


STRATEGIES: dict[str, Any] = {
    "minority": "minority",
    "not minority": "not minority",
    "not majority": "not majority",
    "majority": "majority",
    "all": "all",
    "share": 0.7,
    "counts": {1: 70},
    "no growth": {1: 30},
    "classes": [0],
    "own": _half,
}

NEIGHBOURS = {
    "3": lambda: 3,
    "numpy 4": lambda: np.int64(4),
    "sklearn": lambda: NearestNeighbors(n_neighbors=4, metric="manhattan"),
    "index": lambda: cp.NeighborIndex(5, n_jobs=1),
    "too many": lambda: 40,
}

OWN: dict[str, dict[str, Callable[[], Options]]] = {
    "BorderlineSMOTE": {
        "kind 2": lambda: {"kind": "borderline-2"},
        "kind 2, k 3": lambda: {"kind": "borderline-2", "k_neighbors": 3, "m_neighbors": 6},
        "m 4": lambda: {"m_neighbors": 4},
        "m 90": lambda: {"m_neighbors": 90},
        "m of sklearn": lambda: {"m_neighbors": NearestNeighbors(n_neighbors=8)},
    },
    "SVMSMOTE": {
        "m 4": lambda: {"m_neighbors": 4},
        "out 0.1": lambda: {"out_step": 0.1},
        "linear": lambda: {
            "svm_estimator": SVC(kernel="linear", max_iter=300),
            "scale": "standard",
        },
    },
    "KMeansSMOTE": {
        "4 clusters": lambda: {"kmeans_estimator": 4},
        "own clusters": lambda: {"kmeans_estimator": KMeans(5, n_init=1, random_state=3)},
        "no density": lambda: {"density_exponent": 0.0, "kmeans_estimator": 3},
        "threshold": lambda: {"cluster_balance_threshold": 0.1, "kmeans_estimator": 6},
    },
    "RandomOverSampler": {
        "smoothed": lambda: {"shrinkage": 0.5},
        "smoothed by class": lambda: {"shrinkage": {1: 0.3}},
        "shrinkage 0": lambda: {"shrinkage": 0.0},
    },
    "RandomUnderSampler": {"with replacement": lambda: {"replacement": True}},
    "SMOTEENN": {
        "ENN of its own": lambda: {
            "enn": cp.EditedNearestNeighbours(sampling_strategy="not minority", n_neighbors=5)
        },
        "SMOTE of its own": lambda: {"smote": cp.SMOTE(k_neighbors=2, random_state=9)},
        "mode": lambda: {"enn": cp.EditedNearestNeighbours(kind_sel="mode")},
    },
    "SMOTETomek": {
        "Tomek of its own": lambda: {"tomek": cp.TomekLinks(sampling_strategy="majority")},
        "Borderline": lambda: {"smote": cp.BorderlineSMOTE(random_state=4)},
    },
    "EditedNearestNeighbours": {"mode": lambda: {"kind_sel": "mode"}},
    "RepeatedEditedNearestNeighbours": {
        "mode": lambda: {"kind_sel": "mode"},
        "2 rounds": lambda: {"max_iter": 2},
    },
    "AllKNN": {
        "mode": lambda: {"kind_sel": "mode"},
        "with the minority": lambda: {"allow_minority": True},
    },
    "NeighbourhoodCleaningRule": {
        "threshold 0.1": lambda: {"threshold_cleaning": 0.1},
        "editor": lambda: {"edited_nearest_neighbours": cp.EditedNearestNeighbours(n_neighbors=5)},
    },
}
"""Options that only some methods have."""


def options_of(name: str) -> Iterator[tuple[str, Callable[[], Options]]]:
    """Yield the options that a sampler's constructor takes, made anew for each call."""
    takes = inspect.signature(getattr(cp, name)).parameters
    seed = {"random_state": 7} if "random_state" in takes else {}
    yield "as it is", lambda: dict(seed)
    if seed:
        yield "seed 8", lambda: {"random_state": 8}
        yield "RandomState", lambda: {"random_state": np.random.RandomState(3)}
    for told, strategy in STRATEGIES.items():
        yield f"strategy {told}", partial(_with, seed, "sampling_strategy", strategy)
    for parameter in ("k_neighbors", "n_neighbors"):
        for told, make in NEIGHBOURS.items() if parameter in takes else ():
            yield f"{parameter} {told}", partial(_made, seed, parameter, make)
    for scale in ("standard", "robust") if "scale" in takes else ():
        yield f"scale {scale}", partial(_with, seed, "scale", scale)
    for n_jobs in (2, -1) if "n_jobs" in takes else ():
        yield f"n_jobs {n_jobs}", partial(_with, seed, "n_jobs", n_jobs)
    if "rng" in takes:
        yield "counter", partial(_with, seed, "rng", "counter")
        if "scale" in takes:
            yield "counter, scaled", lambda: {**seed, "rng": "counter", "scale": "standard"}
    for told, make in OWN.get(name, {}).items():
        yield told, lambda make=make: {**seed, **make()}


def _with(seed: Options, parameter: str, value: Any) -> Options:
    return {**seed, parameter: value}


def _made(seed: Options, parameter: str, make: Callable[[], Any]) -> Options:
    return {**seed, parameter: make()}


def answer(name: str, options: Options, X: Any, y: Any, **first: Any) -> dict[str, object]:
    """Resample, and return all that a user sees of it: rows, fitted attributes and parents."""
    return seen_of(getattr(cp, name)(**first, **options), X, y)


def seen_of(sampler: Any, X: Any, y: Any) -> dict[str, object]:
    """Return the same of a sampler that is built already."""
    X_new, y_new = sampler.fit_resample(X, y)
    parts: dict[str, object] = {"X": X_new, "y": y_new}
    for attribute, value in sorted(vars(sampler).items()):
        if attribute in ("lineage_", "draft_") or attribute.startswith("_"):
            continue
        if attribute.endswith("_"):
            parts[attribute] = _attribute(value)
    lineage = sampler.lineage_
    parts["parents"] = lineage.parents
    parts["weights"] = lineage.weights
    parts["base"] = lineage.base
    parts["provenance"] = sampler.provenance_
    return parts


def _attribute(value: Any) -> Any:
    """Return of a fitted estimator what it was told, and where its clusters are."""
    centres = getattr(value, "cluster_centers_", None)
    return value if centres is None else [value, centres]


def _first(name: str, X: Any) -> Options:
    """Return what SMOTE-NC must be told: which columns are categories."""
    if name != "SMOTENC":
        return {}
    return {"categorical_features": [2, 3] if hasattr(X, "shape") else [1]}


def _on_numbers(quick: bool) -> Iterator[tuple[str, str, str, Callable[[], dict[str, object]]]]:
    """Yield sampler, option, name of the table, and the call, for tables of numbers."""
    X, y = numbers()
    classes = numbers((60, 33, 24, 12), seed=2)
    tables = {
        "array": (X, y),
        "four classes": classes,
        "gaps": (with_gaps(X), y),
        "pandas types": (NUMERIC["pandas types"](X), y),
        "csr": (NUMERIC["csr"](X), y),
    }
    chosen = ("array", "four classes") if quick else tuple(tables)
    for name in NAMES:
        for (told, make), table in itertools.product(options_of(name), chosen):
            if name in SLOW and table in ("pandas types", "csr") and told != "as it is":
                continue
            given, target = tables[table]
            yield name, told, table, partial(_call, name, make, given, target)
        for container, contain in NUMERIC.items():
            yield name, "as it is", f"in {container}", partial(_contained, name, contain, X, y)
        if quick or name in SLOW:
            continue
        for told, shape in TARGETS.items():
            yield name, "as it is", f"classes as {told}", partial(_shaped, name, shape, classes)


def _call(name: str, make: Callable[[], Options], X: Any, y: Any) -> dict[str, object]:
    return answer(name, make(), X, y, **_first(name, X))


def _contained(name: str, contain: Callable[[Any], Any], X: Any, y: Any) -> dict[str, object]:
    _, make = next(options_of(name))
    given = contain(X)
    return answer(name, make(), given, y, **_first(name, given))


def _shaped(name: str, shape: Callable[[Any], Any], classes: tuple[Any, Any]) -> dict[str, object]:
    _, make = next(options_of(name))
    X, y = classes
    return answer(name, make(), X, shape(y), **_first(name, X))


MIXED_OPTIONS: Mapping[str, Options] = {
    "as it is": {},
    "standard": {"scale": "standard"},
    "k 3": {"k_neighbors": 3},
    "counter": {"rng": "counter"},
    "share": {"sampling_strategy": 0.6},
}


def _on_mixed(quick: bool) -> Iterator[tuple[str, str, str, Callable[[], dict[str, object]]]]:
    """Yield the same for tables with categories, texts, flags, gaps and dates."""
    frame, y = mixed()
    for name in ("SMOTENC", "SMOTEN", "RandomOverSampler", "RandomUnderSampler", "SMOTE"):
        takes = inspect.signature(getattr(cp, name)).parameters
        for container, (told, options) in itertools.product(MIXED, MIXED_OPTIONS.items()):
            if not set(options) <= set(takes) or (quick and told != "as it is"):
                continue
            make = partial(dict, options, random_state=1)
            yield name, told, f"mixed {container}", partial(_mix, name, make, container, frame, y)
    for combined, container in itertools.product(("SMOTEENN", "SMOTETomek"), MIXED):
        call = partial(_combine, combined, container, frame, y)
        yield combined, "SMOTENC inside", f"mixed {container}", call
    encoder = partial(dict, categorical_encoder=OneHotEncoder(), random_state=1)
    yield "SMOTENC", "encoder", "mixed", partial(_mix, "SMOTENC", encoder, "pandas", frame, y)
    for told, columns in {
        "names": ["plan", "city", "active"],
        "mask": [False, False, False, True, True, False, True],
        "auto": "auto",
        "one": ["city"],
        "number as category": ["steps", "plan", "city", "active"],
    }.items():
        yield "SMOTENC", f"categories by {told}", "mixed", partial(_choose, columns, frame, y)


def _mix(
    name: str, make: Callable[[], Options], container: str, frame: Any, y: Any
) -> dict[str, object]:
    first = {"categorical_features": _categories(container)} if name == "SMOTENC" else {}
    return answer(name, make(), MIXED[container](frame), y, **first)


def _categories(container: str) -> Any:
    if container == "objects":
        return [3, 4, 6]
    return {"polars dates": ["city"], "pandas categories": [0, 1], "pandas texts": ["city"]}.get(
        container, ["plan", "city", "active"]
    )


def _combine(name: str, container: str, frame: Any, y: Any) -> dict[str, object]:
    inside = cp.SMOTENC(_categories(container), random_state=2)
    return answer(name, {"smote": inside, "random_state": 1}, MIXED[container](frame), y)


def _choose(columns: Any, frame: Any, y: Any) -> dict[str, object]:
    kept = frame.drop(columns=["seen", "customer_id"])
    return answer("SMOTENC", {"random_state": 1}, kept, y, categorical_features=columns)


RECIPES: dict[str, Callable[[], Any]] = {
    "SMOTE's": lambda: cp.Recipe(),
    "danger, then Tomek links": lambda: cp.Recipe(
        seeds=stages.DangerSeeds(10), cleaning=stages.MutualNeighbours("all")
    ),
    "adaptive repeats": lambda: cp.Recipe(
        seeds=stages.AdaptiveSeeds(5), interpolation=stages.Duplicate()
    ),
    "clusters, then ENN": lambda: cp.Recipe(
        seeds=stages.ClusterSeeds(3), cleaning=stages.EditedNeighbours(3, "all", "all")
    ),
    "support vectors": lambda: cp.Recipe(seeds=stages.SupportVectorSeeds(8)),
    "smoothed danger": lambda: cp.Recipe(
        seeds=stages.DangerSeeds(8), interpolation=stages.SmoothedBootstrap(0.4)
    ),
}


def _on_recipes() -> Iterator[Case]:
    """Yield samplers that a user makes of the package's stages."""
    X, y = numbers()
    for (told, make), rng in itertools.product(RECIPES.items(), ("numpy", "counter")):
        group = "counter" if rng == "counter" else "samplers"

        def run(make: Callable[[], Any] = make, rng: str = rng) -> dict[str, object]:
            return seen_of(cp.Oversampler(make(), random_state=0, rng=rng), X, y)

        yield Case(group, f"recipe of {told} | {rng}", run)


def cases(quick: bool) -> Iterator[Case]:
    """Yield the cases of all samplers; random numbers by counter are a group of their own."""
    for name, told, table, run in itertools.chain(_on_numbers(quick), _on_mixed(quick)):
        group = "counter" if "counter" in told else "samplers"
        yield Case(group, f"{name} | {told} | {table}", run)
    yield from _on_recipes()
