"""Try new inputs for a given time, and tell how many ran and what they found.

    PYTHONPATH=tests python -m fuzz.run --minutes 10 [--only WORD ...] [--findings FOLDER]

The checks of the tests here take turns; the readers run under atheris for half of the time, where
that package is installed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from shared.fuzz import effort, readers

HERE = Path(__file__).resolve().parent

TURN = 60
"""Inputs that a check tries before it is the next one's turn."""


def place_of(error: BaseException) -> str:
    """Return what tells a finding from others: its kind and where it was raised."""
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if "hypothesis" not in f.filename
    ]
    ours = [f for f in frames if "counterpoise" in f.filename or "fuzz" in f.filename] or frames
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def run_checks(names: list[str], seconds: float, folder: Path) -> dict[str, int]:
    """Let checks take turns until the time is over; return their findings, counted by place."""
    found: dict[str, int] = {}
    end = time.monotonic() + seconds
    number = int(time.time())
    while names and time.monotonic() < end:
        number += 1
        for name in names:
            if time.monotonic() > end:
                break
            try:
                with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                    effort.try_new_inputs(name, number, TURN)
            except Exception as error:
                errors = error.exceptions if isinstance(error, ExceptionGroup) else [error]
                for one in errors:
                    key = f"{name}: {place_of(one)}"
                    found[key] = found.get(key, 0) + 1
                    if found[key] == 1:
                        print(f"FOUND {key} (number {number}): {one!s:.300}", flush=True)
                        told = "".join(traceback.format_exception(one))
                        (folder / f"{name}-{len(found)}.txt").write_text(told)
    return found


def run_guided(name: str, seconds: float, folder: Path) -> tuple[int, bool]:
    """Run a reader under atheris; return how many inputs it tried, and whether one broke it."""
    with tempfile.TemporaryDirectory() as corpus:
        shutil.copytree(HERE / "corpus" / name, corpus, dirs_exist_ok=True)
        words = [sys.executable, "-m", "fuzz.guided", name, corpus]
        words += [f"-max_total_time={int(seconds)}", "-max_len=4000", "-timeout=60"]
        words += ["-rss_limit_mb=6000", f"-artifact_prefix={folder}/{name}-"]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
    counts = re.findall(r"^#(\d+)\s", ended.stderr, re.MULTILINE)
    if ended.returncode:
        (folder / f"{name}.log").write_text(ended.stderr)
        reason = re.findall(
            r"^(\w+(?:Error|Exception)\b.*|.*ERROR:.*)$", ended.stderr, re.MULTILINE
        )
        print(f"FOUND {name}: {' '.join(reason)[:400]}", flush=True)
    return int(counts[-1]) if counts else 0, bool(ended.returncode)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--only", nargs="*", default=[], help="parts of the names of checks")
    words.add_argument("--findings", type=Path, default=Path("fuzz-output"))
    given = words.parse_args()
    given.findings.mkdir(parents=True, exist_ok=True)
    for file in sorted(HERE.glob("test_*.py")):
        importlib.import_module(f"fuzz.{file.stem}")

    def wanted(name: str) -> bool:
        return not given.only or any(word in name for word in given.only)

    checks = [name for name in effort.TARGETS if wanted(name)]
    guided = [name for name in readers.READERS if wanted(name)]
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: the readers are left out")
        guided = []
    seconds = 60 * given.minutes
    share = seconds / 2 if checks and guided else seconds
    found = run_checks(checks, share, given.findings)
    tried = dict(effort.TRIED)
    n_broken = 0
    for name in guided:
        tried[name], broke = run_guided(name, share / len(guided), given.findings)
        n_broken += broke
    print(f"{sum(tried.values()):,} inputs, {len(found) + n_broken} findings")
    for name, n in tried.items():
        print(f"  {n:>9,}  {name}")
    return bool(found) or bool(n_broken)


if __name__ == "__main__":
    sys.exit(main())
