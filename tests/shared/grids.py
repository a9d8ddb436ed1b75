"""Parts of grids: `make test` runs a fixed part of a grid, and `make test-all` the whole."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pytest

VARIABLE = "COUNTERPOISE_TESTS_WHOLE"
"""What tells test modules that the whole of all grids is wanted; conftest.py sets it."""


LEAST = 5
"""How many inputs hypothesis tries at least, where it would try as many in the whole run."""


def part_of(cases: Iterable, kept: Collection, ids: Sequence[str] | None = None) -> list:
    """Return the cases of a grid for `parametrize`, those that are not kept marked `whole`.

    Parameters
    ----------
    cases : iterable of object or tuple
        One for each test; a tuple holds one value for each parameter.
    kept : collection
        The cases that every run has, or their names where these are given.
    ids : sequence of str, optional
        The names of the cases.
    """
    cases = list(cases)
    names = cases if ids is None else list(ids)
    lost = [case for case in kept if case not in names]
    assert not lost, f"no cases of the grid: {lost}"
    return [
        _marked(case, name in kept, None if ids is None else name)
        for case, name in zip(cases, names, strict=True)
    ]


def in_turn(rows: Iterable, columns: Iterable, n: int = 1) -> list:
    """Return a grid of two parameters, of which each row has `n` columns in turn in every run.

    With as many rows as columns or more, each column is tried by every run as well.
    """
    columns = list(columns)
    marked = []
    for place, row in enumerate(rows):
        kept = {(place * n + i) % len(columns) for i in range(n)}
        marked += [_marked((row, c), j in kept) for j, c in enumerate(columns)]
    return marked


def examples(n: int, part: int = 4) -> int:
    """Return how many inputs hypothesis tries: one in `part` of them, or all in the whole run.

    Of a few, most are left.
    """
    return n if os.environ.get(VARIABLE) else max(min(n, LEAST), n // part)


def _marked(case: Any, is_kept: bool, name: str | None = None) -> Any:
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, id=name, marks=() if is_kept else (pytest.mark.whole,))
