"""Print every public name with its signature; `make public-names` writes them to docs/outputs.

A test compares them, so that no change of what users write goes unnoticed.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import counterpoise

OURS = "counterpoise"


def listed() -> str:
    """Return the names of the package and of its public modules, a line each."""
    lines: list[str] = []
    bases: dict[str, type] = {}
    for name in counterpoise.__all__:
        lines += described(name, getattr(counterpoise, name), bases)
    for module in (name for name in dir(counterpoise) if is_module(name)):
        lines += ["", f"{OURS}.{module}"]
        found = getattr(counterpoise, module)
        for name in getattr(found, "__all__", []):
            value = getattr(found, name)
            if getattr(counterpoise, name, None) is not value:
                lines += described(name, value, bases)
            else:
                lines.append(f"{name} = {OURS}.{name}")
    lines += ["", "bases"]
    shown = {line.split("(")[0] for line in lines}
    for name, base in sorted(bases.items()):
        if f"class {name}" in shown:
            continue
        lines += described(name, base, {})
    return "\n".join([OURS, *lines]) + "\n"


def is_module(name: str) -> bool:
    return isinstance(getattr(counterpoise, name), ModuleType)


def described(name: str, value: Any, bases: dict[str, type]) -> Iterator[str]:
    """Yield the lines on a name; the bases of a class that are ours are remembered."""
    if inspect.isclass(value):
        ours = [base for base in value.__mro__[1:] if base.__module__.split(".")[0] == OURS]
        bases |= {base.__name__: base for base in ours if base.__name__ not in counterpoise.__all__}
        direct = [base.__name__ for base in value.__bases__ if base in ours]
        yield f"class {name}{signature_of(value)}" + (f" of {', '.join(direct)}" if direct else "")
        yield from members(value)
    elif callable(value):
        yield f"{name}{signature_of(value)}"
    else:
        yield f"{name}: {type(value).__name__}"


def members(cls: type) -> Iterator[str]:
    """Yield what a class itself adds for its users."""
    for name, member in sorted(vars(cls).items()):
        if name.startswith("_") and name != "__getitem__":
            continue
        if isinstance(member, property):
            yield f"    .{name}"
        elif isinstance(member, classmethod | staticmethod):
            yield f"    .{name}{signature_of(member.__func__)}"
        elif inspect.isfunction(member):
            yield f"    .{name}{signature_of(member)}"


def signature_of(value: Any) -> str:
    """Return the parameters with their defaults; types are for the type checker to compare."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    text = str(signature.replace(parameters=bare, return_annotation=signature.empty))
    return re.sub(r"<(?:function )?([\w.]+)[^>]* at 0x\w+>", r"<\1>", text)


HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "docs" / "outputs" / "public-names.txt"


if __name__ == "__main__":
    OUTPUT.write_text(listed(), encoding="utf-8")
