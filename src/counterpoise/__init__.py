"""Balance imbalanced tables with the SMOTE family: exact, fast, and honest about whether it helped.

The public names are here; each is imported when it is first used, so that ``import counterpoise``
and the command start at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from counterpoise.version import __version__ as __version__

if TYPE_CHECKING:
    from counterpoise.comparison import Comparison, compare
    from counterpoise.core.lineage import Lineage, materialise
    from counterpoise.diagnosis import Diagnosis, Finding, diagnose
    from counterpoise.engines.memory.balancing import Summary, balance
    from counterpoise.errors import InvalidInputError, SamplingWarning
    from counterpoise.methods.combined.cleaned import SMOTEENN, SMOTETomek
    from counterpoise.methods.over.adasyn import ADASYN
    from counterpoise.methods.over.borderline import BorderlineSMOTE
    from counterpoise.methods.over.kmeans import KMeansSMOTE
    from counterpoise.methods.over.mixed import SMOTEN, SMOTENC
    from counterpoise.methods.over.random import RandomOverSampler, RandomUnderSampler
    from counterpoise.methods.over.smote import SMOTE
    from counterpoise.methods.over.svm import SVMSMOTE
    from counterpoise.methods.sampler import Cleaner, Oversampler
    from counterpoise.methods.under.neighbours import (
        AllKNN,
        EditedNearestNeighbours,
        NeighbourhoodCleaningRule,
        RepeatedEditedNearestNeighbours,
        TomekLinks,
    )
    from counterpoise.models.prior_corrected import PriorCorrectedClassifier
    from counterpoise.neighbors import NeighborIndex
    from counterpoise.plausibility import Quality, Score, quality
    from counterpoise.stages.recipe import Recipe

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

_ROOMS = {
    "Cleaner": "methods.sampler",
    "Comparison": "comparison",
    "Diagnosis": "diagnosis",
    "Finding": "diagnosis",
    "InvalidInputError": "errors",
    "Lineage": "core.lineage",
    "NeighborIndex": "neighbors",
    "Oversampler": "methods.sampler",
    "PriorCorrectedClassifier": "models.prior_corrected",
    "Quality": "plausibility",
    "Recipe": "stages.recipe",
    "SamplingWarning": "errors",
    "Score": "plausibility",
    "Summary": "engines.memory.balancing",
    "balance": "engines.memory.balancing",
    "compare": "comparison",
    "diagnose": "diagnosis",
    "materialise": "core.lineage",
    "quality": "plausibility",
}
"""Where the names are that are not methods."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'counterpoise' has no attribute {name!r}")
    if name in _ROOMS:
        value = getattr(importlib.import_module(f"counterpoise.{_ROOMS[name]}"), name)
    else:
        from counterpoise.methods.registry import class_named

        value = class_named(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
