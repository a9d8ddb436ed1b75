"""The command as a process of its own, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from shared import ROOT

SOURCE = ROOT / "src"


def environment(**changes: str) -> dict[str, str]:
    """Return the variables under which the command runs from this source."""
    path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "100", **changes}


def arguments(*words: object) -> list[str]:
    return [sys.executable, "-m", "counterpoise", *map(str, words)]


def run(*words: object, **options) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    defaults = {"capture_output": True, "text": True, "timeout": 60, "env": environment()}
    if "input" not in options:
        defaults["stdin"] = subprocess.DEVNULL
    return subprocess.run(arguments(*words), **{**defaults, **options}, check=False)


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
