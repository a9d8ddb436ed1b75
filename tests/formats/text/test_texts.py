"""Texts of every kind: what our readers find is what slow and obvious ones find."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from counterpoise import InvalidInputError
from counterpoise.files import Place, balance_file, read_file
from counterpoise.formats.reading import open_source, read_whole
from shared.grids import examples, in_turn

# Many inputs, and a file for each: a table that lasts one example needs no folder of its own.
QUICK = settings(
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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


def rows_of(batch):
    return zip(*batch.to_pydict().values(), strict=True)


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
        found = [row for batch in source.batches() for row in rows_of(batch)]
        lines = [line for table in source.lines() for line in table.column(0).to_pylist()]
        chosen = np.random.default_rng(seed).random(len(rows)) < 0.5
        picked = [
            row for batch, _ in source.picked(range(len(names)), chosen) for row in rows_of(batch)
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
        assert read_file(str(path), names[-1], delimiter=",", missing=[]).table.n_rows == len(rows)


def test_any_delimited_text_is_balanced_or_refused_with_what_is_wrong(tmp_path):
    """Whatever bytes come: the rows of the slow reader come out as they are, or one error."""
    pieces = st.sampled_from(
        [
            b"a",
            b"b",
            b"1",
            b"2.5",
            b",",
            b"\n",
            b"\r",
            b'"',
            b'""',
            b"\\",
            b"\xef\xbb\xbf",
            b" ",
            b";",
        ]
    )

    @settings(QUICK, max_examples=examples(30))
    @given(body=st.lists(pieces, max_size=40).map(b"".join), block=st.integers(1, 40))
    def check(body, block):
        path = tmp_path / "t.csv"
        rows = b"".join(b"%d,%s,k\n" % (i % 4, b"ab"[i % 2 : i % 2 + 1]) for i in range(12))
        path.write_bytes(b"x,y,z\n" + rows + b"1,a," + body)
        text = path.read_bytes().decode()
        slow = Slow(text)
        try:
            output = balance_file(
                str(path), target="y", k=1, seed=0, force=True, block_bytes=block, missing=[]
            ).output
        except InvalidInputError:
            return
        assert not slow.is_open
        assert not slow.is_half_open
        assert {len(row) for row in slow.records} == {3}
        with open(output, newline="", encoding="utf-8") as file:
            after = file.read()
        assert after.startswith(text.rstrip("\r\n"))
        again = Slow(after).records
        assert again[: len(slow.records)] == slow.records
        known = {row[2] for row in slow.records[1:]}
        assert {row[2] for row in again[len(slow.records) :]} <= known
        classes = {row[1] for row in slow.records[1:]}
        assert {row[1] for row in again[len(slow.records) :]} <= classes

    check()


CODECS = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "utf-7", "latin-1", "cp1252", "cp437", "cp037", "mac-roman", "koi8-r", "iso8859-15", "cp1251",
    "shift-jis", "cp932", "euc-jp", "iso-2022-jp", "gb2312", "gbk", "gb18030", "hz", "big5",
    "big5hkscs", "cp949", "euc-kr", "johab", "iso-2022-kr", "cp1258", "tis-620", "ptcp154",
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "marked"), in_turn(CODECS, [False, True]))
def test_rows_in_any_encoding_come_out_byte_for_byte(tmp_path, encoding, marked):
    kinds = [k for k in ("é", "日本", "я", "|~", "€", "ｱ", "β", "b") if _can(encoding, k)]
    rows = [f"{i * 7 % 13},{kinds[i % len(kinds)]},{i % 4 > 0}" for i in range(48)]
    text = "x,kind,y\n" + "".join(row + "\n" for row in rows)
    mark = "\ufeff" if marked and _can(encoding, "\ufeff") else ""
    data = (mark + text).encode(encoding)
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    output = balance_file(str(path), target="y", seed=0, encoding=encoding, block_bytes=57).output
    with open(output, "rb") as file:
        after = file.read()
    assert after.startswith(data)
    new = after.decode(encoding)[len(data.decode(encoding)) :].splitlines()
    assert len(new) == 24
    assert {row.split(",")[1] for row in new} <= set(kinds)


def _can(encoding, text):
    with contextlib.suppress(UnicodeError):
        return text.encode(encoding).decode(encoding) in (text, "")
    return False


def test_any_bytes_in_any_encoding_come_out_as_they_went_in_or_are_refused(tmp_path):
    @QUICK
    @given(
        values=st.lists(st.binary(max_size=6), min_size=1, max_size=6),
        encoding=st.sampled_from([c for c in CODECS if _plain(c)]),
        block=st.integers(1, 50),
    )
    @example([b"\xfa\x54"], "cp932", 50)  # one of two ways to write a character
    @example([b"\x1b(B\x1b(B"], "iso-2022-jp", 3)
    @example([b"+AGE-"], "utf-7", 50)
    def check(values, encoding, block):
        values = [v for v in values if not set(v) & set(b',\r\n"\0')]
        rows = [b"%d,%s,%s\n" % (i, b"ab"[i % 2 : i % 2 + 1], v) for i, v in enumerate(values * 3)]
        data = b"x,y,kind\n" + b"0,a,k\n0,a,k\n0,b,k\n2,b,k\n3,b,k\n" + b"".join(rows)
        path = tmp_path / "t.csv"
        path.write_bytes(data)
        asked = {"target": "y", "k": 1, "seed": 0, "force": True, "encoding": encoding}
        with contextlib.suppress(InvalidInputError):
            output = balance_file(str(path), block_bytes=block, **asked).output
            with open(output, "rb") as file:
                assert file.read().startswith(data)

    check()


def _plain(encoding):
    return "a,1\n".encode(encoding) == b"a,1\n"


@pytest.mark.parametrize(
    "encoding", ["rot13", "zlib", "base64", "hex", "bz2", "quopri", "punycode", "undefined", "nix"]
)
def test_what_is_no_encoding_of_text_is_refused(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(b"x,y\n1,a\n2,b\n")
    with pytest.raises(InvalidInputError, match="encoding"):
        read_file(str(path), "y", encoding=encoding)


def test_a_line_that_its_encoding_writes_in_another_way_is_told(tmp_path):
    rows = b"x,kind,y\n" + b"1,a,yes\n2,b,no\n" * 6
    path = tmp_path / "t.csv"
    path.write_bytes(rows + b"3,\xfa\x54,no\n4,b,no\n")
    with pytest.raises(InvalidInputError, match=r"line 14: cp932 would not write this line"):
        balance_file(str(path), target="y", encoding="cp932")
    # What is written as columns need not be written in that encoding.
    balance_file(str(path), str(tmp_path / "t.parquet"), target="y", encoding="cp932", k=1)
    assert read_file(str(path), "y", encoding="cp932").table.n_rows == 14


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([2**53 + 1, -(2**63), 2**63, 10**25, 1.5, 1e300, 5e-324, -0.0, 1e22]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "a", "NA", "2024-1-5", "1", 'q"\\', "é\u2028\n", "\ufeff"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=3,
)
OBJECTS = st.dictionaries(st.sampled_from(["p", "q", "r", ""]), VALUES, max_size=4)


@QUICK
@example(
    [{"p": None, "q": 1}, {"p": None, "q": {"a": 2**63}}],
    None, ["\n"] * 10, True, True, 1, ["1"], "",
)  # fmt: skip
@given(
    objects=st.lists(OBJECTS, max_size=10),
    spaced=st.sampled_from([None, (",", ":"), (" , ", " : ")]),
    endings=st.lists(st.sampled_from(["\n", "\r\n", " \n", "\n \n", "\n\n"]), min_size=10),
    ended=st.booleans(),
    ascii_only=st.booleans(),
    block=st.integers(1, 200),
    missing=st.sampled_from([None, ["NA"], ["a", "1", "-1", "1.5"]]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_lines_of_json_are_what_a_slow_reader_finds(
    tmp_path, objects, spaced, endings, ended, ascii_only, block, missing, mark
):
    lines = [json.dumps(o, separators=spaced, ensure_ascii=ascii_only) for o in objects]
    text = "".join(line + end for line, end in zip(lines, endings, strict=False))
    text = text if ended else text.rstrip()
    names = list(dict.fromkeys(name for each in objects for name in each))
    path = tmp_path / "t.jsonl"
    path.write_bytes((mark + text).encode())
    asked = {"missing": missing, "block_bytes": block}
    if len(names) < 2:
        with pytest.raises(InvalidInputError), open_source(Place.of(str(path)), names, **asked):
            pass
        return
    with open_source(Place.of(str(path)), names, **asked) as source:
        assert sorted(source.names) == sorted(names)
        names = source.names
        batches = list(source.batches())
        columns = {n: [v for b in batches for v in b.column(n).to_pylist()] for n in names}
        out = [line for table in source.lines() for line in table.column(0).to_pylist()]
        kinds = {field.name: field.type for field in source.schema}
    assert b"".join(out).rstrip() == text.encode().rstrip()
    assert [json.loads(line) for line in out] == objects
    numbers = {pa.int64(): {int, float}}
    for name in names:
        values = [_without(each.get(name), missing or ()) for each in objects]
        found = columns[name]
        assert [v is None for v in found] == [v is None for v in values]
        sorts = {type(v) for v in values if v is not None}
        if sorts & {list, dict}:
            assert not pa.types.is_primitive(kinds[name])  # carried along, not looked at
        elif kinds[name] == pa.float64():
            assert found == [None if v is None else float(v) for v in values]
        elif any(sorts <= alike for alike in ({str}, {bool}, numbers.get(kinds[name], set()))):
            assert found == values
        else:  # of several kinds, or beyond what numbers hold: what is written
            assert found == [
                None if v is None else json.dumps(v, ensure_ascii=False) for v in values
            ]
            assert len(sorts) > 1 or max(map(abs, filter(None, values))) >= 2**53


def _without(value, missing):
    said = isinstance(value, str) and value in missing
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        None
        if said or (number and value in {float(m) for m in missing if m[-1].isdigit()})
        else value
    )


def table(label=("yes", "no"), n=40, rare=10, kind=lambda i: "abc"[i % 3], x=None):
    """Return the lines of a small table with a rare class."""
    lines = ["x,n,kind,y\n"]
    for i in range(n):
        number = f"{i * 7 % 13 + i / 8:.2f}" if x is None else x(i)
        lines.append(f"{number},{i * 5 % 9},{kind(i)},{label[0] if i < rare else label[1]}\n")
    return lines


def put(tmp_path, lines, name="t.csv"):
    path = tmp_path / name
    path.write_bytes("".join(lines).encode())
    return str(path)


def new_records(path, **asked):
    """Balance a file and return the fields of its new rows."""
    output = balance_file(path, **{"target": "y", "seed": 0, "force": True, **asked}).output
    with open(path, newline="", encoding="utf-8") as file:
        before = file.read()
    with open(output, newline="", encoding="utf-8") as file:
        after = file.read()
    assert after.startswith(before)
    return [line.split(",") for line in after[len(before) :].splitlines()]


EVERY_READER = {
    "streaming": lambda path: balance_file(path, target="y", force=True),
    "in blocks": lambda path: balance_file(path, target="y", force=True, block_bytes=999),
    "in memory": lambda path: balance_file(path, target="y", force=True, scale="robust"),
    "dividing": lambda path: balance_file(path, target="y", force=True, split=0.2),
    "sampling": lambda path: balance_file(path, target="y", force=True, sample=100),
    "to columns": lambda path: balance_file(path, path + ".parquet", target="y", force=True),
    "inspecting": lambda path: read_file(path, "y"),
}


@pytest.mark.parametrize("reader", EVERY_READER)
def test_a_quote_left_open_far_from_the_end_is_told_with_its_row(tmp_path, reader):
    lines = table(n=14_000, rare=2000)
    lines[4001] = '1.5,2,"a,yes\n'
    path = put(tmp_path, lines)
    assert len("".join(lines[4001:])) > 2**17
    with pytest.raises(InvalidInputError, match=r"row 4001 \(line 4002\): a quote is opened and n"):
        EVERY_READER[reader](path)
    lines[6001] = '1.5,2,"b",yes\n'  # it would close there, and take 2,000 rows with it
    path = put(tmp_path, lines)
    with pytest.raises(InvalidInputError, match=r"row 4001 \(line 4002\): a quote is opened and c"):
        EVERY_READER[reader](path)
    assert {p.name for p in tmp_path.iterdir()} == {"t.csv"}


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.jsonl"])
def test_a_record_without_end_is_refused_with_its_row_before_it_takes_memory(tmp_path, name):
    lines = table()
    lines[12] = f"1,1,{'z' * 3000},no\n"
    what = r"row 12 \(line 13\)"
    if name.endswith("jsonl"):
        rows = [dict(zip("xnky", line.strip().split(","), strict=True)) for line in lines[1:]]
        lines = [json.dumps(row) + "\n" for row in rows]
        what = "line 12"
    path = tmp_path / name
    data = "".join(lines).encode()
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    told = f"{what}: the record is longer than 0.001907 MiB.*--longest-record"
    for block in (100, 10**6):
        asked = {"target": "y", "block_bytes": block, "longest_record": 2000 / 2**20, "force": True}
        with pytest.raises(InvalidInputError, match=told):
            balance_file(str(path), **asked)
        balance_file(str(path), **(asked | {"longest_record": 4000 / 2**20}))
    for wrong in (0, -1, 513, float("nan")):
        with pytest.raises(InvalidInputError, match="longest_record"):
            read_file(str(path), "y", longest_record=wrong)


LABELS = [
    ("+1", "-1"),
    (" 1", "0"),
    ("1e0", "0"),
    ("1.00", "2.0"),
    ("5/1/2024", "16/1/2024"),
    ("2024-1-05", "2024-01-06"),
    ("5/1/24", "6/1/24"),
    ('5" pipe', "4"),
    ('"a \\"b\\" c"', "d"),
    ("yes ", "no"),
    ("0x1F", "0x2A"),
    ("١", "٢"),
]


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("asked", [{}, {"scale": "robust"}, {"block_bytes": 50}])
def test_new_rows_have_the_labels_that_originals_have(tmp_path, labels, asked):
    new = new_records(put(tmp_path, table(labels)), **asked)
    assert {",".join(row[3:]) for row in new} == {labels[0]}


def test_a_class_of_several_spellings_is_one_and_has_the_commonest(tmp_path):
    lines = table(("1", "0"))
    lines[1:9] = [line.replace(",1\n", ",+1\n") for line in lines[1:5]] + [
        line.replace(",1\n", ", 1\n") for line in lines[5:9]
    ]
    lines[9] = lines[9].replace(",1\n", ",+1\n")
    path = put(tmp_path, lines)
    for asked in ({}, {"scale": "robust"}, {"block_bytes": 40}):
        assert balance_file(path, target="y", force=True, **asked).balance.before == {0: 30, 1: 10}
        assert {row[3] for row in new_records(path, **asked)} == {"+1"}
    assert set(read_file(path, "y").y.to_pylist()) == {0, 1}


@pytest.mark.parametrize("values", [("+1", "-1"), ("1e0", "0e0"), ("1.0", "0"), (" 1", " 0")])
def test_two_numbers_that_are_categories_stay_as_they_are_written(tmp_path, values):
    new = new_records(put(tmp_path, table(kind=lambda i: values[i % 2])))
    assert {row[2] for row in new} <= set(values)


def test_numbers_keep_their_plus(tmp_path):
    new = new_records(put(tmp_path, table(x=lambda i: f"{i * 7 % 13 - 6 + i / 8:+.2f}")))
    assert all(re.fullmatch(r"[+-]\d+\.\d\d", row[0]) for row in new)
    path = put(tmp_path, table(x=lambda i: f"{i * 7 % 130:+d}" if i % 3 else "999"))
    new = new_records(path, missing=["999"])
    assert all(re.fullmatch(r"\+\d+|999", row[0]) for row in new)
    assert "999" in {row[0] for row in new}


@pytest.mark.parametrize(
    ("dates", "pattern"),
    [
        (["3/1/2024", "12/15/2024", "7/4/2023"], r"[1-9]\d?/[1-9]\d?/202\d"),
        (["2024-3-1", "2024-12-15"], r"202\d-[1-9]\d?-[1-9]\d?"),
        (["03/01/2024", "12/15/2024"], r"\d\d/\d\d/\d{4}"),
        (["3/1/2024 9:05", "12/15/2024 17:45"], r"[1-9]\d?/[1-9]\d?/202\d [1-9]?\d:\d\d"),
    ],
)
def test_dates_keep_or_lack_the_zeros_that_originals_have(tmp_path, dates, pattern):
    new = new_records(put(tmp_path, table(x=lambda i: dates[i % len(dates)])))
    assert all(re.fullmatch(pattern, row[0]) for row in new)
    assert len({row[0] for row in new}) > 1


def test_years_of_two_digits_are_no_years_of_the_first_century(tmp_path):
    new = new_records(put(tmp_path, table(x=lambda i: ["03/04/24", "05/06/23"][i % 2])))
    assert {row[0] for row in new} <= {"03/04/24", "05/06/23"}


@pytest.mark.parametrize("kind", ['5" pipe', '"say \\"hi\\""', '"a"b', 'a "b" c'])
def test_odd_quotes_of_a_category_stay_as_they_are_written(tmp_path, kind):
    new = new_records(put(tmp_path, table(kind=lambda i: kind if i % 3 else "b")))
    assert kind in {row[2] for row in new} <= {kind, "b"}


def test_a_mark_within_the_text_is_part_of_it(tmp_path):
    lines = [line.replace(",n,", ",n\ufeff,") for line in table(kind=lambda i: "\ufeffa"[i % 2 :])]
    lines[1:] = ["\ufeff" + line for line in lines[1:]]
    path = put(tmp_path, lines)
    for block in range(1, 60, 7):
        new = new_records(path, block_bytes=block)
        assert {row[2] for row in new} <= {"\ufeffa", "a"}


def test_a_header_within_the_table_is_told(tmp_path):
    lines = table()
    path = put(tmp_path, [*lines, *lines])
    with pytest.raises(InvalidInputError, match=r"row 41 \(line 42\) is the header again"):
        balance_file(path, target="y", block_bytes=100)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_marker_can_be_a_class(tmp_path, form):
    lines = table(("NA", "DE"), x=lambda i: "NA" if i % 9 == 8 else f"{i * 7 % 13}.5")
    if form == "jsonl":
        rows = [line.strip().split(",") for line in lines[1:]]
        lines = [
            json.dumps({"x": None if x == "NA" else float(x), "kind": kind, "y": y}) + "\n"
            for x, _, kind, y in rows
        ]
    path = put(tmp_path, lines, f"t.{form}")
    if form == "csv":
        with pytest.raises(InvalidInputError, match="missing in 10 of 40 rows"):
            balance_file(path, target="y")
    told = balance_file(path, target="y", missing=[], force=True).balance
    assert told.after == {"DE": 30, "NA": 30}
    assert [r.role for r in told.columns if r.name == "x"] == ["numeric"]
    raw = read_file(path, "y", missing=[])
    assert set(raw.y.to_pylist()) == {"NA", "DE"}
    with pytest.raises(InvalidInputError, match="missing in 10 of 40 rows"):
        balance_file(path, target="y", missing=["NA"], force=True)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_means_missing_can_be_said(tmp_path, form):
    lines = table(
        kind=lambda i: ["unknown", "a", "NA"][i % 3],
        x=lambda i: "-999" if i % 4 == 0 else f"{i * 7 % 13}.5",
    )
    if form == "jsonl":
        rows = [line.strip().split(",") for line in lines[1:]]
        lines = [
            json.dumps({"x": float(x), "n": "unknown" if int(n) > 6 else int(n), "kind": k, "y": y})
            + "\n"
            for x, n, k, y in rows
        ]
    path = put(tmp_path, lines, f"t.{form}")
    with open_source(Place.of(path), missing=["unknown", "-999"], target="y") as source:
        read = read_whole(source)
    assert read["x"].null_count == 10
    assert pc.min(read["x"]).as_py() == 0.5
    assert set(read["kind"].to_pylist()) == {None, "a", "NA"}
    assert pa.types.is_integer(read["n"].type)
    for asked in ({}, {"scale": "robust"}, {"block_bytes": 70}):
        told = balance_file(path, target="y", missing=["unknown", "-999"], force=True, **asked)
        assert {r.name: r.role for r in told.balance.columns}["x"] == "numeric"
    if form == "csv":
        new = new_records(path, missing=["unknown", "-999"])
        assert all(row[0] == "-999" or 0.5 <= float(row[0]) <= 12.5 for row in new)


def test_what_means_missing_is_not_asked_of_columnar_files(tmp_path):
    path = put(tmp_path, table())
    columns = balance_file(path, str(tmp_path / "t.parquet"), target="y").output
    with pytest.raises(InvalidInputError, match="a missing value is null"):
        read_file(columns, "y", missing=["?"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[" * 300 + "]" * 300, "line 3: lists or objects are nested more than 200 deep"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "line 3: lists or objects are nested more than 200"),
        ("[" * 200_000, "line 3: lists or objects are nested more than 200 deep"),
        ("1e400", "line 3 holds 1e400, which is larger than a number can be"),
        ('"\\ud800"', "line 3: an escape"),
        ('1, "x": 2', "line 3 has the key 'x' twice"),
    ],
)
def test_json_that_cannot_be_read_is_told_with_its_line(tmp_path, value, message):
    rows = [f'{{"x": {i}, "v": {i % 3}, "y": "{"ab"[i % 4 > 0]}"}}\n' for i in range(40)]
    rows[2] = rows[2].replace('"v": 2', f'"v": {value}')
    path = put(tmp_path, rows, "t.jsonl")
    for block in (50, 10**7):
        with pytest.raises(InvalidInputError, match=message):
            balance_file(path, target="y", block_bytes=block)


@pytest.mark.parametrize("value", ["[" * 150 + "]" * 150, '{"a": [1, true, "b"]}', "NaN", "-0.0"])
def test_unusual_json_is_carried_along(tmp_path, value):
    rows = [f'{{"x": {i / 4}, "v": {value}, "y": "{"ab"[i % 4 > 0]}"}}\n' for i in range(40)]
    path = put(tmp_path, rows, "t.jsonl")
    output = balance_file(path, target="y", block_bytes=90).output
    with open(output) as file:
        assert file.read().startswith("".join(rows))


def test_a_last_line_of_json_that_ends_in_a_carriage_return_stays_a_line(tmp_path):
    rows = [json.dumps({"x": i / 4, "y": "ab"[i % 4 > 0]}) for i in range(40)]
    path = put(tmp_path, ["\n".join(rows), "\r"], "t.jsonl")
    for mark in (None, "new"):
        output = balance_file(path, target="y", force=True, mark=mark).output
        with open(output, newline="") as file:
            assert len([json.loads(line) for line in file.read().split("\n") if line]) == 60
