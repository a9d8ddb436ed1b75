"""`balance_file` from every format to every other, in memory and as a stream."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from counterpoise.files import balance_file
from grid.cases import Case, Text, normal
from grid.inputs import PACKED, SUFFIXES, TARGET, contents, write_inputs
from grid.one_call import METHODS

__all__ = ["cases"]


def _balance(
    inputs: Path, source: str, output: str | None, options: dict[str, Any]
) -> dict[str, object]:
    """Balance a file in an empty folder, and return its summary and what lies there afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="case-"))
    try:
        given = {"target": TARGET, "seed": 1, **options}
        for name in ("page", "test_output"):
            if name in given:
                given[name] = str(folder / given[name])
        goal = None if output is None else str(folder / output)
        try:
            summary = balance_file(str(inputs / source), goal, **given)
        except Exception as error:
            error.args = tuple(_without(str(a), folder, inputs) for a in error.args)
            if isinstance(error, OSError) and error.filename:
                error.filename = _without(str(error.filename), folder, inputs)
            raise
        told = normal(_without(str(summary.to_dict()), folder, inputs))
        pages = {
            name: Text(normal(_without(data.decode(), folder, inputs)))
            for name, data in (contents(folder)).items()
            if isinstance(data, bytes) and name.endswith(".html")
        }
        return {"summary": Text(told), **contents(folder), **pages}
    finally:
        shutil.rmtree(folder)


def _without(text: str, folder: Path, inputs: Path) -> str:
    return text.replace(str(folder), "<out>").replace(str(inputs), "<in>")


OPTIONS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "marked": {"mark": "new"},
    "half": {"ratio": 0.6},
    "own units": {"scale": None},
    "robust": {"scale": "robust"},
    "counter": {"rng": "counter"},
    "counter, own units": {"rng": "counter", "scale": None},
    "seed 9": {"seed": 9},
    "sample": {"sample": 150},
    "split": {"split": 0.25, "test_output": "test"},
    "shuffled": {"shuffle": True},
    "shuffled, split, marked": {
        "shuffle": True, "split": 0.2, "test_output": "test", "mark": "new"
    },
    "categories": {"categorical": ["steps"]},
    "ignored": {"ignore": ["plan"]},
    "nothing ignored": {"ignore": []},
    "small batches": {"batch_rows": 37, "block_bytes": 900},
}  # fmt: skip

ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "decimal commas": ("german.csv", {"delimiter": ";", "encoding": "latin-1"}),
    "found out": ("german.csv", {}),
    "line ends and a mark": ("windows.csv", {}),
    "quoted": ("quoted.csv", {}),
    "no header": ("unnamed.csv", {"header": False, "target": "10"}),
    "missing": ("marked.csv", {"missing": ["?"]}),
    "nothing missing": ("marked.csv", {"missing": []}),
    "packed by gzip": ("calls.csv.gz", {}),
    "a folder": ("parts", {}),
    "a pattern": ("parts/*.parquet", {}),
    "named a format": ("calls.csv", {"input_format": "csv", "output_format": "tsv"}),
    "by folders": ("calls.parquet", {"partition_by": ["plan"]}),
    "by two": ("calls.csv", {"partition_by": ["plan", "city"], "shuffle": True}),
    "a page": ("calls.csv", {"page": "page.html"}),
    "a page of numbers": ("numbers.parquet", {"page": "page.html", "method": "smote"}),
    "refused: empty": ("empty.csv", {}),
    "refused: heading only": ("heading.csv", {}),
    "refused: ragged": ("ragged.csv", {}),
    "refused: broken Parquet": ("broken.parquet", {}),
    "refused: broken JSON": ("broken.jsonl", {}),
    "refused: a workbook": ("calls.xlsx", {}),
    "refused: not there": ("nowhere.csv", {}),
    "refused: target": ("calls.csv", {"target": "churn"}),
    "refused: method": ("calls.csv", {"method": "smotte"}),
    "refused: misfit": ("calls.csv", {"method": "smote"}),
    "refused: encoding": ("german.csv", {"encoding": "utf-7x"}),
    "refused: delimiter": ("calls.csv", {"delimiter": "ab"}),
    "refused: sample": ("calls.csv", {"sample": 0}),
    "refused: split": ("calls.csv", {"split": 1.0}),
    "refused: mark": ("calls.csv", {"mark": "plan"}),
    "refused: partition": ("calls.csv", {"partition_by": ["plam"]}),
    "refused: stream": ("calls.csv", {"stream": True, "scale": "robust"}),
    "refused: stream of cleaning": ("calls.csv", {"stream": True, "method": "smoteenn"}),
    "refused: memory": ("calls.csv", {"memory": 100, "stream": False}),
    "refused: format": ("calls.csv", {"output_format": "xlsx"}),
    "refused: longest record": ("calls.csv", {"longest_record": 0}),
}


def _asked(quick: bool) -> Iterator[tuple[str, str, str | None, dict[str, Any]]]:
    """Yield a name, the input, the output and the options."""
    ways = (None, True) if quick else (None, True, False)
    for suffix, goal, stream in itertools.product(SUFFIXES, SUFFIXES, ways):
        yield f"{suffix} to {goal} | {stream}", f"calls{suffix}", f"out{goal}", {"stream": stream}
    for suffix, goal in itertools.product(PACKED, (*PACKED, ".csv", ".parquet")):
        if suffix == goal or goal in (".csv", ".parquet"):
            yield f"{suffix} to {goal}", f"calls{suffix}", f"out{goal}", {}
    sources = ("numbers.csv", "numbers.parquet", "calls.csv", "words.csv")
    for method, source, stream in itertools.product(METHODS, sources, (True, False)):
        options = {"method": method, "stream": stream}
        yield f"{method} | {source} | {stream}", source, "out.csv", options
        if method in ("smoteenn", "smotetomek"):
            more = {"clean": "growing", "rng": "counter"}
            for told, extra in {"growing": {"clean": "growing"}, "growing, counter": more}.items():
                name = f"{method} | {source} | {told} | {stream}"
                yield name, source, "out.csv", {**options, **extra}
        if method == "svm":
            more = {**options, "svm_rows": 70}
            yield f"{method} | {source} | machine of 70 | {stream}", source, "out.csv", more
    own = ("calls.csv", "calls.parquet") if quick else ("calls.csv", "calls.parquet", "calls.jsonl")
    for source, (told, options), stream in itertools.product(own, OPTIONS.items(), (True, False)):
        suffix = Path(source).suffix
        given = {**options, "stream": stream}
        if "test_output" in given:
            given["test_output"] = f"test{suffix}"
        yield f"{told} | {source} | {stream}", source, f"out{suffix}", given
    for method in ("borderline", "adasyn", "random", "smote"):
        for stream, scale in itertools.product((True, False), ("standard", None)):
            options = {"method": method, "rng": "counter", "stream": stream, "scale": scale}
            yield f"counter, {method} | {scale} | {stream}", "numbers.csv", "out.parquet", options
    for told, (source, options) in ODD.items():
        yield told, source, "out" if "partition_by" in options else "out.csv", options


def cases(quick: bool) -> Iterator[Case]:
    """Yield the calls of `balance_file`."""
    inputs = Path(tempfile.mkdtemp(prefix="inputs-"))
    write_inputs(inputs)
    for name, source, output, options in _asked(quick):
        group = "counter" if options.get("rng") == "counter" else "files"
        yield Case(group, f"file | {name}", partial(_balance, inputs, source, output, options))
    shutil.rmtree(inputs)
