"""The demo: real patients, the command, an honest table and a picture."""

from __future__ import annotations

import os
import subprocess
import sys

from shared import ROOT
from shared.command import environment

_HIDE_PANDAS = """
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pandas":
            raise ModuleNotFoundError("hidden", name="pandas")
sys.meta_path.insert(0, Hide())
"""
_RUN_ELSEWHERE = """
import sys
from pathlib import Path
import demo
root = Path(sys.argv.pop())
demo.ROOT, demo.OUTPUT = root, root / "demo-output"
demo.DATA = root / "examples" / "data" / "hypothyroid.csv"
demo.main()
"""


def test_the_demo_runs_without_screen_or_pandas_and_says_where_its_files_are(tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(_HIDE_PANDAS)
    env = environment()
    folders = [str(hidden), str(ROOT / "examples"), env["PYTHONPATH"]]
    env["PYTHONPATH"] = os.pathsep.join(folders)
    env.pop("DISPLAY", None)
    words = [sys.executable, "-c", _RUN_ELSEWHERE, str(tmp_path)]
    result = subprocess.run(words, capture_output=True, text=True, env=env, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    assert "$ counterpoise balance demo-output/train.csv --target diagnosis" in result.stdout
    assert "+1,906" in result.stderr
    for name in ("before-after.png", "train-balanced.csv"):
        path = tmp_path / "demo-output" / name
        assert str(path) in result.stdout
        assert path.stat().st_size > 10_000


def test_the_bundled_table_is_small_and_its_licence_is_beside_it():
    data = ROOT / "examples" / "data"
    assert (data / "hypothyroid.csv").stat().st_size < 1_000_000
    assert "CC BY 4.0" in (data / "README.md").read_text()
