"""Compare what the package answers today with what it answered at another commit, bit for bit.

Run ``make digests OLD=<commit>`` (or ``python benchmarks/digests.py --old <commit>``) after a
change that must not show outside. The commit is checked out and built in a temporary folder; then
both are asked for the same things, each in processes of their own: every sampler, `balance`, files,
the command, Spark, diagnoses and refusals. SHA-256 digests of all answers are compared (rows,
types, names, parents, fitted attributes, output bytes, messages), and those that differ are listed.

``--old-file`` takes the old digests from a file that ``--save-old`` wrote. ``--old present`` takes
the present code for both, which shows whether the answers are repeatable at all. ``--groups`` and
``--quick`` ask for less.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import itertools
import json
import os
import shutil
import site
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    "samplers": "samplers",
    "refusals": "refusals",
    "balance": "one_call",
    "files": "files",
    "command": "command",
    "models": "models",
    "spark": "distributed",
}
"""What ``--groups`` may name, and the module of `grid` that yields its cases."""

LONGEST_FIRST = ("spark", "command", "balance", "samplers", "files", "models", "refusals")
PART = 100
"""Characters of a text that are shown where it differs."""

SHOWN = 5
"""Cases that are named where several differ in the same way."""

Records = dict[str, dict[str, dict[str, str]]]


def work(module: str, quick: bool, path: Path) -> None:
    """Run the cases of a module with the package that this process imports; write the digests."""
    from grid.cases import record

    records: Records = {}
    start = time.process_time()
    for case in importlib.import_module(f"grid.{module}").cases(quick):
        record(case, records)
    n_cases = sum(map(len, records.values()))
    taken = time.process_time() - start
    print(f"{module}: {n_cases:,} records, {taken:.0f} s of its own work", file=sys.stderr)
    origin = importlib.util.find_spec("counterpoise")
    path.write_text(json.dumps({"from": origin and origin.origin, "records": records}))


@contextlib.contextmanager
def built(commit: str) -> Iterator[Path]:
    """Build a commit in a temporary folder; yield a Python that imports it.

    It is a virtual environment that sees the packages of the present one, but not its
    `counterpoise`: editable installations are found by ``.pth`` files, which count only in an
    environment's own folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="old-"))
    tree, home = folder / "tree", folder / "venv"
    git = ["git", "-C", str(ROOT), "worktree"]
    try:
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)
        venv.create(home, with_pip=False, symlinks=True)
        (packages,) = home.glob("lib/python*/site-packages")
        seen = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
        seen += [path for path in site.getsitepackages() if path not in seen]
        (packages / "of_the_present.pth").write_text("\n".join(seen))
        build = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*build, "--target", str(packages), str(tree)], check=True)
        yield home / "bin" / "python"
    finally:
        subprocess.run([*git, "remove", "--force", str(tree)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def old_python(told: str) -> Iterator[Path]:
    """Yield the Python that ``--old`` tells: of the present code, built before, or built now."""
    if told == "present":
        yield Path(sys.executable)
    elif os.access(told, os.X_OK) and Path(told).is_file():
        yield Path(told).absolute()
    else:
        with built(told) as python:
            yield python


def environment(python: Path, folder: Path) -> dict[str, str]:
    """Return the environment of a process whose answers depend on the code only."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = {"TZ": "UTC", "LANG": "C.UTF-8", "COLUMNS": "100", "LINES": "40", "TERM": "dumb"}
    told |= {"NO_COLOR": "1", "SOURCE_DATE_EPOCH": "0", "PYTHONWARNINGS": ""}
    told |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    told["TMPDIR"] = str(folder)
    return {**kept, **told}


def take(python: Path, group: str, quick: bool) -> Records:
    """Return the digests of a group's cases, taken by a Python in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix=f"{group}-"))
    answers = folder / "answers.json"
    (folder / "tmp").mkdir()
    words = [str(python), __file__, "--work", MODULES[group], "--answers", str(answers)]
    try:
        ended = subprocess.run(
            [*words, "--quick"] if quick else words,
            cwd=folder / "tmp",
            env=environment(python, folder / "tmp"),
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{ended.stderr}")
        print(ended.stderr.splitlines()[-1], file=sys.stderr)
        found = json.loads(answers.read_text())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    expected = python.parent.parent if python != Path(sys.executable) else None
    if expected is not None and not Path(found["from"]).is_relative_to(expected):
        raise RuntimeError(f"{python} imported {found['from']}, which is not the old code")
    records: Records = found["records"]
    return records


def take_all(pythons: list[Path], groups: list[str], quick: bool, jobs: int) -> list[Records]:
    """Return the digests of all groups for each Python; the longest groups begin first."""
    order = [group for group in LONGEST_FIRST if group in groups]
    with ThreadPoolExecutor(jobs) as pool:
        asked = [[pool.submit(take, python, group, quick) for python in pythons] for group in order]
        found: list[Records] = [{} for _ in pythons]
        for futures in asked:
            for records, future in zip(found, futures, strict=True):
                for group, answers in future.result().items():
                    records.setdefault(group, {}).update(answers)
    return found


def compare(old: Records, new: Records, most: int) -> Iterator[str]:
    """Yield the lines that tell how many cases agree, and which do not.

    Cases that differ in the same way are told together; at most `most` ways are told for a group.
    """
    yield f"{'group':<12} {'cases':>7} {'agree':>7} {'differ':>7} {'only old':>9} {'only new':>9}"
    differing: dict[str, list[str]] = {}
    totals = [0, 0, 0, 0, 0]
    for group in sorted({*old, *new}):
        before, after = old.get(group, {}), new.get(group, {})
        both = [name for name in before if name in after]
        differing[group] = [name for name in both if before[name] != after[name]]
        counts = [len({**before, **after}), len(both) - len(differing[group])]
        counts += [len(differing[group]), len(before) - len(both), len(after) - len(both)]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        yield f"{group:<12} {{:7,}} {{:7,}} {{:7,}} {{:9,}} {{:9,}}".format(*counts)
    yield f"{'all':<12} {{:7,}} {{:7,}} {{:7,}} {{:9,}} {{:9,}}".format(*totals)
    for group, names in differing.items():
        if names:
            yield ""
            yield f"{group}: {len(names):,} differ"
        ways: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            ways.setdefault(
                tuple(parts_that_differ(old[group][name], new[group][name])), []
            ).append(name)
        for lines, alike in list(ways.items())[:most]:
            yield from (f"  {name}" for name in alike[:SHOWN])
            if len(alike) > SHOWN:
                yield f"  ... and {len(alike) - SHOWN:,} more, in the same way"
            yield from lines
        if len(ways) > most:
            yield f"  ... and {len(ways) - most:,} other ways to differ (--most lists more)"
    for told, these, those in (("old", old, new), ("new", new, old)):
        for group, cases in these.items():
            missing = [name for name in cases if name not in those.get(group, {})]
            for name in missing[:most]:
                yield f"only {told}: {group}: {name}"


def parts_that_differ(old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    """Yield a line for each part of an answer that differs, with its texts where it has them."""
    digests = []
    for part in {**old, **new}:
        before, after = old.get(part), new.get(part)
        if before == after:
            continue
        texts = [value for value in (before, after) if value is not None]
        if all(value.startswith("text:") for value in texts):
            yield f"    {part}:"
            yield from lines_that_differ(before, after)
        else:
            digests.append(
                part if len(texts) == 2 else f"{part} ({'old' if before else 'new'} only)"
            )
    if digests:
        yield f"    {', '.join(digests)}"


def lines_that_differ(old: str | None, new: str | None) -> Iterator[str]:
    """Yield the first lines in which two texts differ."""
    befores, afters = ((text or "text:")[5:].splitlines() for text in (old, new))
    for j in range(max(len(befores), len(afters))):
        before = befores[j] if j < len(befores) else "(nothing)"
        after = afters[j] if j < len(afters) else "(nothing)"
        if before != after:
            pairs = zip(before, after, strict=False)
            alike = itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)
            start = max(0, sum(1 for _ in alike) - PART // 3)
            yield f"      old {before[start : start + PART]}"
            yield f"      new {after[start : start + PART]}"
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--old",
        help="a commit; present for the code of today; or a Python that imports the old code",
    )
    source.add_argument("--old-file", type=Path, help="digests that --save-old wrote")
    parser.add_argument("--save-old", type=Path, help="keep the old digests in this file")
    parser.add_argument("--only-old", action="store_true", help="save them, and compare nothing")
    parser.add_argument("--groups", default=",".join(MODULES), help="which, with commas between")
    parser.add_argument("--quick", action="store_true", help="fewer cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--most", type=int, default=30, help="ways to differ to list for a group")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--answers", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work, asked.quick, asked.answers)
        return
    if not (asked.old or asked.old_file):
        parser.error("say what to compare with: --old COMMIT, or --old-file FILE")
    if asked.only_old and not (asked.old and asked.save_old):
        parser.error("--only-old needs --old and --save-old")
    groups = asked.groups.split(",")
    if unknown := set(groups) - set(MODULES):
        parser.error(f"no group {', '.join(sorted(unknown))}; the groups are {', '.join(MODULES)}")
    sys.exit(run(asked, groups))


def run(asked: argparse.Namespace, groups: list[str]) -> int:
    """Take the digests that are asked for and compare them; return 1 if some differ."""
    start = time.perf_counter()
    present = Path(sys.executable)
    with contextlib.ExitStack() as stack:
        pythons = [] if asked.only_old else [present]
        if asked.old:
            pythons.insert(0, stack.enter_context(old_python(asked.old)))
        found = take_all(pythons, groups, asked.quick, asked.jobs)
    old = found[0] if asked.old else json.loads(asked.old_file.read_text())
    if asked.save_old:
        asked.save_old.write_text(json.dumps(old, indent=1))
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    if asked.only_old:
        print(f"{sum(map(len, old.values())):,} cases in {asked.save_old}")
        return 0
    new = found[-1]
    if asked.old_file:
        old = _asked_for(old, new, groups, asked.quick)
    print("\n".join(compare(old, new, asked.most)))
    return int(old != new)


def _asked_for(old: Records, new: Records, groups: list[str], quick: bool) -> Records:
    """Return of kept digests those that were taken anew, where only some groups were."""
    if len(groups) == len(MODULES) and not quick:
        return old
    return {
        group: {name: parts for name, parts in cases.items() if name in new.get(group, {})}
        for group, cases in old.items()
        if group in new
    }


if __name__ == "__main__":
    main()
