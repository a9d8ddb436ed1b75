"""An estimator as Python code that makes it."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import itertools
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

__all__ = ["as_code"]


def as_code(estimator: object, name: str = "model") -> str:
    """Return lines of Python that make an estimator and name it.

    Parameters
    ----------
    estimator : estimator
        Any whose parameters are numbers, texts, collections, functions or estimators.
    name : str, default="model"
        The variable.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from counterpoise import SMOTE
    >>> from counterpoise.comparison.code import as_code
    >>> from counterpoise.resampled import ResampledClassifier
    >>> print(as_code(ResampledClassifier(SMOTE(k_neighbors=3), LogisticRegression(C=0.1))))
    from counterpoise import SMOTE
    from counterpoise.resampled import ResampledClassifier
    from sklearn.linear_model import LogisticRegression
    <BLANKLINE>
    model = ResampledClassifier(
        resampler=SMOTE(k_neighbors=3),
        estimator=LogisticRegression(C=0.1),
    )
    """
    imports: set[tuple[str, str]] = set()
    body = _render(estimator, imports, 0)
    by_module: dict[str, list[str]] = {}
    for module, imported in sorted(imports):
        by_module.setdefault(module, []).append(imported)
    lines = [
        f"import {module}" if names == [""] else f"from {module} import {', '.join(names)}"
        for module, names in by_module.items()
    ]
    return "\n".join([*lines, "", f"{name} = {body}"])


def _render(value: Any, imports: set[tuple[str, str]], depth: int) -> str:
    if isinstance(value, BaseEstimator):
        defaults = _defaults(type(value))
        shown = {
            key: own
            for key, own in value.get_params(deep=False).items()
            if key not in defaults or not _equal(own, defaults[key])
        }
        return _call(type(value), _in_order(type(value), shown), imports, depth)
    if hasattr(value, "__dataclass_fields__"):
        fields = {key: getattr(value, key) for key in value.__dataclass_fields__}
        return _call(type(value), fields, imports, depth)
    if isinstance(value, np.ndarray):
        return _render(value.tolist(), imports, depth)
    if isinstance(value, np.generic):
        return _render(value.item(), imports, depth)
    if isinstance(value, float) and not np.isfinite(value):
        return f"float({str(value)!r})"
    if isinstance(value, list | tuple):
        opening, closing = "[]" if isinstance(value, list) else "()"
        inner = [_render(item, imports, depth + 1) for item in value]
        last = "," if isinstance(value, tuple) and len(value) == 1 else ""
        line = f"{opening}{', '.join(inner)}{last}{closing}"
        if "\n" not in line and len(line) + 4 * depth <= 90:
            return line
        parts = inner if _holds_estimators(value) else _filled(inner, depth)
        return f"{opening}\n{_lines(parts, depth)}{closing}"
    if isinstance(value, dict):
        pairs = [
            f"{_render(k, imports, depth)}: {_render(v, imports, depth + 1)}"
            for k, v in value.items()
        ]
        return f"{{{', '.join(pairs)}}}"
    if callable(value) and hasattr(value, "__qualname__"):
        imports.add((_home(value), value.__name__))
        name: str = value.__name__
        return name
    return repr(value)


def _call(kind: type, params: dict[str, Any], imports: set[tuple[str, str]], depth: int) -> str:
    imports.add((_home(kind), kind.__name__))
    parts = [f"{key}={_render(value, imports, depth + 1)}" for key, value in params.items()]
    line = f"{kind.__name__}({', '.join(parts)})"
    if not parts or ("\n" not in line and len(line) + 4 * depth <= 60):
        return line
    return f"{kind.__name__}(\n{_lines(parts, depth)})"


def _lines(parts: list[str], depth: int) -> str:
    """Return parts on lines of their own, and the indentation of what closes them."""
    return "".join(f"{'    ' * (depth + 1)}{part},\n" for part in parts) + "    " * depth


def _filled(parts: list[str], depth: int) -> list[str]:
    """Return short parts joined to lines as long as a page is wide."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}, {part}" if lines[-1] else part
        if lines[-1] and len(longer) + 4 * depth > 90:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def _holds_estimators(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_holds_estimators(item) for item in value)
    return isinstance(value, BaseEstimator)


def _home(thing: Any) -> str:
    """Return the shortest module that offers a class or function."""
    parts = thing.__module__.split(".")
    public = list(itertools.takewhile(lambda part: not part.startswith("_"), parts))
    offers = [".".join(public[:end]) for end in range(1, min(len(public), len(parts) - 1) + 1)]
    # Some rooms have a face of their last name: counterpoise.models.resampled is also
    # counterpoise.resampled.
    for module in [*offers, f"{parts[0]}.{parts[-1]}"]:
        with contextlib.suppress(ModuleNotFoundError):
            if getattr(importlib.import_module(module), thing.__name__, None) is thing:
                return module
    home: str = thing.__module__
    return home


def _defaults(kind: type) -> dict[str, Any]:
    parameters = inspect.signature(kind.__init__).parameters.values()  # type: ignore[misc]
    return {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}


def _in_order(kind: type, params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters in the order of the constructor, in which people write them."""
    order = list(inspect.signature(kind.__init__).parameters)  # type: ignore[misc]
    return dict(sorted(params.items(), key=lambda item: order.index(item[0])))


def _equal(own: object, default: object) -> bool:
    if isinstance(own, float) and np.isnan(own):
        return isinstance(default, float) and bool(np.isnan(default))
    try:
        return type(own) is type(default) and bool(np.all(own == default))
    except (TypeError, ValueError):
        return False
