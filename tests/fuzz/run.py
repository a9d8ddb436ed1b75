"""Try new inputs for a given time, and tell how many ran and what they found.

    python tests/fuzz/run.py --minutes 10 [--only WORD ...] [--findings FOLDER]

Each check of the tests here takes its turn; the harnesses for atheris have their share of the time
where that package is installed.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import effort  # noqa: E402

TURN = 60
"""Inputs that a check tries before it is the next one's turn."""


def place_of(error: BaseException) -> str:
    """Return what tells a finding from others: its kind and where it was raised."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "hypothesis" not in f.filename]
    ours = [f for f in frames if "counterpoise" in f.filename or "fuzz" in f.filename] or frames
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def run_checks(names: list[str], seconds: float, folder: Path | None) -> dict[str, str]:
    """Let checks take turns until the time is over; return their findings by where they are."""
    found: dict[str, str] = {}
    end = time.monotonic() + seconds
    number = int(time.time())
    while time.monotonic() < end:
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
                    if key not in found:
                        notes = "\n".join(getattr(one, "__notes__", []))
                        found[key] = "".join(traceback.format_exception(one)[-6:]) + notes
                        print(f"FOUND {key} (number {number}): {one!s:.300}", flush=True)
                        if folder is not None:
                            file = folder / f"{name}-{len(found)}.txt"
                            file.write_text(f"{key}\nnumber {number}\n{found[key]}")
    return found


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--only", nargs="*", default=[])
    words.add_argument("--findings", type=Path)
    given = words.parse_args()
    for file in sorted(HERE.glob("test_fuzz_*.py")):
        importlib.import_module(file.stem)
    names = [n for n in effort.TARGETS if not given.only or any(w in n for w in given.only)]
    if given.findings is not None:
        given.findings.mkdir(parents=True, exist_ok=True)
    found = run_checks(names, 60 * given.minutes, given.findings)
    print(f"{sum(effort.TRIED.values()):,} inputs, {len(found)} findings")
    for name in names:
        print(f"  {effort.TRIED[name]:>9,}  {name}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
