"""Balance imbalanced tables with the SMOTE family: exact, fast, and honest about whether it helped.

The public names are here; each is imported when it is first used, so that ``import counterpoise``
and the command start at once.
"""

from __future__ import annotations

import importlib
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoise.balancing import Summary, balance
    from counterpoise.calibration import PriorCorrectedClassifier
    from counterpoise.comparison import Comparison, compare
    from counterpoise.diagnosis import Diagnosis, Finding, diagnose
    from counterpoise.errors import InvalidInputError, SamplingWarning
    from counterpoise.lineage import Lineage, materialise
    from counterpoise.neighbors import NeighborIndex
    from counterpoise.oversampler import Cleaner, Oversampler
    from counterpoise.plausibility import Quality, Score, quality
    from counterpoise.recipe import Recipe
    from counterpoise.recipes import (
        ADASYN,
        SMOTE,
        SMOTEENN,
        SMOTEN,
        SMOTENC,
        SVMSMOTE,
        AllKNN,
        BorderlineSMOTE,
        EditedNearestNeighbours,
        KMeansSMOTE,
        NeighbourhoodCleaningRule,
        RandomOverSampler,
        RandomUnderSampler,
        RepeatedEditedNearestNeighbours,
        SMOTETomek,
        TomekLinks,
    )

__all__ = [
    "ADASYN",
    "SMOTE",
    "SMOTEENN",
    "SMOTEN",
    "SMOTENC",
    "SVMSMOTE",
    "AllKNN",
    "BorderlineSMOTE",
    "Cleaner",
    "Comparison",
    "Diagnosis",
    "EditedNearestNeighbours",
    "Finding",
    "InvalidInputError",
    "KMeansSMOTE",
    "Lineage",
    "NeighborIndex",
    "NeighbourhoodCleaningRule",
    "Oversampler",
    "PriorCorrectedClassifier",
    "Quality",
    "RandomOverSampler",
    "RandomUnderSampler",
    "Recipe",
    "RepeatedEditedNearestNeighbours",
    "SMOTETomek",
    "SamplingWarning",
    "Score",
    "Summary",
    "TomekLinks",
    "balance",
    "compare",
    "diagnose",
    "materialise",
    "quality",
]

try:
    __version__ = version("counterpoise")
except PackageNotFoundError:  # run from a source folder that was never installed
    __version__ = "0+unknown"

_ROOMS = {
    "Cleaner": "oversampler",
    "Diagnosis": "diagnosis",
    "Finding": "diagnosis",
    "Comparison": "comparison",
    "InvalidInputError": "errors",
    "Lineage": "lineage",
    "NeighborIndex": "neighbors",
    "Oversampler": "oversampler",
    "Quality": "plausibility",
    "PriorCorrectedClassifier": "calibration",
    "Recipe": "recipe",
    "SamplingWarning": "errors",
    "Score": "plausibility",
    "Summary": "balancing",
    "balance": "balancing",
    "diagnose": "diagnosis",
    "compare": "comparison",
    "materialise": "lineage",
    "quality": "plausibility",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'counterpoise' has no attribute {name!r}")
    room = importlib.import_module(f"counterpoise.{_ROOMS.get(name, 'recipes')}")
    value = getattr(room, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
