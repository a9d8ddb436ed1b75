"""A disk that fills up and a process that is killed, at many points; inputs cut and flipped."""

from __future__ import annotations

import gzip
import io
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from shared.command import Forks, common_forks, environment, write_churn
from shared.grids import examples, in_turn, part_of

HERE = Path(__file__).resolve().parent
NAMES = ["out.csv", "out.csv.gz", "out.csv.zst", "out.parquet", "out.arrow"]


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    return tmp_path_factory.mktemp("disk")


@pytest.fixture(scope="module")
def unlucky(tmp_path_factory, disk):
    library = tmp_path_factory.mktemp("shim") / "unlucky.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "unlucky.c", "-ldl"], check=True
    )
    command = Forks(LD_PRELOAD=str(library), UNLUCKY_FOLDER=f"{disk}/")
    yield command
    command.end()


@pytest.fixture(scope="module")
def command():
    return common_forks()


@pytest.fixture(scope="module")
def churn(tmp_path_factory):
    return write_churn(tmp_path_factory.mktemp("in") / "churn.csv", 3000, 500)


def clear(disk, name):
    for left in os.listdir(disk):
        os.unlink(disk / left)
    (disk / name).write_bytes(b"before")


def words(churn, output):
    return ("balance", churn, "-t", "churned", "--seed", "1", "-q", "--force", "-o", output)


def whole(unlucky, churn, disk, name):
    """Return what the output is when all goes well, and how many steps that takes."""
    clear(disk, name)
    answer = unlucky.run(*words(churn, disk / name), luck=["count", 0], steps=True)
    # One column of that table gives the class away, which even a quiet run says.
    assert answer["code"] == 0
    assert all(line.startswith("critical: ") for line in answer["told"].splitlines())
    assert os.listdir(disk) == [name]
    return (disk / name).read_bytes(), int(answer["out"].split()[1])


each_name = pytest.mark.parametrize("name", part_of(NAMES, ["out.csv.gz", "out.parquet"]))


@each_name
def test_a_disk_that_fills_up_anywhere_is_a_fault_and_leaves_the_old_output(
    unlucky, churn, disk, name
):
    size = len(whole(unlucky, churn, disk, name)[0])
    rng = random.Random(name)
    for space in [0, 1, size - 1, *(rng.randrange(size) for _ in range(4))]:
        clear(disk, name)
        answer = unlucky.run(*words(churn, disk / name), luck=["full", space])
        assert answer["code"] == 1, (space, answer)
        assert "the disk is full" in answer["told"]
        assert len(answer["told"].splitlines()) == 1
        assert os.listdir(disk) == [name]
        assert (disk / name).read_bytes() == b"before"


@each_name
def test_a_kill_at_any_step_leaves_the_old_output_or_the_new_one(unlucky, churn, disk, name):
    made, steps = whole(unlucky, churn, disk, name)
    assert steps >= 4  # open, write, sync, rename
    rng = random.Random(name)
    last = range(max(1, steps - 3), steps + 1)
    for step in sorted({1, 2, *last, *(rng.randint(1, steps) for _ in range(3))}):
        clear(disk, name)
        answer = unlucky.run(*words(churn, disk / name), luck=["kill", step])
        assert answer["code"] == -signal.SIGKILL
        assert (disk / name).read_bytes() in (b"before", made)
        left = [entry for entry in os.listdir(disk) if entry != name]
        assert all(entry.startswith(".") and entry.endswith(".part") for entry in left)


@pytest.mark.parametrize(
    "number", part_of([signal.SIGINT, signal.SIGTERM, signal.SIGKILL], [signal.SIGTERM])
)
def test_a_signal_at_a_random_time_leaves_the_old_output_or_the_new_one(churn, tmp_path, number):
    rng = random.Random(int(number))
    made = None
    for _ in range(4):
        output = tmp_path / "out.csv"
        output.write_bytes(b"before")
        arguments = [sys.executable, "-m", "counterpoise", *map(str, words(churn, output))]
        process = subprocess.Popen(arguments, env=environment(), stderr=subprocess.PIPE, text=True)
        try:
            _, told = process.communicate(timeout=rng.uniform(0.05, 1.5))
        except subprocess.TimeoutExpired:
            process.send_signal(number)
            _, told = process.communicate(timeout=60)
        # Before the first line of ours runs, Python itself tells an interrupt in its own way.
        assert "Traceback" not in told or "counterpoise/cli" not in told
        too_early = "KeyboardInterrupt" in told and "counterpoise" not in told
        assert process.returncode in (0, -number, 128 + number, *[1] * too_early), told
        if process.returncode == 0 or output.read_bytes() != b"before":
            made = made or output.read_bytes()
            assert output.read_bytes() == made
        if number != signal.SIGKILL:
            assert os.listdir(tmp_path) == ["out.csv"]


def inputs():
    """Return a table of numbers and text in each format."""
    rng = random.Random(0)
    lines = ["x,n,note,y"]
    for i in range(300):
        note = f'"{chr(97 + i % 5)}, {i % 3}"'
        lines.append(f"{rng.gauss(0, 1):.3f},{i % 7},{note},{'yes' if i < 60 else 'no'}")
    text = ("\n".join(lines) + "\n").encode()
    table = pa.csv.read_csv(io.BytesIO(text))
    columnar = io.BytesIO()
    pq.write_table(table, columnar, row_group_size=100, write_page_checksum=True)
    arrow, stream = io.BytesIO(), io.BytesIO()
    for sink, make in ((arrow, pa.ipc.new_file), (stream, pa.ipc.new_stream)):
        with make(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=64)
    return {
        "in.csv": text,
        "in.csv.gz": gzip.compress(text),
        "in.parquet": columnar.getvalue(),
        "in.arrow": arrow.getvalue(),
        "stream.arrow": stream.getvalue(),
    }


@pytest.mark.parametrize(
    ("name", "damage"),
    in_turn(["in.csv", "in.csv.gz", "in.parquet", "in.arrow", "stream.arrow"], ["cut", "flipped"]),
)
def test_a_damaged_input_is_balanced_whole_or_told_in_a_line(command, tmp_path, name, damage):
    data = inputs()[name]
    rng = random.Random(name + damage)
    for _ in range(examples(25)):
        if damage == "cut":
            spoiled = data[: rng.randrange(len(data))]
        else:
            changed = bytearray(data)
            for _ in range(rng.choice([1, 1, 1, 8])):
                changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            spoiled = bytes(changed)
        path = tmp_path / name
        path.write_bytes(spoiled)
        output = tmp_path / "out.csv"
        answer = command.run("balance", path, "-t", "y", "-q", "--seed", "1", "-o", output)
        assert answer["code"] in (0, 2), (answer, spoiled)
        assert "Traceback" not in answer["told"]
        assert len(answer["told"].splitlines()) == (answer["code"] == 2), answer
        expected = {name} | ({"out.csv"} if answer["code"] == 0 else set())
        assert set(os.listdir(tmp_path)) == expected
        output.unlink(missing_ok=True)


def test_an_input_that_vanishes_before_it_is_read_is_told(command, tmp_path):
    answer = command.run("balance", tmp_path / "gone.parquet", "-t", "y")
    assert answer["code"] == 2
    assert "gone.parquet' does not exist" in answer["told"]
    assert os.listdir(tmp_path) == []


def test_a_link_to_nowhere_is_told(command, tmp_path):
    (tmp_path / "in.csv").symlink_to(tmp_path / "gone.csv")
    answer = command.run("balance", tmp_path / "in.csv", "-t", "y")
    assert answer["code"] == 2
    assert "does not exist" in answer["told"]


def test_an_input_that_is_replaced_meanwhile_is_whole_or_told(churn, tmp_path):
    """The path is another file each time it is opened; what comes out is of one of them."""
    path, other = tmp_path / "in.csv", tmp_path / "other.csv"
    output = tmp_path / "out.csv"
    shutil.copy(churn, path)
    write_churn(other, 300, 50)
    process = subprocess.Popen(
        [sys.executable, "-m", "counterpoise", *map(str, words(path, output))],
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None:
        shutil.copy(churn, tmp_path / "new.csv")
        os.replace(tmp_path / "new.csv", path)
    told = process.stderr.read()
    assert process.returncode in (0, 2), told
    if process.returncode == 0:
        assert output.read_bytes().startswith(churn.read_bytes())
    else:
        assert not output.exists()
