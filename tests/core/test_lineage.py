"""Lineages are joined without losing what only some of them hold."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.rows import Rows

RNG = np.random.default_rng(0)
ROWS = Rows(RNG.normal(size=(12, 3)), RNG.integers(0, 4, (12, 2)).astype(np.int32))


def drawn(n_parents, has_codes, has_offsets, n=4):
    return Lineage(
        np.full(n, 1),
        RNG.integers(0, 12, (n, n_parents)),
        RNG.uniform(size=(n, n_parents - 1)) / n_parents,
        RNG.integers(0, 4, (n, 2)).astype(np.int32) if has_codes else None,
        RNG.normal(size=(n, 3)) if has_offsets else None,
    )


KINDS = list(itertools.product((1, 2, 4), (False, True), (False, True)))


@pytest.mark.parametrize("first", KINDS, ids=str)
@pytest.mark.parametrize("second", KINDS, ids=str)
def test_joined_lineages_describe_the_rows_of_their_pieces(first, second):
    pieces = [drawn(*first), drawn(*second), drawn(*first, n=0), drawn(*first, n=2)]
    joined = Lineage.concatenate(pieces, ROWS.codes)
    whole = materialise(joined, ROWS)
    apart = [materialise(piece, ROWS) for piece in pieces]
    np.testing.assert_array_equal(whole.numeric, np.concatenate([rows.numeric for rows in apart]))
    np.testing.assert_array_equal(whole.codes, np.concatenate([rows.codes for rows in apart]))
    np.testing.assert_allclose(joined.weights.sum(axis=1), 1)
    assert (joined.codes is None) == (not first[1] and not second[1])
    assert (joined.offsets is None) == (not first[2] and not second[2])


def test_codes_of_the_table_are_asked_for_only_where_they_are_needed():
    with pytest.raises(ValueError, match="pass the table's codes"):
        Lineage.concatenate([drawn(2, True, False), drawn(2, False, False)])
    same = [drawn(2, True, False), drawn(2, True, False)]
    assert Lineage.concatenate(same).codes.shape == (8, 2)


def test_of_no_rows_there_is_an_empty_lineage():
    assert len(Lineage.concatenate([])) == 0
    assert len(Lineage.concatenate([drawn(2, True, True, n=0)])) == 0
