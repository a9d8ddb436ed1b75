"""Claims about votes that are sent elsewhere."""

import pickle

import numpy as np

from counterpoise.core.ballots import Ballots
from counterpoise.core.ragged import Ragged


def test_votes_that_were_sent_decide_as_before_and_take_less():
    rng = np.random.default_rng(0)
    codes = rng.integers(-1, 4, (500, 3)).astype(np.int32)
    voters = rng.integers(0, 500, (200, 5))
    ballots = Ballots.of(codes, np.arange(200), voters)
    sent = pickle.dumps(ballots)
    places = rng.integers(0, 200, 1000)

    def last(column, n_leaders):
        return np.maximum(n_leaders - 1, 0)

    for elect in (None, last):
        np.testing.assert_array_equal(
            pickle.loads(sent).decide(places, elect), ballots.decide(places, elect)
        )
    held = sum(array.nbytes for ballot in ballots.columns for array in vars(ballot).values())
    assert len(sent) < held / 2


def test_lists_of_unequal_length_vote_with_their_own_members_only():
    codes = np.array([[0], [1], [2], [1], [2]], np.int32)
    lists = Ragged(np.array([1, 3, 2, 4, 2]), np.array([0, 2, 2, 5]))
    voters, votes = lists.padded(3)
    ballots = Ballots.of(codes, np.array([0, 0, 0]), voters, votes=votes)
    decided = ballots.decide(np.array([0, 1, 2]), None)
    # The second has nobody who votes, and keeps its own.
    np.testing.assert_array_equal(decided[:, 0], [1, 0, 2])


def test_shared_votes_win_as_often_as_they_were_cast_and_a_single_one_never():
    codes = np.array([[0], [0], [0], [1], [1], [2], [-1]], np.int32)
    voters = np.arange(7)[np.newaxis]
    ballots = Ballots.of(codes, np.array([0]), voters, "shared")
    n_leaders = ballots.columns[0].n_leaders[0]
    won = [
        int(ballots.decide(np.array([0]), lambda column, n, i=i: np.array([i]))[0, 0])
        for i in range(n_leaders)
    ]
    assert sorted(won) == [0, 0, 0, 1, 1]


def test_where_no_two_agree_shared_votes_are_as_any_others():
    codes = np.array([[0], [1], [2]], np.int32)
    ballots = Ballots.of(codes, np.array([0]), np.arange(3)[np.newaxis], "shared")
    assert ballots.columns[0].leaders.tolist() == [0, 1, 2]
