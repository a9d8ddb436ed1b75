"""The methods by the short names that `balance` and the command know them by."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from counterpoise.methods.sampler import Sampler, TakenColumns
    from counterpoise.parameters.declared import Parameter

__all__ = ["METHODS", "Method", "MethodKind", "class_named"]

MethodKind = Literal["over", "combined", "under", "cleaning"]


@dataclass(frozen=True)
class Method:
    """A method and what it asks of a table.

    Parameters
    ----------
    module : str
        Where its class is: its folder says the kind, its file the name.
    class_name : str
        Its class in `counterpoise`.
    """

    module: str
    class_name: str

    @property
    def name(self) -> str:
        """Its short name."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def kind(self) -> MethodKind:
        """Whether it adds rows, adds and removes, removes down to a ratio, or those that do not
        fit."""
        return self.module.split(".")[2]  # type: ignore[return-value]

    @property
    def sampler_class(self) -> type[Sampler]:
        """The class, imported when it is asked for."""
        found: type[Sampler] = getattr(importlib.import_module(self.module), self.class_name)
        return found

    def make(self, **parameters: Any) -> Sampler:
        """Return its sampler with these parameters."""
        return self.sampler_class(**parameters)

    @property
    def line(self) -> str:
        """What it does, in the first sentence of the class's documentation."""
        opening = (self.sampler_class.__doc__ or "").strip().split("\n\n")[0]
        return re.sub(r"`(\w+)`", r"\1", " ".join(opening.split())).rstrip(".")

    @property
    def paper(self) -> str:
        """Where it was published, as the class's documentation has it; empty where nowhere."""
        _, heading, told = inspect.getdoc(self.sampler_class).partition(_REFERENCES)  # type: ignore[union-attr]
        first = told.split("\n\n")[0] if heading else ""
        return re.sub(r"^\.\. \[\d+\] ", "", " ".join(first.split()))

    @property
    def columns(self) -> TakenColumns:
        """Which columns it takes."""
        return self.sampler_class._columns

    @property
    def takes_categories(self) -> bool:
        """Whether a table may have categories."""
        return self.columns != "numeric"

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """What its class declares, by name."""
        return self.sampler_class._declared

    @property
    def k_parameter(self) -> str | None:
        """What the class calls the number of neighbours."""
        return next((n for n, told in self.parameters.items() if told.answers == "k"), None)

    @property
    def uses_k(self) -> bool:
        """Whether it has neighbourhoods of k rows."""
        return self.k_parameter is not None or "smote" in self.parameters

    @property
    def k_is_of_class(self) -> bool:
        """Whether a class needs more than k rows to grow."""
        return self.uses_k and self.sampler_class._k_is_of_class

    @property
    def uses_scale(self) -> bool:
        """Whether it measures distances between numbers."""
        return "scale" in self.parameters and self.columns not in ("any", "categories")

    @property
    def adds_rows(self) -> bool:
        """Whether it makes new rows."""
        return self.kind in ("over", "combined")

    @property
    def chooses_at_random(self) -> bool:
        """Whether it takes rows by chance, whatever is in them."""
        return self.columns == "any"

    @property
    def options(self) -> Mapping[str, Parameter]:
        """Parameters of its own, by name, that can be set where it is chosen by name."""
        return {name: told for name, told in self.parameters.items() if told.option}

    def fits(self, has_numbers: bool, has_categories: bool) -> bool:
        """Return whether it takes a table with such columns."""
        return {
            "numeric": not has_categories,
            "mixed": has_categories and has_numbers,
            "categories": not has_numbers,
            "numeric or mixed": has_numbers,
            "any": True,
        }[self.columns]

    def to_dict(self) -> dict[str, str]:
        """Return the method as plain values, for JSON."""
        return {
            "name": self.name,
            "class": self.class_name,
            "kind": self.kind,
            "columns": self.columns,
            "description": self.line,
            "paper": self.paper,
        }


_REFERENCES = "\nReferences\n----------\n"
_LINE = re.compile(r"^ +from (counterpoise\.methods\.\S+) import (\w+)", re.MULTILINE)


def _read_catalogue() -> Iterator[Method]:
    """Yield the methods of the catalogue's lines, which are not imported before they are used."""
    text = Path(__file__).with_name("catalogue.py").read_text(encoding="utf-8")
    for module, class_name in _LINE.findall(text):
        yield Method(module, class_name)


METHODS: Mapping[str, Method] = {method.name: method for method in _read_catalogue()}
"""All methods, by their short names."""


def class_named(name: str) -> type[Sampler] | None:
    """Return the class of that name among the methods, or None."""
    for method in METHODS.values():
        if method.class_name == name:
            return method.sampler_class
    return None
