"""One harness under atheris: its inputs go where they reach new code.

    PYTHONPATH=tests python -m fuzz.guided NAME FOLDER -max_total_time=60

NAME is a reader (delimited, json_lines, parquet, arrow) or a check of the tests here, whose draws
then come from the bytes. Inputs that reach new code are kept in FOLDER.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import FunctionType

import atheris

import counterpoise.engines.stream.balancing
import counterpoise.neighbors  # noqa: F401
from shared.fuzz import effort, readers

HERE = Path(__file__).resolve().parent

for file in sorted(HERE.glob("test_*.py")):
    importlib.import_module(f"fuzz.{file.stem}")


def instrument(package: str) -> int:
    """Let atheris see which branches a package takes; return how many functions it has.

    Its hook on imports does not see packages that were installed in the editable way.
    """
    n_functions = 0
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] != package:
            continue
        holders = [module, *(v for v in vars(module).values() if isinstance(v, type))]
        for holder in holders:
            for value in list(vars(holder).values()):
                function = getattr(value, "__func__", getattr(value, "fget", value))
                if isinstance(function, FunctionType) and function.__module__ == name:
                    atheris.instrument_func(function)
                    n_functions += 1
    return n_functions


def harness(name: str):
    if name in readers.READERS:
        return readers.READERS[name]
    return effort.of_bytes(name)


if __name__ == "__main__":
    name = sys.argv.pop(1)
    instrument("counterpoise")
    atheris.Setup(sys.argv, harness(name))
    atheris.Fuzz()
