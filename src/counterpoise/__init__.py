"""Balance imbalanced tables with the SMOTE family: exact, fast, and honest about whether it helped.

The public names are here; each is imported when it is first used, so that ``import counterpoise``
and the command start at once.
"""

# Whatever has no underscore here is offered to those who press the tab key.
import importlib as _importlib
import typing as _typing

from counterpoise.results.presenting import presented_by as _presented_by

if _typing.TYPE_CHECKING:  # `as` says that a name is public, as type checkers cannot read __all__
    from counterpoise.balancing import balance as balance
    from counterpoise.comparison import Comparison as Comparison
    from counterpoise.comparison import compare as compare
    from counterpoise.core.lineage import Lineage as Lineage
    from counterpoise.core.materialise import materialise as materialise
    from counterpoise.diagnosis import Diagnosis as Diagnosis
    from counterpoise.diagnosis import Finding as Finding
    from counterpoise.diagnosis import diagnose as diagnose
    from counterpoise.errors import InvalidInputError as InvalidInputError
    from counterpoise.errors import SamplingWarning as SamplingWarning
    from counterpoise.exposure import ExposureScore as ExposureScore
    from counterpoise.exposure import Privacy as Privacy
    from counterpoise.exposure import privacy as privacy
    from counterpoise.methods.catalogue import *  # noqa: F403
    from counterpoise.methods.cleaner import Cleaner as Cleaner
    from counterpoise.methods.oversampler import Oversampler as Oversampler
    from counterpoise.models.decision_rule import DecisionRule as DecisionRule
    from counterpoise.models.prior_corrected import (
        PriorCorrectedClassifier as PriorCorrectedClassifier,
    )
    from counterpoise.neighbors import NeighborIndex as NeighborIndex
    from counterpoise.plan.summary import Summary as Summary
    from counterpoise.plausibility import Quality as Quality
    from counterpoise.plausibility import Score as Score
    from counterpoise.plausibility import quality as quality
    from counterpoise.stages.recipe import Recipe as Recipe
    from counterpoise.version import __version__ as __version__

_ROOMS = {
    "Cleaner": "methods.cleaner",
    "Comparison": "comparison",
    "DecisionRule": "models.decision_rule",
    "Diagnosis": "diagnosis",
    "ExposureScore": "exposure",
    "Finding": "diagnosis",
    "InvalidInputError": "errors",
    "Lineage": "core.lineage",
    "NeighborIndex": "neighbors",
    "Oversampler": "methods.oversampler",
    "PriorCorrectedClassifier": "models.prior_corrected",
    "Privacy": "exposure",
    "Quality": "plausibility",
    "Recipe": "stages.recipe",
    "SamplingWarning": "errors",
    "Score": "plausibility",
    "Summary": "plan.summary",
    "balance": "balancing",
    "compare": "comparison",
    "diagnose": "diagnosis",
    "materialise": "core.materialise",
    "privacy": "exposure",
    "quality": "plausibility",
}
"""Where the names are that are not methods."""


_MODULES = (
    "calibration",
    "comparison",
    "datasets",
    "diagnosis",
    "errors",
    "exposure",
    "files",
    "methods",
    "metrics",
    "model_selection",
    "neighbors",
    "parameters",
    "plausibility",
    "report",
    "resampled",
    "spark",
    "stages",
)
"""The modules that are public, each imported when it is first used."""


def _presenter() -> _typing.Any:
    """Return what draws results: it stands above the rooms that make them."""
    from counterpoise.report import presenter

    return presenter


_presented_by(_presenter)


def __getattr__(name: str) -> _typing.Any:
    value: _typing.Any = None
    if name in _MODULES:
        return _importlib.import_module(f"counterpoise.{name}")
    if name == "__version__":  # asking for it takes as long as all else of the import
        value = _importlib.import_module("counterpoise.version").__version__
    elif name in _ROOMS:
        value = getattr(_importlib.import_module(f"counterpoise.{_ROOMS[name]}"), name)
    elif name == "__all__" or not name.startswith("_"):
        from counterpoise.methods.registry import METHODS, class_named

        if name == "__all__":
            value = sorted([*_ROOMS, *(method.class_name for method in METHODS.values())])
        else:
            value = class_named(name)
    if value is None:
        raise AttributeError(f"module 'counterpoise' has no attribute {name!r}{_near(name)}")
    globals()[name] = value
    return value


def _near(name: str) -> str:
    """Return what may have been meant; nothing for the names that Python itself asks for."""
    if name.startswith("_"):
        return ""
    from counterpoise.parameters.checks import suggestion

    return suggestion(name, __dir__())


def __dir__() -> list[str]:
    return sorted([*__getattr__("__all__"), *_MODULES, "__version__"])
