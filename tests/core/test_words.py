"""Claims about the random words that each new row has of its own."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from counterpoise.core.words import Words
from counterpoise.kernel import _kernel


def numpys(seed, stratum, purpose, start, stop):
    """Return the words of rows that follow each other, by numpy's own generator."""
    key = np.array([seed, stratum | purpose << 32], np.uint64)
    return np.random.Philox(key=key, counter=start).random_raw(4 * (stop - start)).reshape(-1, 4)


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
@pytest.mark.parametrize("purpose", [0, 257, (1 << 32) - 1])
def test_words_are_those_of_numpys_philox_wherever_a_row_stands(seed, purpose):
    words = Words(seed, 3)
    numbers = np.random.default_rng(0).permutation(2000)[:500]
    for start in (0, 2**62):
        expected = numpys(seed, 3, purpose, start, start + 2000)
        np.testing.assert_array_equal(words.drawn(purpose, start, start + 2000), expected)
        np.testing.assert_array_equal(words.at(purpose, start + numbers), expected[numbers])


@pytest.mark.parametrize("n_columns", [0, 1, 4, 9])
def test_each_four_columns_are_a_purpose(n_columns):
    expected = np.hstack([numpys(7, 3, purpose, 0, 3000) for purpose in (90, 91, 92)])
    found = Words(7, 3).columns(90, np.arange(3000), n_columns)
    np.testing.assert_array_equal(found, expected[:, :n_columns])


def test_normal_numbers_are_the_quantiles_of_their_words():
    words, numbers = Words(7, 3), np.arange(60_000)
    drawn = words.normal("noise", numbers, 3)
    shares = words.uniform("noise", numbers, 3)
    # Of a share's 53 digits a normal number takes 52, and the middle of the step that they name.
    expected = ndtri(np.floor(shares * 2.0**52) * 2.0**-52 + 2.0**-53)
    np.testing.assert_allclose(drawn, expected, rtol=2e-15, atol=2e-16)
    assert np.abs(drawn).max() > 4
    assert stats.kstest(drawn.ravel(), "norm").pvalue > 1e-4


@pytest.mark.parametrize("draw", [_kernel.words, _kernel.uniforms, _kernel.normals])
def test_threads_and_slices_do_not_matter(draw):
    numbers = np.arange(9000)
    whole = draw(7, 3, 5, numbers, 6, 1)
    np.testing.assert_array_equal(draw(7, 3, 5, numbers, 6, 3), whole)
    np.testing.assert_array_equal(draw(7, 3, 5, numbers[1500:1801], 6, 1), whole[1500:1801])


def test_rows_that_are_asked_for_twice_have_the_same_words():
    words = Words(5, 1)
    twice = words.at(0, np.array([9, 2, 9]))
    np.testing.assert_array_equal(twice[0], twice[2])
    assert (twice[0] != twice[1]).all()
