"""Whatever a file holds, it cannot steer the terminal of who looks at it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from rich.table import Table
from rich.text import Text

from counterpoise.cli.terminal import Terminal, plain
from counterpoise.cli.visible import say_lines, visible
from shared.command import environment, run_here

EVIL = "\x1b[31m\x07\x9b2J\u202e\x00"


@pytest.fixture
def evil(tmp_path, monkeypatch):
    """Return a table whose labels, values and names of columns and of itself are evil."""
    monkeypatch.chdir(tmp_path)
    evil = EVIL.replace("\x00", "")
    lines = [f"x{evil},{evil}word,y{evil}"]
    lines += [f"{i},w{i % 3}{evil},{'no' if i % 4 else 'yes'}{evil}" for i in range(80)]
    path = tmp_path / f"t{evil}.csv"
    path.write_text("\n".join(lines) + "\n")
    return path.name, f"y{evil}"


def harmless(text):
    return not any(c in text for c in "\x1b\x07\x9b\u202e\x00\r")


def test_controls_and_marks_of_direction_are_escaped_and_letters_are_not():
    assert visible(EVIL + "\n\udcff") == r"\x1b[31m\x07\x9b2J\u202e\x00\n\xff"
    for text in ("Größe", "日本語", "👩\u200d🔬", "می\u200cخواهم"):
        assert visible(text) == text


@pytest.mark.parametrize(
    "words",
    [
        ("balance", "--dry-run"),
        ("balance", "--mark", "new"),
        ("balance", "--categorical", "nope"),
        ("balance", "--method", f"smo{EVIL}"),
        ("balance", "--ratio", EVIL),
        ("balance", "-o", f"no{EVIL}/x.csv"),
        ("inspect",),
        ("inspect", "--ignore", f"{EVIL},a"),
        ("compare", "--folds", "2", "--repeats", "1", "--trials", "1", "--models", "naive-bayes"),
        ("compare", "--positive", "nobody"),
        ("compare", "-q", "--resume", "."),
    ],
)
def test_nothing_that_is_printed_steers_the_terminal(evil, words):
    path, target = evil
    command, *rest = words
    rest += ["--jobs", "1"] if command == "compare" else []
    result = run_here(command, path, "-t", target, *rest)
    assert harmless(result.stdout), result.stdout
    assert harmless(result.stderr), result.stderr
    assert result.stdout + result.stderr


def test_json_and_data_hold_what_the_table_holds(evil):
    path, target = evil
    result = run_here("balance", path, "-t", target, "--json", "-o", "out.csv")
    assert json.loads(result.stdout)["target"] == target
    with open("out.csv", newline="") as file:
        assert file.readline().rstrip("\n").endswith(target)


def test_a_log_has_a_line_for_each_thing_told(evil):
    path, target = evil
    run_here("balance", path, "-t", target, "-q", "--log", "run.log", "-o", "a\nb/c.csv")
    with open("run.log", encoding="utf-8") as file:
        lines = file.read().split("\n")
    assert all(harmless(line) for line in lines)
    assert all(line[:2] == "20" for line in lines[:-1])


def test_a_config_does_not_steer_the_terminal(evil):
    with open("run.toml", "w") as file:
        file.write('[balance]\n"\\u001b[2J" = 1\n')
    result = run_here("balance", "--config", "run.toml")
    assert (result.exit_code, harmless(result.stderr)) == (2, True)
    assert r"\x1b[2J" in result.stderr


def test_a_console_escapes_what_was_forgotten_and_keeps_its_own_colours():
    stream = io.StringIO()
    console = Terminal(file=stream, force_terminal=True, color_system="standard", width=60)
    table = Table("head\x1b]0;title\x07")
    table.add_row(Text("cell\x1b[2J", "red"))
    console.print(table, Text("\u202etext"), EVIL, markup=False)
    told = stream.getvalue()
    assert "\x1b[31mcell\\x1b[2J" in told
    assert not any(bad in told for bad in ("\x1b]0", "\x07", "\x1b[2J", "\u202e", "\x9b"))


def test_a_name_of_two_lines_is_shown_in_one():
    assert plain("a\nerror: b").plain == r"a\nerror: b"


def test_what_a_terminal_cannot_encode_is_escaped():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", newline="\n")
    say_lines("Größe → 日", stream)
    Terminal(file=stream, width=60).print("Größe → 日")
    stream.flush()
    assert stream.buffer.getvalue().decode("latin-1") == "Größe \\u2192 \\u65e5\n" * 2


def test_a_name_that_is_not_utf8_is_told_recorded_and_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for extension in (".csv", ".csv.gz", ".parquet", ".arrow"):
        name = os.fsdecode(b"in\xff")
        with open(name + ".csv", "w") as file:
            file.write("x,y\n" + "".join(f"{i * 7 % 11},{'ab'[i % 4 == 0]}\n" for i in range(40)))
        words = (
            "balance",
            name + ".csv",
            "-t",
            "y",
            "-f",
            "-q",
            "--ratio",
            0.5,
            "--log",
            name + ".log",
        )
        result = run_here(*words, "-o", name + "2" + extension, "--report", name + ".html")
        assert result.exit_code == 0, result.output
        again = run_here("balance", name + "2" + extension, "-t", "y", "-f", "--json")
        assert again.exit_code == 0, again.output
        assert json.loads(again.stdout)["input"] == name + "2" + extension
        assert run_here("inspect", name + "2" + extension, "-t", "y").exit_code == 0


@pytest.mark.parametrize("name", ["http:x", "s3:x", "file:x", "a b%20c", "-x", "~", "k=5"])
@pytest.mark.parametrize("extension", [".csv.gz", ".parquet", ".arrow"])
def test_a_name_that_looks_like_something_else_is_a_name(tmp_path, monkeypatch, name, extension):
    monkeypatch.chdir(tmp_path)
    with open("in.csv", "w") as file:
        file.write("x,y\n" + "".join(f"{i * 7 % 11},{'ab'[i % 4 == 0]}\n" for i in range(40)))
    path = name + extension
    words = ("balance", "-t", "y", "-q", "--seed", 1)
    result = run_here(*words, "--ratio", 0.5, "-o", path, "--", "in.csv")
    assert result.exit_code == 0, result.output
    result = run_here(*words, "-o", "again.csv", "--", path)
    assert result.exit_code == 0, result.output
    assert sorted(os.listdir(tmp_path)) == sorted([path, "again.csv", "in.csv"])


@pytest.mark.parametrize(
    ("closed", "words", "code", "message"),
    [
        (0, ["balance", "-", "-t", "y"], 2, "standard input is closed"),
        (1, ["balance", "in.csv", "-t", "y", "-o", "-"], 2, "standard output is closed"),
        (2, ["balance", "in.csv", "-t", "y", "-f"], 0, ""),
    ],
)
def test_a_standard_stream_that_is_closed_is_told(tmp_path, closed, words, code, message):
    lines = "".join(f"{i * 7 % 11},{'ab'[i % 4 == 0]}\n" for i in range(40))
    (tmp_path / "in.csv").write_text("x,y\n" + lines)
    result = subprocess.run(
        [sys.executable, "-m", "counterpoise", *words],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: os.close(closed),
    )  # fmt: skip
    assert result.returncode == code, result.stderr
    assert message in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) <= 1
