"""The form of SMOTE that a table's columns ask for, and a method's sampler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from counterpoise.methods.finding import find_method
from counterpoise.methods.registry import Method

if TYPE_CHECKING:
    from counterpoise.methods.sampler import Sampler

__all__ = ["make_sampler", "smote_for"]

_BY_COLUMNS = {
    (True, False): "smote",
    (True, True): "smotenc",
    (False, True): "smoten",
}
"""Plain SMOTE for a table with numbers, with categories, or with both."""


def smote_for(has_numbers: bool, has_categories: bool) -> Method:
    """Return the form of plain SMOTE for such columns.

    Examples
    --------
    >>> from counterpoise.methods.making import smote_for
    >>> smote_for(True, True).name
    'smotenc'
    """
    return find_method(_BY_COLUMNS[has_numbers, has_categories])


def make_sampler(
    method: Method,
    options: Mapping[str, object],
    *,
    k: int | None = None,
    categorical: Sequence[int] = (),
) -> Sampler:
    """Return a method's sampler with those of the options that it has.

    A combined method hands the same options to the SMOTE inside.

    Parameters
    ----------
    method : Method
        The method.
    options : dict
        Parameters of samplers, by name.
    k : int, optional
        Neighbours, whatever the method calls them; None for its own default.
    categorical : sequence of int
        Positions of the categories.

    Examples
    --------
    >>> from counterpoise.methods.making import make_sampler
    >>> from counterpoise.methods.finding import find_method
    >>> make_sampler(find_method("adasyn"), {"random_state": 0, "kind_sel": "all"}, k=3)
    ADASYN(n_neighbors=3, random_state=0)
    """
    given = {**options, "categorical_features": list(categorical)}
    if k is not None and method.k_parameter is not None:
        given[method.k_parameter] = k
    if "smote" in method.parameters:
        inner = smote_for(True, bool(categorical))
        given["smote"] = make_sampler(inner, options, k=k, categorical=categorical)
    return method.make(**{name: v for name, v in given.items() if name in method.parameters})
