"""New rows have the distribution of smote-variants' where both have a method and are right.

Where they differ we say why. Half of the grid is slow: `pytest --whole` (or `make test-all`) runs
every pair on every table, the rest runs the quick ones on one of two in turn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from variants import PEERS

from counterpoise.methods.registry import METHODS
from shared.pairs import AGREE, DIFFERENCES, SAME_ROWS, Pair
from shared.two_samples import (
    chance_of_such_a_difference,
    no_copies,
    our_rows,
    their_rows,
)

FALSE_ALARM = 1e-3 / 500
"""With this chance in each of up to 500 cases, the chance of any false alarm is below 0.001."""

FAST_TABLES = ("overlapping", "other units")


def cases(whole: bool) -> list[Any]:
    found = []
    for place, pair in enumerate(AGREE):
        quick = [table for table in pair.tables if table in FAST_TABLES and table not in pair.but]
        quick = quick or pair.tables[:1] * (len(pair.tables) == 1)
        for table in pair.tables:
            fast = not pair.slow and bool(quick) and table == quick[place % len(quick)]
            if table not in pair.but and fast != whole:
                found.append(pytest.param(pair, table, id=f"{pair}-{table}"))
    return found


def check(pair: Pair, table: str, n: int) -> None:
    ours = our_rows(pair.method, table, n, **pair.ours)
    theirs = their_rows(pair.peer, table, n, gaps=pair.gaps, **pair.theirs)
    if not pair.copies:
        ours, theirs = no_copies(table, ours), no_copies(table, theirs)
    assert min(len(ours), len(theirs)) > n / 3
    assert chance_of_such_a_difference(table, ours, theirs) > FALSE_ALARM


@pytest.mark.parametrize(("pair", "table"), cases(whole=False))
def test_new_rows_have_the_distribution_of_theirs(pair, table):
    check(pair, table, 2_000)


@pytest.mark.whole
@pytest.mark.parametrize(("pair", "table"), cases(whole=True))
def test_new_rows_have_the_distribution_of_theirs_everywhere(pair, table):
    check(pair, table, 1_000 if pair.slow else 5_000)


@pytest.mark.parametrize("table", FAST_TABLES)
@pytest.mark.parametrize("pair", SAME_ROWS, ids=lambda pair: str(sorted(pair.theirs.values())))
def test_what_is_not_drawn_is_the_same_row_for_row(pair, table):
    theirs = their_rows(pair.peer, table, 200, **pair.theirs)
    ours = our_rows(pair.method, table, len(theirs), **pair.ours)
    assert len(theirs) > 0
    np.testing.assert_array_equal(ours[np.lexsort(ours.T)], theirs[np.lexsort(theirs.T)])


def told_apart(table: str, one: np.ndarray, other: np.ndarray) -> bool:
    return chance_of_such_a_difference(table, one, other) < FALSE_ALARM


@pytest.mark.parametrize("table", FAST_TABLES)
def test_the_test_tells_three_neighbours_from_fifteen(table):
    few, many = (our_rows("smote", table, 2_000, seed=k, k_neighbors=k) for k in (3, 15))
    assert told_apart(table, few, many)
    again = our_rows("smote", table, 2_000, seed=99, k_neighbors=3)
    assert not told_apart(table, few, again)


@pytest.mark.parametrize("table", FAST_TABLES)
def test_the_test_tells_rows_on_segments_from_rows_about_them(table):
    on_segments = our_rows("smote", table, 2_000)
    about_them = our_rows("gaussian-smote", table, 2_000, seed=1, sigma=0.1)
    assert told_apart(table, on_segments, about_them)


@pytest.mark.parametrize("table", FAST_TABLES)
def test_without_even_gaps_their_rows_are_nearer_to_the_middle_than_the_paper_says(table):
    theirs = their_rows("SMOTE", table, 2_000, gaps="their own")
    assert told_apart(table, our_rows("smote", table, 2_000), theirs)


@pytest.mark.parametrize("peer", ["SMOTE_ENN", "VIS_RST"])
def test_theirs_gives_the_input_back_in_silence(peer):
    assert len(their_rows(peer, "overlapping", 60)) == 0


def test_a_method_that_both_have_agrees_or_there_is_a_reason_why_not():
    both = {name for name in PEERS if name in METHODS}
    tested = {pair.method for pair in [*AGREE, *SAME_ROWS]}
    assert both <= tested | set(DIFFERENCES)
    assert set(DIFFERENCES) <= set(PEERS)
