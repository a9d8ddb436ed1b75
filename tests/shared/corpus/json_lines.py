"""JSON lines as logs, databases, exports and programs write them."""

from __future__ import annotations

import gzip
import json

from shared.corpus.case import N_RARE, Case, N, columns, cycle
from shared.corpus.delimited import unpacks_to_more, unzstd, zstd

PLAIN = columns()


def objects(**more):
    """Return the plain table as objects; keys that are given stand before the target."""
    given = {name: values for name, values in more.items() if name not in PLAIN}
    table = {
        "x": more.get("x", [float(v) for v in PLAIN["x"]]),
        "n": more.get("n", [int(v) for v in PLAIN["n"]]),
        "kind": more.get("kind", PLAIN["kind"]),
        **given,
        "y": more.get("y", PLAIN["y"]),
    }
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def lines(rows=None, *, newline="\n", encoding="utf-8", **options):
    rows = objects() if rows is None else rows
    return "".join(json.dumps(row, **options) + newline for row in rows).encode(encoding)


def raw(key, *values):
    """Return lines in which a key's value stands as it is written."""
    pieces = [values[i % len(values)] for i in range(N)]
    rows = [json.dumps(row)[:-1] for row in objects()]
    return "".join(
        f'{row}, "{key}": {piece}}}\n' for row, piece in zip(rows, pieces, strict=True)
    ).encode()


def without(key, every):
    rows = objects()
    for i, row in enumerate(rows):
        if i % every == 0:
            del row[key]
    return lines(rows)


def late_key():
    rows = objects()
    del rows[0]["n"]
    return lines(rows)


def with_line(position, line):
    every = lines().splitlines(keepends=True)
    return b"".join([*every[:position], line, *every[position:]])


def new_objects(before, after):
    assert after.startswith(before)
    return [json.loads(line) for line in after[len(before) :].splitlines()]


def new_are(name, check):
    def checked(before, after):
        new = new_objects(before, after)
        assert new
        wrong = [row[name] for row in new if not check(row[name])]
        assert wrong == []

    return checked


def escaped(before, after):
    new_objects(before, after)
    assert after.isascii()


def unescaped(before, after):
    new_objects(before, after)
    assert b"\\u" not in after


def as_compact(before, after):
    new_objects(before, after)
    assert b" " not in after


def spaced_alike(before, after):
    new_objects(before, after)
    assert after.count(b'{"x" : ') == after.count(b"\n")


def windows(before, after):
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")


def marked(before, after):
    told = [json.loads(line) for line in after.splitlines()]
    assert [row.pop("is new") for row in told] == [False] * N + [True] * (N - 2 * N_RARE)
    assert told[:N] == [json.loads(line) for line in before.splitlines()]


DAYS = [f"2024-{1 + i % 9:02d}-{1 + i % 28:02d}" for i in range(N)]
TIMES = [f"2024-03-{1 + i % 28:02d}T10:{i:02d}:07.250Z" for i in range(N)]

JSON = [
    Case("plain.jsonl", lines, roles={"x": "numeric", "n": "numeric", "kind": "category"}),
    Case("other-name.ndjson", lines),
    Case("compact.jsonl", lambda: lines(separators=(",", ":")), check=as_compact),
    Case("spaced.jsonl", lambda: lines(separators=(" , ", " : ")), check=spaced_alike),
    Case("windows.jsonl", lambda: lines(newline="\r\n"), check=windows),
    Case("unended.jsonl", lambda: lines()[:-1]),
    Case("blank-lines.jsonl", lambda: lines().replace(b"\n", b"\n\n", 5)),
    Case("space-lines.jsonl", lambda: lines().replace(b"\n", b"\n   \n", 5)),
    Case("bom.jsonl", lambda: b"\xef\xbb\xbf" + lines(), check=lambda a, b: None),
    Case(
        "utf-16.jsonl",
        lambda: b"\xff\xfe" + lines(encoding="utf-16-le"),
        check=lambda before, after: after.decode("utf-16").startswith(before.decode("utf-16")),
    ),
    Case(
        "gzip.jsonl.gz",
        lambda: gzip.compress(lines()),
        check=unpacks_to_more(gzip.decompress),
    ),
    Case("zstd.ndjson.zst", lambda: zstd(lines()), check=unpacks_to_more(unzstd)),
    Case("missing-key.jsonl", lambda: without("n", 4), roles={"n": "numeric"}),
    Case("late-key.jsonl", late_key, roles={"n": "numeric"}),
    Case("nulls.jsonl", lambda: lines(objects(x=[None, 1.5, 2.5, 0.5] * 10))),
    Case("only-nulls.jsonl", lambda: lines(objects(c=[None] * N)), roles={"c": "ignored"}),
    Case("empty-objects.jsonl", lambda: lines([{}]), error="only empty objects"),
    Case("no-target.jsonl", lambda: without("y", 7), error="missing in 6 of 40 rows"),
    Case(
        "nested.jsonl",
        lambda: lines(objects(c=[{"a": i, "b": [i]} for i in range(N)])),
        roles={"c": "ignored"},
        check=new_are("c", lambda v: v is None),
    ),
    Case(
        "lists of all kinds.jsonl",
        lambda: lines(objects(c=cycle([1, "a", None], [], [{"a": 1}], [[2]]))),
        roles={"c": "ignored"},
        check=new_are("c", lambda v: v is None),
    ),
    Case(
        "sometimes nested.jsonl",
        lambda: lines(objects(c=cycle(1, {"a": 2}, "b"))),
        roles={"c": "ignored"},
    ),
    Case(
        "mixed.jsonl",
        lambda: lines(objects(zip=cycle(12345, "0123A", 99999))),
        roles={"zip": "category"},
        check=new_are("zip", lambda v: v in (12345, "0123A", 99999)),
    ),
    Case(
        "escapes.jsonl",
        lambda: lines(objects(kind=cycle("é", "\U0001f642", 'say "x"\n'))),
        check=escaped,
    ),
    Case(
        "unescaped.jsonl",
        lambda: lines(objects(kind=cycle("é", "\U0001f642", "b")), ensure_ascii=False),
        check=unescaped,
    ),
    Case("escaped-key.jsonl", lambda: raw("gr\\u00f6\\u00dfe", "1", "2", "3"), check=escaped),
    Case("odd-keys.jsonl", lambda: raw('a\\"b\\\\c', "1", "2", "3")),
    Case("empty-key.jsonl", lambda: raw("", "1", "2", "3"), roles={"": "category"}),
    Case("half-a-character.jsonl", lambda: raw("c", '"\\ud83d"'), error="line 1: an escape"),
    Case(
        "bools.jsonl",
        lambda: lines(objects(c=cycle(True, False, True))),
        roles={"c": "category"},
        check=new_are("c", lambda v: isinstance(v, bool)),
    ),
    Case(
        "whole-numbers.jsonl",
        lambda: lines(),
        check=new_are("n", lambda v: isinstance(v, int) and 0 <= v <= 8),
    ),
    Case(
        "whole-floats.jsonl",
        lambda: raw("c", "1.0", "3.0", "7.0"),
        check=new_are("c", lambda v: isinstance(v, float) and v.is_integer()),
    ),
    Case(
        "two-decimals.jsonl",
        lambda: raw("c", "1.25", "3.5", "7.75"),
        check=new_are("c", lambda v: round(v, 2) == v),
    ),
    Case("one-then-a-float.jsonl", lambda: raw("c", "1", "2.5"), roles={"c": "numeric"}),
    Case("exponents.jsonl", lambda: raw("c", "1e-7", "3E-7", "7.5e-8"), roles={"c": "numeric"}),
    Case("huge-integers.jsonl", lambda: raw("c", str(2**70), "5"), roles={"c": "category"}),
    Case(
        "large-integers.jsonl",
        lambda: raw("c", str(2**60 + 1), str(2**60 + 9), str(2**60 + 5)),
        check=new_are("c", lambda v: 2**60 < v < 2**60 + 10),
    ),
    Case("not-a-number.jsonl", lambda: raw("c", "NaN", "1.5", "2.5", "3.5")),
    Case("infinity.jsonl", lambda: raw("c", "Infinity", "1.5", "2.5"), error="inf in row 0"),
    Case(
        "days.jsonl",
        lambda: lines(objects(c=DAYS)),
        roles={"c": "numeric"},
        check=new_are("c", lambda v: "2024-01-01" <= v <= "2024-09-28"),
    ),
    Case(
        "moments.jsonl",
        lambda: lines(objects(c=TIMES)),
        roles={"c": "numeric"},
        check=new_are("c", lambda v: len(v) == len(TIMES[0]) and v.endswith("Z")),
    ),
    Case("some-days.jsonl", lambda: lines(objects(c=[*DAYS[:-1], "soon"])), roles={"c": "ignored"}),
    Case("numbers-as-texts.jsonl", lambda: raw("c", '"1"', '"2"'), roles={"c": "category"}),
    Case("bool-target.jsonl", lambda: lines(objects(y=[i < N_RARE for i in range(N)]))),
    Case("number-target.jsonl", lambda: lines(objects(y=[int(i < N_RARE) for i in range(N)]))),
    Case("mark.jsonl", lines, ("--mark", "is new"), check=marked),
    Case("long-line.jsonl", lambda: lines(objects(c=["z" * 3_000_000, *["a", "b", "c"] * 13]))),
    Case(
        "many-keys.jsonl", lambda: lines(objects(**{f"c{j}": cycle(1, 2, 4) for j in range(600)}))
    ),
    Case("cut.jsonl", lambda: lines()[:-20], error="line 40, column"),
    Case("bad-line.jsonl", lambda: with_line(7, b'{"x": 1,\n'), error="line 8, column 9: no JSON"),
    Case("python.jsonl", lambda: with_line(3, b"{'x': 1}\n"), error="line 4, column 2: no JSON"),
    Case("trailing-comma.jsonl", lambda: with_line(3, b'{"x": 1,}\n'), error="line 4, column"),
    Case("two-in-a-line.jsonl", lambda: with_line(5, b'{"x": 1} {"x": 2}\n'), error="line 6"),
    Case("a-number.jsonl", lambda: with_line(5, b"17\n"), error="line 6 holds a number"),
    Case("a-list.jsonl", lambda: b"[1, 2]\n" + lines(), error="line 1 holds a list"),
    Case("one-array.jsonl", lambda: json.dumps(objects()).encode(), error="jq -c '.[]'"),
    Case("pretty.jsonl", lambda: lines(indent=2), error="line 1, column"),
    Case("twice.jsonl", lambda: with_line(5, b'{"x": 1, "x": 2}\n'), error="key 'x' twice"),
    Case(
        "deep.jsonl", lambda: raw("c", "[" * 5000 + "]" * 5000), error="nested more than 200 deep"
    ),
    Case(
        "latin-1.jsonl",
        lambda: lines(objects(kind=cycle("é")), ensure_ascii=False, encoding="latin-1"),
        error="line 1: byte 0xe9",
    ),
    Case("csv.jsonl", lambda: b"x,y\n1,2\n", error="line 1, column 1: no JSON"),
    Case("empty.jsonl", b"", error="is empty"),
    Case("named.json", lines, ("--input-format", "jsonl", "--format", "jsonl")),
    Case("unnamed.json", lines, error="--input-format jsonl"),
]

CASES = JSON
