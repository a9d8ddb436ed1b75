"""Parameters that are declared once: constructor, checks and documentation follow from that."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform

from counterpoise.parameters.spelling import AsksWhatWasMeant

__all__ = ["Declared", "Parameter", "parameter"]

_WIDTH = 100
"""Columns of a line of the documentation."""


@dataclass(frozen=True)
class Parameter:
    """What is declared of a parameter.

    Parameters
    ----------
    default : object
        Its default; `inspect.Parameter.empty` where it must be given.
    constraint : sequence
        What it may be, in scikit-learn's manner (`_parameter_constraints`); empty where the class
        checks it itself.
    kind : str
        The same in words, for the documentation.
    help : str
        What it is for.
    answers : str, optional
        What it is called where a method is chosen by name: ``k``.
    option : bool
        Whether it is a method's own, which can be set where a method is chosen by name.
    kw_only : bool
        Whether it is given by keyword only.
    order : int
        Where it stands: those with less come first, a method's own have 0.
    counts_rows : bool
        Whether it is a number of rows, which means all of them where the table has no more.
    """

    default: Any
    constraint: Sequence[Any]
    kind: str
    help: str
    answers: str | None = None
    option: bool = False
    kw_only: bool = True
    order: int = 0
    counts_rows: bool = False

    @property
    def is_required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty

    def documented(self, name: str) -> str:
        """Return its entry in a docstring, not indented."""
        head = f"{name} : {self.kind}"
        if self.default is None and "None" not in self.kind:
            head += ", optional"
        elif not self.is_required:
            shown = f'"{self.default}"' if isinstance(self.default, str) else repr(self.default)
            head += f", default={shown}"
        indent = " " * 4
        body = textwrap.fill(
            " ".join(self.help.split()),
            _WIDTH - 4,  # the docstring itself is indented as much
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return f"{head}\n{body}"


def parameter(
    *,
    default: Any = inspect.Parameter.empty,
    constraint: Sequence[Any] = (),
    kind: str,
    help: str,
    answers: str | None = None,
    option: bool = False,
    kw_only: bool = True,
    order: int = 0,
    counts_rows: bool = False,
) -> Any:
    """Declare a parameter of a `Declared` class; see `Parameter`."""
    return Parameter(default, constraint, kind, help, answers, option, kw_only, order, counts_rows)


@dataclass_transform(kw_only_default=True, field_specifiers=(parameter,))
class Declared(AsksWhatWasMeant):
    """A class whose constructor follows from the parameters that it and its bases declare.

    A parameter is an annotated attribute whose value is `parameter(...)`. The constructor takes
    them by keyword and stores them, as scikit-learn wants it. The docstring gets a section that
    describes them, `_parameter_constraints` what they may be, and the class attribute of each name
    is its default, which holds for classes that do without the parameter.

    Parameters
    ----------
    without : iterable of str
        Parameters of the bases that the class does not take.
    """

    _declared: ClassVar[Mapping[str, Parameter]] = {}
    _parameter_constraints: ClassVar[dict[str, Any]] = {}

    @classmethod
    def _get_param_names(cls) -> list[str]:
        """Return the parameters' names, sorted, as scikit-learn asks for them at every call."""
        if getattr(cls.__init__, "follows_from_declarations", False):
            return sorted(cls._declared)
        names: list[str] = super()._get_param_names()  # type: ignore[misc]
        return names

    def __init_subclass__(cls, without: Iterable[str] = (), **others: Any) -> None:
        super().__init_subclass__(**others)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Parameter)}
        declared = {name: told for name, told in cls._declared.items() if name not in {*without}}
        declared = {**declared, **own}
        ordered = sorted(declared, key=lambda name: declared[name].order)
        first = [name for name in ordered if not declared[name].kw_only]
        names = [*first, *(name for name in ordered if name not in first)]
        cls._declared = {name: declared[name] for name in names}
        for name, told in own.items():
            setattr(cls, name, None if told.is_required else told.default)
        cls._parameter_constraints = {
            name: list(told.constraint)
            for name, told in cls._declared.items()
            if len(told.constraint)
        }
        if "__init__" not in vars(cls) and cls._declared:
            cls.__init__ = _constructor(cls._declared)  # type: ignore[method-assign]
            cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
        if "__doc__" in vars(cls) and cls.__doc__:
            cls.__doc__ = _with_parameters(cls.__doc__, cls._declared)


def _constructor(declared: Mapping[str, Parameter]) -> Any:
    """Return an `__init__` that stores what it is given."""
    defaults = {f"_default_{name}": told.default for name, told in declared.items()}
    shown, star = [], False
    for name, told in declared.items():
        if told.kw_only and not star:
            shown.append("*")
            star = True
        shown.append(name if told.is_required else f"{name}=_default_{name}")
    lines = "".join(f"\n    self.{name} = {name}" for name in declared)
    source = f"def __init__(self, {', '.join(shown)}):{lines}\n"
    scope: dict[str, Any] = dict(defaults)
    exec(source, scope)  # as the standard library makes a dataclass's
    made = scope["__init__"]
    made.__doc__ = None
    made.follows_from_declarations = True
    return made


def _with_parameters(doc: str, declared: Mapping[str, Parameter]) -> str:
    """Return a docstring with a section of parameters before its other sections."""
    text = inspect.cleandoc(doc)
    lines = text.split("\n")
    if any(line.strip() == "Parameters" for line in lines):
        return doc
    starts = [i for i, line in enumerate(lines) if i and set(line) == {"-"}]
    at = starts[0] - 1 if starts else len(lines)
    entries = "\n".join(told.documented(name) for name, told in declared.items())
    section = f"Parameters\n----------\n{entries}\n".split("\n")
    if not starts:
        section = ["", *section]
    joined = "\n".join([*lines[:at], *section, *lines[at:]])
    return textwrap.indent(joined, " " * 4).strip() + "\n"
