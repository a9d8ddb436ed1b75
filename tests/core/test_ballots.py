"""Claims about votes that are sent elsewhere."""

import pickle

import numpy as np

from counterpoise.core.ballots import Ballots


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
