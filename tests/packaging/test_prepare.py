"""What `make demo` and `make test` do on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared import ROOT

SCRIPT = ROOT / "tools" / "prepare.sh"
PRESENT = ("sh", "env", "id")


@pytest.fixture
def programs(tmp_path):
    """A folder of programs that is a machine's whole PATH, and a way to add one to it."""
    for name in PRESENT:
        (tmp_path / name).symlink_to(shutil.which(name))

    def add(*names: str, says: str = ":") -> Path:
        for name in names:
            (tmp_path / name).write_text(f"#!/bin/sh\n{says}\n")
            (tmp_path / name).chmod(0o755)
        return tmp_path

    return add


def prepare(folder: Path, what: str, python: str = sys.executable) -> subprocess.CompletedProcess:
    env = {"PATH": str(folder), "PYTHON": python}
    return subprocess.run(
        ["sh", str(SCRIPT), what], env=env, capture_output=True, text=True, check=False
    )


def test_nothing_is_said_or_installed_where_all_is_there(programs):
    folder = programs("c++", "chromium", "chromedriver", "git")
    programs("apt-get", says="echo called >&2; exit 1")
    done = prepare(folder, "test")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_demo_needs_no_browser(programs):
    assert prepare(programs("c++"), "build").returncode == 0


def test_without_apt_one_line_says_what_to_install(programs):
    done = prepare(programs("c++", "git"), "test")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "apt-get install chromium chromium-driver" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may call apt")
def test_root_lets_apt_install_just_what_is_missing(programs):
    folder = programs("git", "chromedriver")
    log = folder / "log"
    programs("apt-get", says=f'echo "$@" >> {log}')
    assert prepare(folder, "test").returncode == 0
    asked = log.read_text().splitlines()
    assert asked[0].split()[0] == "update"
    assert asked[1].split()[-2:] == ["g++", "chromium"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may call apt")
def test_an_apt_that_fails_ends_in_the_same_line(programs):
    folder = programs("git", "chromedriver", "chromium")
    programs("apt-get", says="exit 100")
    done = prepare(folder, "test")
    assert done.returncode == 1
    assert "please install g++" in done.stderr


def test_arm_needs_a_compiler_and_an_emulator_under_either_name(programs):
    folder = programs("c++", "aarch64-linux-gnu-g++")
    done = prepare(folder, "aarch64")
    assert done.returncode == 1
    assert "please install qemu-user-static (" in done.stderr
    programs("qemu-aarch64")
    assert prepare(folder, "aarch64").returncode == 0


def test_an_old_python_is_named(programs):
    old = programs("old", says="exit 1") / "old"
    done = prepare(old.parent, "build", python=str(old))
    assert done.returncode == 1
    assert str(old) in done.stderr
    assert "3.11" in done.stderr
