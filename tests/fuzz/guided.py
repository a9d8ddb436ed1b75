"""One harness under atheris: its inputs go where they reach new code.

    python tests/fuzz/guided.py NAME FOLDER -max_total_time=60

NAME is a reader (delimited, json_lines, parquet, arrow) or a check of the tests here, whose draws
then come from the bytes. Inputs that reach new code are kept in FOLDER.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

with atheris.instrument_imports(include=["counterpoise"]):
    import counterpoise.files.reading
    import counterpoise.neighbors

    import readers

    for file in sorted(HERE.glob("test_fuzz_*.py")):
        importlib.import_module(file.stem)

import effort


def harness(name: str):
    if name in readers.READERS:
        return readers.READERS[name]
    return effort.of_bytes(name)


if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, harness(name))
    atheris.Fuzz()
