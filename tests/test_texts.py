"""Texts of every kind: what our readers find is what slow and obvious ones find."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import json
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from counterpoise import InvalidInputError
from counterpoise.files import Place, balance_file, read_file
from counterpoise.files.reading import open_source

# Many inputs, and a file for each: a table that lasts one example needs no folder of its own.
QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class Slow:
    """A delimited text, read a character at a time.

    Attributes
    ----------
    records : list of list of str
        The fields of each record, blank lines left out.
    is_open : bool
        Whether a quote is never closed.
    is_half_open : bool
        Whether quotes that hold a line break end in the middle of a field.
    """

    text: str
    delimiter: str = ","
    records: list[list[str]] = field(default_factory=list)
    is_open: bool = False
    is_half_open: bool = False

    def __post_init__(self):
        position = 0
        while position < len(self.text):
            if self.text[position] in "\r\n":
                position += 1
                continue
            record, goes_on = [], True
            while goes_on:
                value, position = self._field(position)
                record.append(value)
                goes_on = self.text[position : position + 1] == self.delimiter
                position += 1
            self.records.append(record)

    def _field(self, position):
        inner = ""
        quoted = self.text[position : position + 1] == '"'
        if quoted:
            position += 1
            while True:
                if position == len(self.text):
                    self.is_open = True
                    return inner, position
                if self.text[position : position + 2] == '""':
                    inner, position = inner + '"', position + 2
                elif self.text[position] == '"':
                    position += 1
                    break
                else:
                    inner, position = inner + self.text[position], position + 1
        rest = ""
        while position < len(self.text) and self.text[position] not in self.delimiter + "\r\n":
            rest, position = rest + self.text[position], position + 1
        broken = quoted and rest.strip(" \t") and ("\n" in inner or "\r" in inner)
        self.is_half_open |= bool(broken) and not inner.endswith("\\")
        return inner + rest, position


def by_the_standard_library(text):
    return [record for record in csv.reader(io.StringIO(text, newline="")) if record]


def written(records):
    """Return records as texts, with any line breaks between them."""
    return "".join(",".join(fields) + ending for fields, ending in records)


PLAIN = st.text(alphabet="ab1. é\ufeff\\'\u2028\x0b", max_size=4)
QUOTED = st.text(alphabet='ab",\n\r é\\', max_size=5).map(
    lambda v: '"' + v.replace('"', '""') + '"'
)
ODD = st.sampled_from(['5" x', 'a"b', '"a"b', '"a" ', ' "a"', '"a""b"c', '"\n"x', '"', '"a'])
FIELD = st.one_of(PLAIN, PLAIN, QUOTED, QUOTED, ODD)
ENDING = st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r\n"])
RECORDS = st.integers(2, 3).flatmap(
    lambda n: st.lists(st.tuples(st.lists(FIELD, min_size=n, max_size=n), ENDING), max_size=12)
)


@QUICK
@given(
    records=RECORDS,
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    ended=st.booleans(),
    block=st.integers(1, 60),
    seed=st.integers(0, 9),
)
@example([(["1", '"a'], "\n"), (["2", "b"], "\n")], b"", True, 7, 0)
@example([(["1", '"a'], "\n"), (["2", '"b"'], "\n")], b"", True, 7, 0)
@example([(["p", "q"], "\n"), (["1", "\ufeff"], "\n")], b"", True, 1, 0)
def test_a_delimited_text_is_what_a_slow_reader_finds(tmp_path, records, mark, ended, block, seed):
    text = "p,q,r"[: 2 * len(records[0][0]) - 1] + "\n" if records else ""
    text += written(records)
    text = text if ended else text.rstrip("\r\n")
    slow = Slow(text)
    assert slow.is_open or slow.records == by_the_standard_library(text)
    names, *rows = slow.records or [[]]
    good = len(rows) and all(len(row) == len(names) for row in rows) and names not in rows
    good = good and not slow.is_open and not slow.is_half_open
    path = tmp_path / "t.csv"
    path.write_bytes(mark + text.encode())
    asked = {"delimiter": ",", "missing": [], "block_bytes": block}
    if not good:
        with pytest.raises(InvalidInputError), open_source(Place.of(str(path)), names, **asked):
            pass
        return
    with open_source(Place.of(str(path)), names, **asked) as source:
        assert source.names == names
        found = [row for batch in source.batches() for row in zip(*batch.to_pydict().values())]
        lines = [line for table in source.lines() for line in table.column(0).to_pylist()]
        chosen = np.random.default_rng(seed).random(len(rows)) < 0.5
        picked = [
            row
            for batch, _ in source.picked(range(len(names)), chosen)
            for row in zip(*batch.to_pydict().values())
        ]
        first_line = source.first_line()
        assert source.byte_order_mark == mark
    expected = [tuple(v if v.strip() else None for v in row) for row in rows]
    assert found == expected
    assert picked == [row for row, take in zip(expected, chosen, strict=True) if take]
    assert len(lines) == len(rows)
    whole = first_line + b"".join(lines)
    assert whole.rstrip(b"\r\n") == text.encode().rstrip(b"\r\n")
    assert whole.endswith((b"\n", b"\r"))
    for line, row in zip(lines, rows, strict=True):
        assert Slow(line.decode()).records == [row]
    with contextlib.suppress(InvalidInputError):  # of a target that cannot be one
        assert read_file(str(path), names[-1], delimiter=",", missing=[]).sheet.n_rows == len(rows)
