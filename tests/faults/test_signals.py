"""A signal in the middle of the work leaves nothing behind, and nothing half done."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from counterpoise.cli.signals import Ended, ending_by_signals
from counterpoise.engines.stream import balancing
from counterpoise.formats import hidden
from shared.command import environment, run_here, write_churn

ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGXCPU]


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv", 3000, 500)


@pytest.fixture
def unraised(monkeypatch):
    """Return what is raised where nobody can catch it, as in destructors."""
    found = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: found.append(told.exc_value))
    return found


def shot(monkeypatch, number):
    """Let the process shoot itself when half of the output has been written."""

    def write(output, sink, *rest):
        for table in output.originals():
            sink.write(table.slice(0, 1000))
        os.kill(os.getpid(), number)

    monkeypatch.setattr(balancing, "write_rows", write)


@pytest.mark.parametrize("number", ENDING)
@pytest.mark.parametrize("name", ["o.csv", "o.csv.gz", "o.csv.zst", "o.parquet", "o.arrow"])
def test_an_interrupted_output_is_removed_in_silence(churn, monkeypatch, unraised, name, number):
    shot(monkeypatch, number)
    result = run_here("balance", churn, "-t", "churned", "-q", "-o", churn.with_name(name))
    assert result.exit_code == 128 + number
    assert result.stderr.count("\n") == 1
    assert "nothing was written" in result.stderr
    assert os.listdir(churn.parent) == ["churn.csv"]
    del result
    gc.collect()
    assert unraised == []


def test_a_folder_a_report_and_a_test_are_removed_as_well(churn, monkeypatch):
    shot(monkeypatch, signal.SIGHUP)
    words = ("--split", "0.2", "--test-output", churn.with_name("test.parquet"), "--report")
    words = (*words, churn.with_name("page.html"), "--partition-by", "plan", "-o")
    result = run_here("balance", churn, "-t", "churned", "-q", *words, churn.with_name("parts"))
    assert result.exit_code == 129, result.output
    assert os.listdir(churn.parent) == ["churn.csv"]


def test_a_reader_of_standard_output_cannot_take_half_of_a_file_for_the_whole(churn, monkeypatch):
    """Writers of Parquet write an end that makes half a file whole when they are destroyed."""
    shot(monkeypatch, signal.SIGTERM)
    result = run_here("balance", churn, "-t", "churned", "-q", "-o", "-", "--format", "parquet")
    gc.collect()
    assert result.exit_code == 143
    assert not result.stdout_bytes.endswith(b"PAR1") or len(result.stdout_bytes) == 4


def test_signals_that_are_ignored_stay_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_by_signals():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            os.kill(os.getpid(), signal.SIGHUP)  # would raise, were it not ignored
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_what_they_were_afterwards():
    before = [signal.getsignal(number) for number in ENDING]
    with pytest.raises(Ended), ending_by_signals():
        os.kill(os.getpid(), signal.SIGQUIT)
    assert [signal.getsignal(number) for number in ENDING] == before


def test_a_second_signal_ends_at_once_and_leaves_nothing(tmp_path):
    code = (
        "import os, signal, sys, time\n"
        "from counterpoise.cli.signals import ending_by_signals\n"
        "from counterpoise.formats.hidden import removed_afterwards\n"
        "with ending_by_signals(), removed_afterwards(sys.argv[1]):\n"
        "    open(sys.argv[1], 'w').close()\n"
        "    try: os.kill(os.getpid(), signal.SIGINT)\n"
        "    except KeyboardInterrupt: os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)\n"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "part")]
    result = subprocess.run(words, env=environment(), timeout=60, check=False)
    assert (result.returncode, os.listdir(tmp_path)) == (143, [])


STUCK = {
    "a thread that never ends": "threading.Thread(target=threading.Event().wait).start(); sleep()",
    "tidying up that never ends": "\n    try: sleep()\n    finally: threading.Event().wait()",
    "a call that looks for no signal": (
        "work = lambda: hashlib.pbkdf2_hmac('sha256', b'', b'', 1 << 30)\n"
        "    try: print(flush=True); work()\n"
        "    finally: work()"
    ),
    "a reader of errors that never reads": (
        "os.set_blocking(2, False)\n"
        "    with contextlib.suppress(OSError):\n"
        "        while True: os.write(2, bytes(1 << 16))\n"
        "    os.set_blocking(2, True)\n"
        "    try: sleep()\n"
        "    finally: os.write(2, bytes(1))"
    ),
}


@pytest.mark.parametrize("stuck", STUCK)
def test_a_process_that_is_stuck_ends_as_well(tmp_path, stuck):
    code = (
        "import contextlib, hashlib, os, sys, threading, time\n"
        "from counterpoise.cli.signals import end_within, ending_by_signals\n"
        "from counterpoise.formats.hidden import removed_afterwards\n"
        "def sleep(): print(flush=True); time.sleep(60)\n"
        "end_within(0.3)\n"
        "with ending_by_signals(), removed_afterwards(sys.argv[1]):\n"
        "    open(sys.argv[1], 'w').close()\n"
        f"    {STUCK[stuck]}\n"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "part")]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=environment(), stdout=pipe, stderr=pipe) as process:
        process.stdout.readline()
        process.terminate()
        assert process.wait(timeout=30) == 143
        told = process.stderr.read()
    assert os.listdir(tmp_path) == []
    if "call" in stuck or "tidying" in stuck:
        assert told == b"error: ended by SIGTERM: nothing was written\n"


def test_an_interpreter_that_is_stuck_at_its_end_is_ended_by_the_system():
    code = (
        "import os, signal, time\n"
        "from counterpoise.cli import signals\n"
        "class Stuck:\n"
        "    def __del__(self): sleep(60)\n"
        "sleep, stuck = time.sleep, Stuck()\n"
        "try:\n"
        "    with signals.ending_by_signals(): os.kill(os.getpid(), signal.SIGTERM); sleep(9)\n"
        "except signals.Ended: signals.last_resort(1)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment(), timeout=30, check=False
    )
    assert result.returncode == -signal.SIGALRM


def test_no_step_of_waiting_for_a_thread_is_torn():
    """Torn at some of them, `threading` and `queue` leave a lock that nobody gives back."""
    words = [sys.executable, str(Path(__file__).with_name("torn.py"))]
    result = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)
    lines = result.stdout.splitlines()
    assert (result.returncode, len(lines)) == (0, 2), result.stdout + result.stderr
    assert all(" steps " in line and int(line.split()[-1]) > 20 for line in lines), lines


def ask():
    os.kill(os.getpid(), signal.SIGTERM)


def caught():
    with contextlib.suppress(BaseException):
        ask()


def destroyed():
    class Asking:
        def __del__(self):
            ask()

    Asking()


@pytest.mark.parametrize("lose", [caught, destroyed])
def test_an_exception_that_gets_lost_is_raised_again(monkeypatch, lose):
    monkeypatch.setattr(sys, "unraisablehook", lambda told: None)
    begun = time.monotonic()
    with pytest.raises(Ended), ending_by_signals():
        (lose(), time.sleep(30))
    assert time.monotonic() - begun < 20


def test_a_wait_of_the_main_thread_is_interrupted():
    timer = threading.Timer(0.3, ask)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(Ended), ending_by_signals():
        threading.Event().wait(30)
    assert time.monotonic() - begun < 20


def test_a_signal_while_a_name_is_taken_is_raised_after_that(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    (new / "made").touch()
    rename = os.rename

    def ask_between(one, other):
        rename(one, other)
        if os.fspath(one) == os.fspath(old):
            ask()

    monkeypatch.setattr(os, "rename", ask_between)
    with pytest.raises(Ended), ending_by_signals():
        (hidden.take_name(str(new), str(old)), time.sleep(30))
    assert os.listdir(old) == ["made"]
    assert os.listdir(tmp_path) == ["old"]


def test_what_an_interrupt_kept_from_being_removed_is_removed_in_the_end(churn, monkeypatch):
    shot(monkeypatch, signal.SIGTERM)
    remove, asked = hidden._remove, []

    def torn(path):
        if not asked:
            asked.append(path)
            raise Ended(signal.SIGTERM)
        remove(path)

    monkeypatch.setattr(hidden, "_remove", torn)
    result = run_here("balance", churn, "-t", "churned", "-q", "-o", churn.with_name("o.csv"))
    assert result.exit_code == 143
    assert len(asked) == 1
    assert os.listdir(churn.parent) == ["churn.csv"]


def test_what_was_whole_is_not_removed_while_it_has_another_name(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    (old / "precious").touch()
    rename = os.rename

    def shot_between(one, other):
        if os.fspath(one) == os.fspath(new):
            assert not hidden.remove_for_good()
            raise KeyboardInterrupt
        rename(one, other)

    monkeypatch.setattr(os, "rename", shot_between)
    with contextlib.suppress(KeyboardInterrupt):
        hidden.take_name(str(new), str(old))
    assert os.listdir(old) == ["precious"]
    assert sorted(os.listdir(tmp_path)) == ["new", "old"]


@pytest.mark.parametrize("name", ["o.csv", "parts"])
def test_nobody_reads_a_hidden_file_who_may_not_read_the_whole_one(churn, monkeypatch, name):
    output, seen = churn.with_name(name), []
    if name == "parts":
        output.mkdir(0o700)
    else:
        output.touch(0o600)

    def look(output, sink, *rest):
        found = [entry for entry in os.scandir(churn.parent) if entry.name.startswith(".")]
        seen.extend(stat.S_IMODE(entry.stat().st_mode) & 0o077 for entry in found)
        write(output, sink, *rest)

    write = balancing.write_rows
    monkeypatch.setattr(balancing, "write_rows", look)
    words = ["--partition-by", "plan"] if name == "parts" else []
    before = stat.S_IMODE(output.stat().st_mode)
    result = run_here("balance", churn, "-t", "churned", "-q", "-f", "-o", output, *words)
    assert result.exit_code == 0, result.output
    assert seen == [0]
    assert stat.S_IMODE(output.stat().st_mode) == before


def test_files_of_a_folder_stay_as_private_as_those_they_replace(churn):
    output = churn.with_name("parts")
    words = ("balance", churn, "-t", "churned", "-q", "-f", "--partition-by", "plan", "-o", output)
    assert run_here(*words).exit_code == 0
    files = sorted(output.rglob("*.parquet"))
    for file in files:
        file.chmod(0o600)
    assert run_here(*words).exit_code == 0
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_new_output_has_the_permissions_that_the_umask_gives(churn):
    before = os.umask(0o027)
    try:
        assert run_here("balance", churn, "-t", "churned", "-q").exit_code == 0
    finally:
        os.umask(before)
    mode = churn.with_name("churn-balanced.csv").stat().st_mode
    assert stat.S_IMODE(mode) == 0o640


def test_a_replaced_file_keeps_its_group(churn):
    output = churn.with_name("o.csv")
    output.touch(0o640)
    if os.geteuid() == 0:
        os.chown(output, 1234, 4321)
    before = output.stat()
    assert run_here("balance", churn, "-t", "churned", "-q", "-f", "-o", output).exit_code == 0
    after = output.stat()
    assert (after.st_uid, after.st_gid, after.st_mode) == (
        before.st_uid,
        before.st_gid,
        before.st_mode,
    )


@pytest.mark.parametrize("name", ["n" * 251 + ".csv", "ä" * 125 + ".csv", "日" * 83 + ".csv"])
def test_an_output_may_have_as_long_a_name_as_the_disk_takes(churn, name):
    output = churn.with_name(name)
    result = run_here("balance", churn, "-t", "churned", "-q", "-o", output)
    assert result.exit_code == 0, result.output
    assert output.exists()
