"""Parameters that are a method's own, as `--set NAME=VALUE` gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.errors import InvalidInputError

if TYPE_CHECKING:
    from counterpoise.parameters.declared import Parameter

__all__ = ["own_parameters", "words_of"]


def own_parameters(method: str, listed: Sequence[str]) -> dict[str, Any]:
    """Return what is set by ``NAME=VALUE``, in the types that the method declares.

    What it does not declare, or cannot be, stays as it is: it is told where all is checked.

    Parameters
    ----------
    method : str
        The method's name.
    listed : sequence of str
        The settings.

    Raises
    ------
    InvalidInputError
        If one is none, or if a parameter is set twice.

    Examples
    --------
    >>> from counterpoise.cli.own_parameters import own_parameters
    >>> own_parameters("geometric", ["truncation=0.5", "selection=majority"])
    {'truncation': 0.5, 'selection': 'majority'}
    """
    from counterpoise.methods.finding import find_method

    declared = find_method("smote" if method == "auto" else method).options
    found: dict[str, Any] = {}
    for setting in listed:
        name, equals, text = setting.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise InvalidInputError(
                f"--set {setting!r} cannot be used",
                remedy="write NAME=VALUE, such as truncation=0.5",
                parameter="options",
            )
        if name in found:
            raise InvalidInputError(
                f"--set gives {name} twice", remedy="give it once", parameter="options"
            )
        found[name] = _typed(text.strip(), declared.get(name))
    return found


def words_of(declared: Parameter) -> list[str]:
    """Return the words that a parameter may be."""
    words: list[str] = []
    for constraint in declared.constraint:
        if constraint == "boolean":
            words += ["true", "false"]
        elif constraint is None:
            words.append("none")
        else:
            words += sorted(getattr(constraint, "options", ()))
    return words


def _typed(text: str, declared: Parameter | None) -> Any:
    """Return the first of what a word can mean that the parameter may be."""
    from sklearn.utils._param_validation import make_constraint

    meanings = list(_meanings(text))
    tests = [] if declared is None else [make_constraint(one) for one in declared.constraint]
    fitting = (value for value in meanings if any(test.is_satisfied_by(value) for test in tests))
    return next(fitting, meanings[0] if tests else text)


def _meanings(text: str) -> Iterator[Any]:
    """Yield what a word can mean, the most special first."""
    if text.lower() in ("true", "false"):
        yield text.lower() == "true"
    if text.lower() == "none":
        yield None
    for kind in (int, float):
        try:
            yield kind(text)
        except ValueError:
            continue
    yield text
