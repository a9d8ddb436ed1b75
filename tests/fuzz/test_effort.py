"""A check that leaves out what it is given checks nothing, and says so."""

from __future__ import annotations

import pytest

from shared.fuzz import effort


def test_a_check_that_leaves_everything_out_fails(monkeypatch):
    monkeypatch.setattr(effort, "TARGETS", {})

    def idle(data):
        data.draw(effort.st.integers(0, 3))
        raise effort.LeftOut

    with pytest.raises(AssertionError, match=r"(\d+) of \1 inputs are left out"):
        effort.fuzz()(idle)()
