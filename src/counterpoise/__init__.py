"""Balance imbalanced tables with the SMOTE family: exact, fast, and honest about whether it helped.

The public names are here; each is imported when it is first used, so that ``import counterpoise``
and the command start at once.
"""

# ruff: noqa: F401 - the imports are for type checkers
from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from counterpoise.methods.registry import METHODS, class_named
from counterpoise.version import __version__ as __version__

if TYPE_CHECKING:
    from counterpoise.comparison import Comparison, compare
    from counterpoise.core.lineage import Lineage
    from counterpoise.core.materialise import materialise
    from counterpoise.diagnosis import Diagnosis, Finding, diagnose
    from counterpoise.engines.memory.balancing import Summary, balance
    from counterpoise.errors import InvalidInputError, SamplingWarning
    from counterpoise.methods.catalogue import *  # noqa: F403
    from counterpoise.methods.sampler import Cleaner, Oversampler
    from counterpoise.models.prior_corrected import PriorCorrectedClassifier
    from counterpoise.neighbors import NeighborIndex
    from counterpoise.plausibility import Quality, Score, quality
    from counterpoise.stages.recipe import Recipe

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
    "materialise": "core.materialise",
    "quality": "plausibility",
}
"""Where the names are that are not methods."""


__all__ = sorted([*_ROOMS, *(method.class_name for method in METHODS.values())])


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        value = getattr(importlib.import_module(f"counterpoise.{_ROOMS[name]}"), name)
    else:
        value = class_named(name)
        if value is None:
            raise AttributeError(f"module 'counterpoise' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
