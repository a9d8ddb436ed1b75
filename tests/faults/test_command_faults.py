"""What the command leaves behind when the world fails it: a message, an exit code, whole files."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from counterpoise.engines.stream import balancing
from shared.command import arguments, environment, run, run_here, write_churn
from shared.grids import part_of

# Holds the process in the middle of writing, so that it can be shot there.
_SLOW_WRITE = """
import time
import counterpoise.engines.stream.balancing as balancing
from counterpoise.cli import main
def slow(output, sink, *rest):
    sink._put(b"half a tab")
    sink._file.flush()
    print("writing", flush=True)
    time.sleep(60)
balancing.write_rows = slow
main()
"""


# Numbers from linux/capability.h and linux/prctl.h.
_DAC_OVERRIDE, _DAC_READ_SEARCH, _DROP_FROM_BOUNDING_SET = 1, 2, 24


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


@pytest.fixture
def output(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("what was there before")
    return path


def shoot(number, churn, output):
    """Send a signal while the output is being written; return the finished process's words."""
    words = ["balance", str(churn), "-t", "churned", "-o", str(output), "--force"]
    process = subprocess.Popen(
        [sys.executable, "-c", _SLOW_WRITE, *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "writing\n"
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    return process.returncode, told


@pytest.mark.parametrize(
    ("number", "code"),
    part_of([(signal.SIGINT, 130), (signal.SIGTERM, 143)], [(signal.SIGINT, 130)]),
)
def test_an_interrupt_leaves_the_output_as_it_was_and_nothing_else(churn, output, number, code):
    found, told = shoot(number, churn, output)
    assert found == code
    assert "nothing was written" in told
    assert "Traceback" not in told
    assert output.read_text() == "what was there before"
    assert sorted(os.listdir(churn.parent)) == ["churn.csv", "out.csv"]


def test_a_kill_leaves_the_output_as_it_was(churn, output):
    found, _ = shoot(signal.SIGKILL, churn, output)
    assert found == -signal.SIGKILL
    assert output.read_text() == "what was there before"


@pytest.mark.parametrize("delay", part_of([0.3, 1.0], [1.0]))
def test_a_kill_at_any_time_leaves_a_whole_output_or_the_old_one(churn, output, delay):
    whole = churn.with_name("whole.csv")
    words = ("-t", "churned", "--seed", "1", "--force", "-q")
    assert run("balance", churn, *words, "-o", whole).returncode == 0
    process = subprocess.Popen(arguments("balance", churn, *words, "-o", output), env=environment())
    time.sleep(delay)
    process.kill()
    process.wait()
    assert output.read_bytes() in (b"what was there before", whole.read_bytes())


@pytest.mark.parametrize(
    "name", part_of(["out.csv", "out.csv.gz", "out.parquet", "out.arrow"], ["out.parquet"])
)
def test_a_file_that_may_not_grow_is_a_fault_and_leaves_nothing(churn, name):
    result = run(
        "balance", churn, "-t", "churned", "-o", churn.with_name(name), "-q",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (256, 256)),
    )  # fmt: skip
    assert result.returncode == 1
    assert "larger than is allowed" in result.stderr
    assert "Traceback" not in result.stderr
    assert os.listdir(churn.parent) == ["churn.csv"]


def test_a_full_device_is_a_fault(churn):
    result = run("balance", churn, "-t", "churned", "-o", "/dev/full", "--format", "csv")
    assert result.returncode == 1
    assert "the disk is full" in result.stderr


def obey_permissions():
    """Give up root's right to open anything, so that a child of root meets what a user meets."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            if libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


@pytest.mark.parametrize("what", ["folder", "input"])
def test_what_may_not_be_opened_is_told(tmp_path, what):
    churn = write_churn(tmp_path / "churn.csv")
    if what == "folder":
        tmp_path.chmod(0o555)
    else:
        churn.chmod(0)
    target = tmp_path / "out.csv" if what == "folder" else "-"
    result = run("balance", churn, "-t", "churned", "-o", target, preexec_fn=obey_permissions)
    tmp_path.chmod(0o755)
    assert result.returncode == 2
    assert "Permission denied" in result.stderr.replace("permission", "Permission")
    assert os.listdir(tmp_path) == ["churn.csv"]


def test_nobody_reading_on_is_no_drama(tmp_path):
    churn = write_churn(tmp_path / "churn.csv", 20000, 4000)
    command = subprocess.Popen(
        arguments("balance", churn, "-t", "churned", "-o", "-", "-q"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    command.stdout.read(10)
    command.stdout.close()
    told = command.stderr.read().decode()
    assert command.wait(timeout=60) == 141
    assert told == ""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "does not exist"),
        ("folder.csv", "folder", "is a folder"),
        ("one.csv", b"x,churned\n1,no\n2,no\n", "one class only, 'no'"),
        ("few.csv", b"x,churned\n1,no\n2,no\n3,yes\n", "class 'yes' has 1 row"),
        ("ragged.csv", b"x,churned\n1,no\n2,no,3\n", "row 2 (line 3): 3 fields where the header"),
        ("latin.csv", b"x,churned\n1,\xe9\n", "--encoding latin-1"),
        ("bad.parquet", b"PAR1 and no more", "truncated, damaged or of another format"),
        ("bad.csv.gz", b"\x1f\x8b\x08 and no more", "truncated or damaged"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(tmp_path, name, content, message):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    before = os.listdir(tmp_path)
    result = run("balance", path, "-t", "churned")
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert os.listdir(tmp_path) == before


def test_a_fault_of_ours_is_short_and_its_traceback_there_for_the_asking(churn, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("boom")

    monkeypatch.setattr(balancing, "grow_in_batches", broken)
    words = ("balance", churn, "-t", "churned")
    short, long = run_here(*words), run_here(*words, "--debug")
    assert (short.exit_code, long.exit_code) == (1, 1)
    assert "unexpected RuntimeError: boom" in short.stderr
    assert "Traceback" not in short.stderr
    assert "Traceback" in long.stderr
