"""The bar on a terminal, and the silence in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading

import pytest

from shared.command import arguments, environment, run, write_churn

# Stands in for a file that takes a while.
_WORK = """
import sys, time
from counterpoise.cli.progress import Progress
with Progress(quiet="quiet" in sys.argv) as progress:
    progress.stage("Reading 'a[b].csv'", total=4_000_000)
    for _ in range(12):
        progress.advance(300_000)
        time.sleep(0.1)
    progress.note("kept on disk")
"""


def watch(words, **changes):
    """Return what a process writes to standard error on a terminal 100 columns wide."""
    master, slave = pty.openpty()
    env = environment(**{"TERM": "xterm", **changes})
    process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=slave)
    os.close(slave)
    shown = []

    def read():
        while True:
            try:
                data = os.read(master, 1 << 16)
            except OSError:
                return
            if not data:
                return
            shown.append(data)

    reader = threading.Thread(target=read)
    reader.start()
    assert process.wait(timeout=60) == 0
    reader.join(timeout=10)
    os.close(master)
    return b"".join(shown).decode()


def test_a_terminal_sees_amount_rate_and_time_left():
    shown = watch([sys.executable, "-c", _WORK])
    assert "Reading 'a[b].csv'" in shown
    assert " of 4M rows" in shown
    assert "M rows/s" in shown
    assert " left" in shown
    assert "note: kept on disk" in shown


def test_quiet_shows_no_bar_and_no_note():
    assert watch([sys.executable, "-c", _WORK, "quiet"]) == ""


@pytest.mark.parametrize("changes", [{}, {"FORCE_COLOR": "1"}])
def test_a_pipe_sees_no_bar(changes):
    result = subprocess.run(
        [sys.executable, "-c", _WORK],
        capture_output=True,
        text=True,
        env=environment(**changes),
        check=True,
    )
    assert result.stdout == ""
    assert [line for line in result.stderr.splitlines() if "kept on disk" not in line] == []


def test_a_dumb_terminal_sees_no_bar():
    assert watch([sys.executable, "-c", _WORK], TERM="dumb").strip() == "note: kept on disk"


def test_the_cursor_is_there_again_at_the_end(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    shown = watch(arguments("balance", churn, "-t", "churned"))
    assert shown.count("\033[?25l") == shown.count("\033[?25h")  # hidden, shown
    assert "churn-balanced.csv" in shown


def test_the_plan_is_told_before_the_work(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    told = run("balance", churn, "-t", "churned").stderr
    assert told.index("categories") < told.index("before") < told.index("written")


def test_a_dry_run_says_what_would_be_and_writes_nothing(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    result = run("balance", churn, "-t", "churned", "--dry-run", "--ratio", "0.5", "--seed", "3")
    assert result.returncode == 0
    assert "minutes, calls" in result.stdout
    assert "id (most values differ)" in result.stdout
    assert "+16" in result.stdout
    assert "seed 3" in result.stdout
    assert "would go to" in result.stdout
    assert os.listdir(tmp_path) == ["churn.csv"]


@pytest.mark.parametrize("method", ["smoteenn", "random-under", "tomek", "adasyn", "random"])
def test_a_dry_run_of_any_kind_of_method_writes_nothing(tmp_path, method):
    churn = write_churn(tmp_path / "churn.csv")
    words = ["-t", "churned", "-n", "--method", method, "--ignore", "plan"]
    result = run("balance", churn, *words)
    assert result.returncode == 0, result.stderr
    assert ("before cleaning" in result.stdout) is (method in ("smoteenn", "tomek"))
    assert os.listdir(tmp_path) == ["churn.csv"]


def test_a_dry_run_finds_what_the_run_would_find_wrong(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    result = run("balance", churn, "-t", "churned", "-n", "--k", "16")
    assert result.returncode == 2
    assert "use --k 15" in result.stderr


def test_a_log_says_what_was_done_when_and_grows(tmp_path):
    churn, log = write_churn(tmp_path / "churn.csv"), tmp_path / "run.log"
    assert run("balance", churn, "-t", "churned", "-q", "--log", log).returncode == 0
    assert run("balance", churn, "-t", "churnd", "-fq", "--log", log).returncode == 2
    lines = log.read_text().splitlines()
    assert all(line[:2] == "20" and line[4] == "-" for line in lines)
    assert sum("INFO counterpoise" in line for line in lines) == 2
    assert any('"n_new": 48' in line for line in lines)
    assert "ERROR" in lines[-1]
    assert "did you mean 'churned'?" in lines[-1]


def test_a_log_that_cannot_be_written_is_told_before_the_work(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    result = run("balance", churn, "-t", "churned", "--log", tmp_path / "no" / "run.log")
    assert result.returncode == 2
    assert "run.log" in result.stderr
    assert os.listdir(tmp_path) == ["churn.csv"]


def test_a_log_on_a_full_device_does_not_cost_the_work(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    result = run("balance", churn, "-t", "churned", "-q", "--log", "/dev/full")
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "churn-balanced.csv").exists()


def test_where_the_test_rows_are_is_told(tmp_path):
    churn = write_churn(tmp_path / "churn.csv")
    result = run("balance", churn, "-t", "churned", "--split", "0.25")
    assert result.returncode == 0, result.stderr
    assert f"20 in {tmp_path / 'churn-test.csv'}" in result.stderr
