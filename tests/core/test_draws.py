"""Whole numbers drawn by the kernel are those that numpy's own `randint` draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import MT19937, PCG64, RandomState

from counterpoise.core.draws import _randint


@pytest.mark.parametrize("generator", [MT19937, PCG64])
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.one_of(st.integers(1, 5000), st.integers(2**31 - 2, 2**32 + 2), st.integers(1, 2**40)),
    size=st.integers(0, 300),
)
def test_the_numbers_and_what_comes_after_them_are_numpys(generator, seed, n, size):
    ours, theirs = RandomState(generator(seed)), RandomState(generator(seed))
    for _ in range(2):
        found, wanted = _randint(ours, n, size), theirs.randint(0, n, size=size)
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)
        assert ours.uniform() == theirs.uniform()


def test_a_stream_without_a_known_generator_draws_by_itself():
    class Plain:
        def __init__(self, seed):
            self.randint = RandomState(seed).randint

    wanted = RandomState(5).randint(0, 1000, size=50)
    np.testing.assert_array_equal(_randint(Plain(5), 1000, 50), wanted)
