"""The check of the documentation's links tells what is broken from what is out of reach."""

from __future__ import annotations

import json

import check_links
import pytest


@pytest.fixture
def site(tmp_path):
    (tmp_path / "guide").mkdir()
    (tmp_path / "index.html").write_text('<a href="guide/a.html#there">a</a><h1 id="top"></h1>')
    (tmp_path / "guide" / "a.html").write_text(
        '<p id="there"></p><a href="../index.html#top">i</a>'
    )
    return tmp_path


def answers(folder, *found):
    path = folder / "output.json"
    usual = {"filename": "a.rst", "lineno": 1, "info": "", "code": 0}
    path.write_text("\n".join(json.dumps({**usual, **one}) for one in found))
    return path


def test_links_within_the_site_are_followed_to_the_anchor(site):
    assert check_links.broken_within(site) == (2, [])
    (site / "guide" / "a.html").write_text('<a href="../index.html#gone">i</a><img src="no.png">')
    _, broken = check_links.broken_within(site)
    assert [line.rsplit(": ", 1)[1] for line in broken] == [
        "there is no such anchor",
        "there is no such file",
        "there is no such anchor",
    ]


def test_an_address_out_of_reach_is_told_and_is_no_fault(site, capsys):
    unreached = {"uri": "https://x.org/", "status": "broken", "info": "Failed to resolve 'x.org'"}
    assert check_links.main(site, answers(site, unreached)) == 0
    assert "not reached from here: a.rst:1: https://x.org/" in capsys.readouterr().out


@pytest.mark.parametrize(
    "gone",
    [
        {"uri": "https://x.org/no", "status": "broken", "info": "404 Client Error: no"},
        {"uri": "https://x.org/#no", "status": "broken", "info": "Anchor 'no' not found"},
    ],
)
def test_an_address_that_is_gone_is_a_fault(site, capsys, gone):
    assert check_links.main(site, answers(site, gone)) == 1
    assert f"broken: a.rst:1: {gone['uri']}: gone" in capsys.readouterr().out
