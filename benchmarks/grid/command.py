"""The command: what it writes, what it says, and how it ends.

Each run is a process. Most are forked from this one, which has imported the libraries that the
command uses, but not the package; that saves a second each.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from grid.cases import Case, Text, normal
from grid.inputs import contents, write_inputs

__all__ = ["cases"]

LIBRARIES = (
    "jinja2", "joblib", "narwhals", "numpy", "pyarrow.csv", "pyarrow.json", "pyarrow.parquet",
    "rich.console", "rich.progress", "rich.table", "scipy.sparse", "scipy.stats", "sklearn.cluster",
    "sklearn.ensemble", "sklearn.linear_model", "sklearn.model_selection", "sklearn.svm", "typer",
)  # fmt: skip

PLAIN = """
--help
--version
balance --help
inspect --help
compare --help
methods --help
methods
methods --json
"""
"""Runs of which each starts a Python of its own."""

RUNS = """
balance calls.csv -t Churn --seed 1
balance calls.csv -t Churn --seed 1 --json
balance calls.csv -t Churn --seed 1 -q
balance calls.csv -t Churn --seed 1 -o out.parquet --mark new
balance calls.csv out.tsv -t Churn --seed 1 --ratio 0.5
balance calls.csv -t Churn --seed 1 -o - --json
balance - -t Churn --seed 1 < calls.csv
balance - -t Churn --seed 1 --input-format jsonl --format csv < calls.jsonl
balance - -t Churn --seed 1 --input-format parquet -o out.arrow < calls.parquet
balance calls.tsv -t Churn --seed 1 -k 3 -o out.csv.gz
balance calls.jsonl -t Churn --seed 1 -o out.jsonl.zst
balance calls.parquet -t Churn --seed 1 --scale none
balance calls.parquet -t Churn --seed 1 --scale robust --report page.html
balance calls.arrow -t Churn --seed 1 -o out.parquet
balance calls.csv.gz -t Churn --seed 1
balance calls.csv.zst -t Churn --seed 1 -o out.csv --json
balance calls.csv -t Churn --seed 1 --split 0.25
balance calls.csv -t Churn --seed 1 --split 0.25 --test-output test.parquet -o train.csv
balance calls.csv -t Churn --seed 1 --sample 120
balance calls.csv -t Churn --seed 1 --sample 120 --dry-run
balance calls.csv -t Churn --seed 1 --shuffle --mark new
balance calls.csv -t Churn --seed 1 --partition-by plan -o folders
balance calls.parquet -t Churn --seed 1 --partition-by plan,active -o folders --json
balance parts -t Churn --seed 1 -o out.parquet
balance 'parts/*.parquet' -t Churn --seed 1 -o out.csv
balance calls.csv -t Churn --seed 1 --categorical steps,plan --ignore seen
balance calls.csv -t Churn --seed 1 --categorical none --ignore none
balance marked.csv -t Churn --seed 1 --missing '?'
balance marked.csv -t Churn --seed 1 --missing none
balance german.csv -t Churn --seed 1 --delimiter ';' --encoding latin-1
balance windows.csv -t Churn --seed 1
balance quoted.csv -t Churn --seed 1
balance unnamed.csv -t 10 --seed 1 --no-header
balance calls.csv -t Churn --seed 1 --report page.html
balance numbers.parquet -t Churn --seed 1 --report page.html --method borderline
balance words.csv -t Churn --seed 1 --report page.html
balance calls.csv -t Churn --seed 1 --log run.log
balance calls.csv -t Churn --seed 1 --log run.log --split 0.2 --shuffle --report page.html
balance calls.csv -t Churn --seed 1 --save-config run.toml
balance calls.csv -t Churn --seed 1 --save-config run.toml --mark new --split 0.2 --ratio 0.8
balance --config ready.toml
balance --config ready.toml --seed 4 -o other.csv
balance --config wrong.toml
balance --config broken.toml
balance --config nowhere.toml
balance calls.csv -t Churn --dry-run --json --seed 1
balance numbers.csv -t Churn --dry-run --method svm --seed 1
balance numbers.csv -t Churn --seed 1 --method smote
balance numbers.csv -t Churn --seed 1 --method svm --svm-rows 60
balance numbers.csv -t Churn --seed 1 --method kmeans
balance numbers.csv -t Churn --seed 1 --method adasyn
balance numbers.csv -t Churn --seed 1 --method SMOTE-ENN
balance numbers.csv -t Churn --seed 1 --method smoteenn --clean growing
balance numbers.csv -t Churn --seed 1 --method smotetomek --clean growing --json
balance numbers.csv -t Churn --seed 1 --method tomek
balance numbers.csv -t Churn --seed 1 --method enn --json
balance numbers.csv -t Churn --seed 1 --method renn
balance numbers.csv -t Churn --seed 1 --method allknn
balance numbers.csv -t Churn --seed 1 --method ncr -k 5
balance numbers.csv -t Churn --seed 1 --method random-under --mark new
balance calls.csv -t Churn --seed 1 --method random
balance words.csv -t Churn --seed 1 --method smoten
balance
balance calls.csv
balance calls.csv -t churn
balance nowhere.csv -t Churn
balance calls.xlsx -t Churn
balance calls.csv -t Churn --method smotte
balance calls.csv -t Churn --method smote
balance calls.csv -t Churn --method tomek --seed 1
balance calls.csv -t Churn --ratio 2
balance calls.csv -t Churn --ratio half
balance calls.csv -t Churn -k 0
balance calls.csv -t Churn -k 900
balance calls.csv -t Churn --scale minmax
balance calls.csv -t Churn --seed -1
balance calls.csv -t Churn --clean none
balance calls.csv -t Churn --clean growing
balance calls.csv -t Churn --svm-rows 10
balance calls.csv -t Churn --sample 0
balance calls.csv -t Churn --split 1.5
balance calls.csv -t Churn --test-output test.csv
balance calls.csv -t Churn --partition-by plam -o folders
balance calls.csv -t Churn --mark plan
balance calls.csv -t Churn --categorical plam
balance calls.csv -t Churn --ignore Churn
balance calls.csv -t Churn --delimiter ab
balance calls.csv -t Churn --encoding utf-99
balance german.csv -t Churn
balance calls.csv -t Churn --format xlsx
balance calls.csv -t Churn --input-format parquet
balance calls.csv -t Churn -o calls.csv
balance calls.csv -t Churn -o calls.tsv
balance calls.csv -t Churn -o nowhere/out.csv
balance calls.csv -t Churn --report page.txt
balance calls.csv -t Churn --log nowhere/run.log
balance calls.csv -t Churn --engine flink
balance calls.csv -t Churn --key customer_id
balance calls.csv -t Churn --provenance
balance calls.csv -t Churn --recall 0.5
balance calls.csv -t Churn --longest-record 0
balance calls.csv -t Churn --rng counter
balance calls.csv -t Churn --sed 1
balance calls.csv -t Churn out.csv -o other.csv
balance empty.csv -t Churn
balance heading.csv -t Churn
balance ragged.csv -t Churn
balance broken.parquet -t Churn
balance broken.jsonl -t Churn
inspect calls.csv -t Churn
inspect calls.csv -t Churn --json
inspect calls.parquet -t Churn -k 3 --scale robust
inspect numbers.csv -t Churn --report page.html
inspect calls.csv -t Churn --report page.html --json --seed 3
inspect words.csv -t Churn --categorical none
inspect calls.csv -t churn
inspect nowhere.csv -t Churn
inspect calls.csv -t Churn --scale minmax
inspect calls.csv
compare numbers.csv -t Churn --models logistic --methods smote --report page.html FEW
compare words.csv -t Churn --models naive-bayes --methods random --metric f1 FEW
compare numbers.csv -t Churn --metric accuracy
compare numbers.csv -t Churn --models forest
compare numbers.csv -t Churn --budget soon
compare numbers.csv -t Churn --cost ten
compare numbers.csv -t Churn --groups patient
compare numbers.csv -t Churn --folds 1
methods --jason
method
"""

FEW = "--folds 2 --repeats 1 --trials 1 -j 1 -q"
"""What FEW stands for in the runs."""

READY = """
[balance]
input = "calls.csv"
target = "Churn"
method = "smotenc"
ratio = 0.7
seed = 3
output = "ready.csv"
mark = "new"
"""


def _write_all(folder: Path) -> None:
    """Write the inputs, and configurations that are ready, wrong and broken."""
    write_inputs(folder)
    (folder / "ready.toml").write_text(READY)
    (folder / "wrong.toml").write_text(READY + 'rato = 1.0\nk = "five"\n')
    (folder / "broken.toml").write_text("[balance\ninput = ")


def _run(inputs: Path, line: str, start: Callable[[list[str]], int]) -> dict[str, object]:
    """Run a line in a folder with copies of the inputs; return all that came of it."""
    folder = Path(tempfile.mkdtemp(prefix="case-"))
    here = Path.cwd()
    try:
        shutil.copytree(inputs, folder / "work")
        before = contents(folder / "work")
        os.chdir(folder / "work")
        words = shlex.split(line.replace("FEW", FEW))
        source = words[words.index("<") + 1] if "<" in words else os.devnull
        words = words[: words.index("<")] if "<" in words else words
        with _streams(source, folder):
            code = start(words)
        parts: dict[str, object] = {"exit code": Text(str(code))}
        for name in ("stdout", "stderr"):
            parts[name] = _told((folder / name).read_bytes(), folder)
        for name, data in contents(folder / "work").items():
            if before.get(name) != data and isinstance(data, bytes):
                is_prose = name.endswith((".html", ".log", ".toml"))
                parts[name] = _told(data, folder) if is_prose else data
        parts |= {
            name: Text("deleted") for name in before if not (folder / "work" / name[5:]).exists()
        }
        return parts
    finally:
        os.chdir(here)
        shutil.rmtree(folder)


def _told(data: bytes, folder: Path) -> object:
    """Return what people read as text without paths and times, and anything else as it is."""
    try:
        return Text(normal(data.decode().replace(str(folder), "<folder>")))
    except UnicodeDecodeError:
        return data


@contextlib.contextmanager
def _streams(source: str, folder: Path) -> Iterator[None]:
    """Let the standard streams of this process be files while a child is started."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(number) for number in range(3)]
    flags = os.O_WRONLY | os.O_CREAT
    opened = [os.open(source, os.O_RDONLY)]
    opened += [os.open(folder / name, flags, 0o600) for name in ("stdout", "stderr")]
    try:
        for number, file in enumerate(opened):
            os.dup2(file, number)
        yield
    finally:
        for number, file in enumerate(kept):
            os.dup2(file, number)
        for file in (*kept, *opened):
            os.close(file)


def _anew(words: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "counterpoise", *words], check=False).returncode


def _forked(words: list[str]) -> int:
    """Run ``python -m counterpoise`` in a child that starts with the libraries imported."""
    if "counterpoise" in sys.modules:
        raise RuntimeError("the package was imported before the command was started")
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 70
    try:
        sys.argv = ["counterpoise", *words]
        try:
            runpy.run_module("counterpoise", run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def cases(quick: bool) -> Iterator[Case]:
    """Yield the runs of the command."""
    inputs = Path(tempfile.mkdtemp(prefix="inputs-"))
    _write_all(inputs)
    for line in PLAIN.split("\n")[1:-1]:
        yield Case("command", line, partial(_run, inputs, line, _anew))
    for library in LIBRARIES:
        importlib.import_module(library)
    for j, line in enumerate(RUNS.split("\n")[1:-1]):
        if not quick or j % 4 == 0:
            yield Case("command", line, partial(_run, inputs, line, _forked))
    shutil.rmtree(inputs)
