"""Claims about the random words that each new row has of its own."""

import numpy as np
import pytest

from counterpoise.core.words import Words, counter_words


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
@pytest.mark.parametrize("purpose", [0, 257, (1 << 32) - 1])
def test_scattered_rows_have_the_words_that_they_have_in_a_row(seed, purpose):
    words = Words(seed, 3)
    numbers = np.random.default_rng(0).permutation(2000)[:500]
    expected = counter_words(seed, 3, 0, 2000, purpose)
    np.testing.assert_array_equal(words.at(purpose, numbers), expected[numbers])
    far = 2**62 + numbers
    expected = counter_words(seed, 3, 2**62, 2**62 + 2000, purpose)
    np.testing.assert_array_equal(words.at(purpose, far), expected[numbers])


def test_rows_that_are_asked_for_twice_have_the_same_words():
    words = Words(5, 1)
    twice = words.at(0, np.array([9, 2, 9]))
    np.testing.assert_array_equal(twice[0], twice[2])
    assert (twice[0] != twice[1]).all()
