"""Claims about where a sampler's time is said to go."""

import numpy as np
import roofline

from counterpoise import SMOTE


def test_every_phase_of_smote_is_found():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(2_000, 5)), np.repeat([0, 1], [1_900, 100])
    spent = roofline.phases(lambda: SMOTE(random_state=0).fit_resample(X, y), 2)
    assert [phase for phase, seconds in spent.items() if seconds == 0] == []
