"""Whether rows are enough to show that a rule reaches its goal."""

from __future__ import annotations

import re

import numpy as np

from counterpoise.models.cut_points import CutPoints
from counterpoise.models.goals import Precision
from counterpoise.models.shown import what_is_not_shown


def test_what_it_takes_to_show_a_goal_is_enough_and_hardly_more():
    def said(wanted, n):
        right = np.ceil(wanted * n)
        counts = CutPoints(np.array([0.0, right]), np.array([0.0, n]), right, 2.0 * n)
        return what_is_not_shown(Precision(wanted), counts, 1)

    for wanted in (0.3, 0.5, 0.8, 0.9, 0.99):
        n = int(re.search(r"About ([\d,]+) such", said(wanted, 2))[1].replace(",", ""))
        assert said(wanted, n) is None
        assert said(wanted, n // 2) is not None
    assert "No number of rows" in said(1.0, 1_000_000)
