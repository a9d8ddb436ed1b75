"""The command as a process of its own, for tests."""

from __future__ import annotations

import atexit
import functools
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from shared import ROOT, forks

SOURCE = ROOT / "src"


def environment(**changes: str) -> dict[str, str]:
    """Return the variables under which the command runs from this source."""
    path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "100", **changes}


def arguments(*words: object) -> list[str]:
    return [sys.executable, "-m", "counterpoise", *map(str, words)]


class Forks:
    """Runs the command in forks of one process that has everything imported, see forks.py."""

    def __init__(self, **changes: str):
        self.process = subprocess.Popen(
            [sys.executable, forks.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(**{"OPENBLAS_NUM_THREADS": "1", **changes}),
        )

    def run(self, *words: object, **more: object) -> dict[str, Any]:
        """Run the command to its end; return its code, and what was told and written out."""
        job = {"words": [str(word) for word in words], **more}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


@functools.cache
def common_forks() -> Forks:
    """Return the forks that all tests of a process share."""
    common = Forks()
    atexit.register(common.end)
    return common


def run(*words: object, **options) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, in a process of its own.

    It is a fork of one that has everything imported, unless that could make a difference: where
    its variables are not the usual ones, or it starts processes itself. Packages named in `hidden`
    are missing there.
    """
    words = tuple(map(str, words))
    if _is_plain(words) and options.keys() <= {"cwd", "input", "hidden", "text"}:
        as_text, given = options.get("text", True), options.get("input")
        if isinstance(given, bytes):
            given = given.decode(errors="surrogateescape")
        found = common_forks().run(
            *words,
            cwd=str(options.get("cwd", os.getcwd())),
            input=given,
            hidden=options.get("hidden", []),
        )
        raw = [found[name].encode(errors="surrogateescape") for name in ("out", "told")]
        told = map(_read_text, raw) if as_text else raw
        return subprocess.CompletedProcess(words, found["code"], *told)
    defaults = {"capture_output": True, "text": True, "timeout": 300, "env": environment()}
    if "input" not in options:
        defaults["stdin"] = subprocess.DEVNULL
    return subprocess.run(arguments(*words), **{**defaults, **options}, check=False)


def _is_plain(words: tuple[str, ...]) -> bool:
    """Return whether the command starts no processes."""
    if words[0] == "compare":
        jobs = words[words.index("--jobs") + 1] if "--jobs" in words else ""
        return jobs == "1" or "--help" in words
    return words[0] in ("balance", "inspect", "methods", "privacy") and "--engine" not in words


def _read_text(raw: bytes) -> str:
    """Return what a pipe opened as text would give."""
    return io.TextIOWrapper(io.BytesIO(raw), "utf-8").read()


def write_churn(path: Path, n: int = 80, n_rare: int = 16) -> Path:
    """Write a small table with an id, two numbers, a category and a target."""
    lines = ["id,minutes,calls,plan,churned"]
    for i in range(n):
        lines.append(
            f"{i:05d},{180 + (i * 37) % 50 + i / 8:.1f},{(i * 7) % 11},{'abc'[i % 3]},"
            f"{'yes' if i < n_rare else 'no'}"
        )
    path.write_text("\n".join(lines) + "\n")
    return path


def run_here(*words: object) -> Result:
    """Run the command in this process, which takes no second to import what it needs."""
    from counterpoise.cli.app import app

    return CliRunner().invoke(app, [str(word) for word in words], prog_name="counterpoise")
