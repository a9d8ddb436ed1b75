"""README.md shows what the benchmarks printed and the pictures that a command draws."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import readme

from shared import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_speeds_are_those_of_the_outputs():
    assert readme.with_table(README, readme.table()) == README
    rows = [line for line in readme.table().splitlines()[2:] if line in README]
    assert len(rows) == 5


def test_a_speed_that_no_output_has_is_refused(tmp_path):
    for name in ("samplers.txt", "files.txt"):
        text = (readme.OUTPUTS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("SMOTEENN", "ENN"), encoding="utf-8")
    with pytest.raises(SystemExit, match="0 lines like"):
        readme.table(tmp_path)


def test_every_file_that_it_links_to_is_there_and_small():
    places = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert len(places) > 5
    for place in places:
        assert (ROOT / place).is_file(), place
        if place.endswith(".png"):
            assert (ROOT / place).stat().st_size < 200_000, place


def test_a_command_draws_its_pictures(tmp_path):
    words = [sys.executable, str(ROOT / "examples" / "pictures.py"), str(tmp_path)]
    subprocess.run(words, check=True, capture_output=True)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == set(re.findall(r"\(docs/_static/([^)]+)\)", README))
    assert all(path.stat().st_size < 200_000 for path in tmp_path.iterdir())
