"""How much the tests here try, and what counts as a finding.

`make test-all` tries a few dozen inputs for each, the same in every run, and `make test` a third of
them. `make fuzz` runs them for as long as it is told, with new inputs each time; see README.md.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from counterpoise import SamplingWarning
from shared.grids import examples

TARGETS: dict[str, Callable[[Any], None]] = {}
"""What the tests here check, by name."""

TRIED: Counter[str] = Counter()
"""How many inputs each of them has tried."""

LEAST = 0.2
"""The share of its inputs that a check must not leave out."""

COMMON = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


class LeftOut(Exception):
    """What a check raises of an input that tells it nothing, such as one that may be refused."""


SKIPPED: Counter[str] = Counter()
"""How many inputs each of them left out."""


def fuzz(n_examples: int = 25) -> Callable[[Callable[[Any], None]], Any]:
    """Make a test of a function of hypothesis' `data`, which tries so many inputs by default.

    It fails where the check leaves out nearly all of them: then it checks nothing.
    """

    def decorate(check: Callable[[Any], None]) -> Any:
        name = check.__name__

        @functools.wraps(check)
        def counted(data: Any) -> None:
            TRIED[name] += 1
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # numpy's above all: a number went wrong
                warnings.simplefilter("ignore", SamplingWarning)
                try:
                    check(data)
                except LeftOut:
                    SKIPPED[name] += 1

        TARGETS[name] = counted
        fixed = settings(max_examples=examples(n_examples, 3), derandomize=True, **COMMON)
        all_of_them = fixed(given(st.data())(counted))

        def test() -> None:
            tried, skipped = TRIED[name], SKIPPED[name]
            all_of_them()
            tried, skipped = TRIED[name] - tried, SKIPPED[name] - skipped
            assert tried - skipped >= LEAST * tried, f"{skipped} of {tried} inputs are left out"

        test.__name__, test.__doc__ = name, check.__doc__
        return test

    return decorate


def try_new_inputs(name: str, number: int, n_examples: int) -> None:
    """Let a check try inputs that depend on a number; raise what it finds."""
    fresh = settings(max_examples=n_examples, print_blob=False, **COMMON)
    seed(number)(fresh(given(st.data())(TARGETS[name])))()


def of_bytes(name: str) -> Callable[[bytes], Any]:
    """Return a check whose draws come from bytes."""
    test = settings(**COMMON)(given(st.data())(TARGETS[name]))
    return test.hypothesis.fuzz_one_input  # type: ignore[attr-defined]


@contextlib.contextmanager
def unchanged(*inputs: Any) -> Iterator[None]:
    """Assert that a call leaves what it is given as it was."""
    before = [told(value) for value in inputs]
    try:
        yield
    except LeftOut:
        assert [told(value) for value in inputs] == before, "the input was changed"
        raise
    assert [told(value) for value in inputs] == before, "the input was changed"


def told(value: Any) -> str:
    """Return all that there is to know of a table or column, as text."""
    import numpy as np

    if hasattr(value, "to_pylist"):
        return f"{value.schema if hasattr(value, 'schema') else value.type} {value.to_pylist()}"
    if hasattr(value, "iloc"):
        columns = [value] if value.ndim == 1 else [value.iloc[:, j] for j in range(value.shape[1])]
        return repr([(c.name, c.dtype, c.tolist()) for c in columns] + [value.index.tolist()])
    if hasattr(value, "toarray"):
        return repr(value.toarray().tolist())
    if isinstance(value, np.ndarray):
        held = value.tolist() if value.dtype == object else value.tobytes()
        return f"{value.dtype} {value.shape} {held}"
    return repr(value)
