"""The methods by the short names that `balance` and the command know them by."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.parameters.checks import suggestion

__all__ = ["METHODS", "Method", "class_named", "find_method"]


@dataclass(frozen=True)
class Method:
    """A method and what it asks of a table.

    Parameters
    ----------
    name : str
        Its short name.
    class_name : str
        Its class in `counterpoise`.
    module : str
        The module of the class, within this package.
    kind : {"over", "combined", "under", "cleaning"}
        Whether it adds rows, adds and removes, removes down to a ratio, or removes those that do
        not fit, however many.
    columns : {"numeric", "mixed", "categories", "numeric or mixed", "any"}
        Which columns it takes.
    k_parameter : str, optional
        What the class calls the number of neighbours.
    """

    name: str
    class_name: str
    module: str
    kind: str
    columns: str = "numeric"
    k_parameter: str | None = None

    @property
    def sampler_class(self) -> Any:
        """The class, imported when it is asked for."""
        module = importlib.import_module(f"counterpoise.methods.{self.module}")
        return getattr(module, self.class_name)

    @property
    def line(self) -> str:
        """What it does, in the first sentence of the class's documentation."""
        opening = (self.sampler_class.__doc__ or "").strip().split("\n\n")[0]
        return re.sub(r"`(\w+)`", r"\1", " ".join(opening.split())).rstrip(".")

    @property
    def takes_categories(self) -> bool:
        """Whether a table may have categories."""
        return self.columns != "numeric"

    def to_dict(self) -> dict[str, Any]:
        """Return the method as plain values, for JSON."""
        return {
            "name": self.name,
            "class": self.class_name,
            "kind": self.kind,
            "columns": self.columns,
            "description": self.line,
        }


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("smote", "SMOTE", "over.smote", "over", "numeric", "k_neighbors"),
        Method("smotenc", "SMOTENC", "over.mixed", "over", "mixed", "k_neighbors"),
        Method("smoten", "SMOTEN", "over.mixed", "over", "categories", "k_neighbors"),
        Method(
            "borderline", "BorderlineSMOTE", "over.borderline", "over", "numeric", "k_neighbors"
        ),
        Method("svm", "SVMSMOTE", "over.svm", "over", "numeric", "k_neighbors"),
        Method("kmeans", "KMeansSMOTE", "over.kmeans", "over", "numeric", "k_neighbors"),
        Method("adasyn", "ADASYN", "over.adasyn", "over", "numeric", "n_neighbors"),
        Method("random", "RandomOverSampler", "over.random", "over", "any"),
        Method("smoteenn", "SMOTEENN", "combined.cleaned", "combined", "numeric or mixed"),
        Method(
            "smotetomek",
            "SMOTETomek",
            "combined.cleaned",
            "combined",
            "numeric or mixed",
        ),
        Method("random-under", "RandomUnderSampler", "over.random", "under", "any"),
        Method("tomek", "TomekLinks", "under.neighbours", "cleaning"),
        Method(
            "enn",
            "EditedNearestNeighbours",
            "under.neighbours",
            "cleaning",
            "numeric",
            "n_neighbors",
        ),
        Method(
            "renn",
            "RepeatedEditedNearestNeighbours",
            "under.neighbours",
            "cleaning",
            "numeric",
            "n_neighbors",
        ),
        Method("allknn", "AllKNN", "under.neighbours", "cleaning", "numeric", "n_neighbors"),
        Method(
            "ncr",
            "NeighbourhoodCleaningRule",
            "under.neighbours",
            "cleaning",
            "numeric",
            "n_neighbors",
        ),
    )
}
"""All methods, by their short names."""

_SYNONYMS = {
    "smotekmeans": "kmeans",
    "svmsmote": "svm",
    "kmeanssmote": "kmeans",
    "borderlinesmote": "borderline",
    "randomoversampler": "random",
    "randomundersampler": "random-under",
    "randomunder": "random-under",
    "randomover": "random",
    "tomeklinks": "tomek",
    "editednearestneighbours": "enn",
    "repeatededitednearestneighbours": "renn",
    "neighbourhoodcleaningrule": "ncr",
}


def find_method(name: str, parameter: str = "method") -> Method:
    """Return the method of a name, which may also be that of its class.

    Parameters
    ----------
    name : str
        Such as "smote", "SMOTE-NC" or "BorderlineSMOTE".
    parameter : str, default="method"
        How an error calls the parameter that names it.

    Raises
    ------
    InvalidInputError
        If there is no such method.

    Examples
    --------
    >>> from counterpoise.methods.registry import find_method
    >>> find_method("SMOTE-NC").class_name
    'SMOTENC'
    """
    plain = re.sub(r"[\s_-]", "", name).lower() if isinstance(name, str) else ""
    key = _SYNONYMS.get(plain, plain)
    if key in METHODS:
        return METHODS[key]
    near = suggestion(name, ("auto", *METHODS), _SYNONYMS)
    raise InvalidInputError(
        Setting(parameter, name),
        f" is not known{near}; the methods are auto, {', '.join(METHODS)}",
    )


def class_named(name: str) -> Any:
    """Return the class of that name among the methods, or None."""
    for method in METHODS.values():
        if method.class_name == name:
            return method.sampler_class
    return None
