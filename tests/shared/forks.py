"""The command many times over, each in a fork of one process that has everything imported.

Reads jobs from standard input, a JSON object each, and answers each with one: the exit code,
negative for a signal, what went to standard output, and what was told. A job is the command's
words, where it works, what it reads, which packages it misses, and what its luck is to be.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import signal
import sys
import tempfile

LONGEST = 120
"""Seconds after which a run that does not end is ended."""


def main() -> None:
    import_all()
    luck = ctypes.CDLL(os.environ["LD_PRELOAD"]) if "LD_PRELOAD" in os.environ else None
    for line in sys.stdin:
        job = json.loads(line)
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as out:
            child = os.fork()
            if child == 0:
                run(job, luck, out, told)
            _, status = os.waitpid(child, 0)
            told.seek(0)
            out.seek(0)
            answer = {
                "code": os.waitstatus_to_exitcode(status),
                "told": told.read().decode(errors="surrogateescape"),
                "out": out.read().decode(errors="surrogateescape"),
            }
        print(json.dumps(answer), flush=True)


def import_all() -> None:
    """Import what a run imports, but run nothing here: threads would not survive the forks."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.csv")
        with open(path, "w") as file:
            file.write("x,k,y\n" + "".join(f"{i % 9}.5,{'ab'[i % 2]},{i % 3}\n" for i in range(40)))
        reading, writing = os.pipe()
        if os.fork() == 0:
            words = ["balance", path, "-t", "y", "-q", "-k", "1", "-o", f"{folder}/b.parquet"]
            try:
                from counterpoise.cli.app import app

                app([*words, "--report", f"{folder}/b.html"], standalone_mode=False)
                for room in ("comparison", "exposure"):
                    importlib.import_module(f"counterpoise.{room}")
            finally:
                os.write(writing, "\n".join(sys.modules).encode())
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as names:
            for name in names.read().split():
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
        os.wait()


def run(job, luck, out, told) -> None:
    code = 70
    try:
        signal.alarm(LONGEST)
        os.dup2(open_input(job.get("input")), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(told.fileno(), 2)
        if "cwd" in job:
            os.chdir(job["cwd"])
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout = os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
        sys.argv = ["counterpoise", *job["words"]]
        for name in job.get("hidden", ()):
            hide(name)
        if job.get("luck"):
            mode, n = job["luck"]
            luck.unlucky_arm(mode.encode(), ctypes.c_long(n))
        from counterpoise.cli import main as command

        try:
            command()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        sys.stdout.flush()
        if job.get("steps"):
            luck.unlucky_steps.restype = ctypes.c_long
            print("steps", luck.unlucky_steps(), flush=True)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def hide(package: str) -> None:
    """Let a package be missing where it is imported next, which ours does anew."""
    for name in list(sys.modules):
        ours = name.startswith("counterpoise") and "_kernel" not in name  # which loads only once
        if ours or name.startswith(f"{package}."):
            del sys.modules[name]
    sys.modules[package] = None


def open_input(text: str | None) -> int:
    """Return what is read from: nothing, or a pipe that another fork writes a text to."""
    if text is None:
        return os.open(os.devnull, os.O_RDONLY)
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "wb") as pipe:
            pipe.write(text.encode(errors="surrogateescape"))
        os._exit(0)
    os.close(writing)
    return reading


if __name__ == "__main__":
    main()
