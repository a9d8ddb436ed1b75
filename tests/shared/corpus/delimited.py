"""CSV and TSV as spreadsheets, databases, devices and people write them."""

from __future__ import annotations

import gzip
import uuid

import pyarrow as pa

from shared.corpus.case import N_RARE, Case, N, columns, cycle, text


def rows(k):
    """Return the plain text's header and first k rows."""
    return b"".join(text().splitlines(keepends=True)[: k + 1])


def quoted_all():
    table = columns()
    return text({f'"{n}"': [f'"{v}"' for v in c] for n, c in table.items()})


def with_line(position, line):
    lines = text().splitlines(keepends=True)
    return b"".join([*lines[:position], line, *lines[position:]])


def constant_stays(before, after):
    values = {line.split(b",")[3] for line in after.splitlines()[1:]}
    assert values == {b"7"}


def zstd(data):
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def unpacks_to_more(unpack):
    def check(before, after):
        assert unpack(after).startswith(unpack(before))

    return check


def unzstd(data):
    with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
        return stream.read()


def dates(pattern):
    import datetime as dt

    start = dt.datetime(2024, 1, 20, 13, 5, 7, 250_000)
    return [(start + dt.timedelta(days=11 * i, minutes=i)).strftime(pattern) for i in range(N)]


DIALECTS = [
    Case("plain.csv", text, roles={"x": "numeric", "n": "numeric", "kind": "category"}),
    Case("semicolons.csv", lambda: text(delimiter=";")),
    Case("tabs.tsv", lambda: text(delimiter="\t")),
    Case("tabs.csv", lambda: text(delimiter="\t"), roles={"x": "numeric"}),
    Case("tabs-said.txt", lambda: text(delimiter="\t"), ("--delimiter", "tab")),
    Case("bars.txt", lambda: text(delimiter="|"), roles={"x": "numeric"}),
    Case("carets.csv", lambda: text(delimiter="^"), ("--delimiter", "^")),
    Case("windows.csv", lambda: text(newline="\r\n")),
    Case("old-mac.csv", lambda: text(newline="\r")),
    Case("unended.csv", lambda: text()[:-1]),
    Case("bom.csv", lambda: b"\xef\xbb\xbf" + text(), roles={"x": "numeric"}),
    Case("utf-16-le.csv", lambda: b"\xff\xfe" + text(encoding="utf-16-le"), roles={"x": "numeric"}),
    Case("utf-16-be.csv", lambda: b"\xfe\xff" + text(encoding="utf-16-be"), roles={"x": "numeric"}),
    Case(
        "latin-1.csv",
        lambda: text(kind=cycle("é", "ü", "b"), encoding="latin-1"),
        ("--encoding", "latin-1"),
        new={"kind": "[éüb]"},
    ),
    Case(
        "cp1252.csv",
        lambda: text(kind=cycle("€", "£", "b"), encoding="cp1252"),
        ("--encoding", "cp1252"),
    ),
    Case("unsaid latin-1.csv", lambda: text(kind=cycle("é"), encoding="latin-1"), error="latin-1"),
    Case(
        "marked utf-16 that is said.csv",
        lambda: b"\xff\xfe" + text(encoding="utf-16-le"),
        ("--encoding", "utf-16-le"),
    ),
    Case("no-text-encoding.csv", text, ("--encoding", "rot13"), error="'rot13' is none of a"),
    Case(
        "two ways of writing.csv",
        lambda: text(kind=cycle("a", "b")) + b"1,1,\xfa\x54,no\n",
        ("--encoding", "cp932"),
        error="line 42: cp932 would not write this line with the bytes",
    ),
    Case(
        "unknown-encoding.csv",
        text,
        ("--encoding", "klingon"),
        error="'klingon' is not known",
    ),
    Case(
        "newlines-in-quotes.csv",
        lambda: text(kind=cycle('"two\nlines"', "a", "b")),
        roles={"kind": "category"},
    ),
    Case("delimiters-in-quotes.csv", lambda: text(kind=cycle('"a, b"', '"say ""hi"""', "c"))),
    Case(
        "commas within semicolons.csv",
        lambda: text(kind=cycle("a,b,c", "d,e", "f"), delimiter=";"),
        roles={"x": "numeric"},
    ),
    Case("all-quoted.csv", quoted_all, new={"kind": "[abc]"}),
    Case("stray-quote.csv", lambda: text(kind=cycle('5" pipe', "a", "b"))),
    Case("apostrophes.csv", lambda: text(kind=cycle("'a'", "'b'"))),
    Case("odd-breaks.csv", lambda: text(kind=cycle("a\x0bb", "c\x0cd", "e f"))),
    Case("emoji.csv", lambda: text(**{"größe 🙂": cycle("1", "2", "3")})),
    Case(
        "trailing-delimiters.csv", lambda: text(columns() | {"": [""] * N}), roles={"": "ignored"}
    ),
    Case("blank-lines.csv", lambda: text().replace(b"\n", b"\n\n", 5)),
    Case(
        "backslash-quotes.csv",
        lambda: text(kind=cycle('"say \\"hi\\""', "a")),
        new={"kind": r"say \\hi\\\"\"|a"},
    ),
    Case("backslashes.csv", lambda: text(kind=cycle("C:\\dir", "a\\", "b"))),
    Case("huge-field.csv", lambda: text(note=["z" * 2_000_000, *["a", "b", "c"] * 13])),
    Case("wide.csv", lambda: text(**{f"c{j}": cycle("1", "2", "4") for j in range(1500)})),
    Case(
        "gzip.csv.gz",
        lambda: gzip.compress(text()),
        check=unpacks_to_more(gzip.decompress),
    ),
    Case("zstd.csv.zst", lambda: zstd(text()), check=unpacks_to_more(unzstd)),
    Case("capital letters.CSV", text),
    Case("same-name-twice.csv", lambda: text().replace(b"x,n,", b"x,x,")),
]

VALUES = [
    Case(
        "decimal-commas.csv",
        lambda: text(x=[v.replace(".", ",") for v in columns()["x"]], delimiter=";"),
        roles={"x": "numeric"},
        new={"x": r"\d+,\d{2}"},
    ),
    Case(
        "thousands.csv",
        lambda: text(cost=[f'"{1 + i % 7},{i * 37 % 900 + 100}.50"' for i in range(N)]),
        roles={"cost": "ignored", "x": "numeric"},
        new={"cost": ""},
    ),
    Case(
        "missing-markers.csv",
        lambda: text(x=cycle("1.5", "NA", "2.5", "", "3.5", "N/A", "4.0", "NaN")),
        roles={"x": "numeric"},
    ),
    Case(
        "question-marks.csv",
        lambda: text(x=cycle("1.5", "?", "2.5", "4.0")),
        new={"x": r"\d\.\d|\?"},
    ),
    Case("None as text.csv", lambda: text(kind=cycle("None", "a")), new={"kind": "None|a"}),
    Case(
        "leading-zeros.csv",
        lambda: text(zip=cycle("01234", "00501", "90210")),
        roles={"zip": "category"},
        new={"zip": "01234|00501|90210"},
    ),
    Case(
        "20-digits.csv",
        lambda: text(account=[f"{10**19 + 7919 * i * i}" for i in range(N)]),
        roles={"account": "ignored"},
        new={"account": ""},
    ),
    Case("17-digits.csv", lambda: text(big=[f"{10**16 + i * i}" for i in range(N)])),
    Case(
        "point-zero.csv",
        lambda: text(n=[f"{i * 5 % 9}.0" for i in range(N)]),
        roles={"n": "numeric"},
        new={"n": r"\d\.0"},
    ),
    Case(
        "padded decimals.csv",
        lambda: text(x=[f"{i * 7 % 13}.{i % 10}0" for i in range(N)]),
        new={"x": r"\d+\.\d\d"},
    ),
    Case(
        "padded-numbers.csv",
        lambda: text(x=[f"  {i * 7 % 13 + i / 8:.2f} " for i in range(N)]),
        roles={"x": "numeric"},
    ),
    Case(
        "signs.csv",
        lambda: text(x=[f"{(i * 7 % 13) - 6:+.1f}" for i in range(N)]),
        roles={"x": "numeric"},
    ),
    Case(
        "exponents.csv", lambda: text(x=[f"{i + 1}e-5" for i in range(N)]), roles={"x": "numeric"}
    ),
    Case("hexadecimal.csv", lambda: text(h=cycle("0x1F", "0x2A")), roles={"h": "category"}),
    Case("percents.csv", lambda: text(p=cycle("12%", "7%")), roles={"p": "category"}),
    Case("currency.csv", lambda: text(p=cycle("$5.00", "$7.50")), roles={"p": "category"}),
    Case(
        "booleans.csv",
        lambda: text(b=cycle("True", "FALSE", "true", "false")),
        roles={"b": "category"},
        new={"b": "True|FALSE|true|false"},
    ),
    Case(
        "zero-one.csv",
        lambda: text(b=cycle("0", "1", "1")),
        roles={"b": "category"},
        new={"b": "[01]"},
    ),
    Case("bounded.csv", text, new={"n": "[0-8]"}),
    Case("constant.csv", lambda: text(c=["7"] * N), new={"c": "7"}, check=constant_stays),
    Case("empty-column.csv", lambda: text(e=[""] * N), roles={"e": "ignored"}, new={"e": ""}),
    Case(
        "one-value-there.csv",
        lambda: text(e=["3.5", *[""] * (N - 1)]),
        roles={"e": "numeric"},
        new={"e": "|3.5"},
    ),
    Case(
        "ids.csv",
        lambda: text(id=[str(100 + i) for i in range(N)]),
        roles={"id": "ignored"},
        new={"id": ""},
    ),
    Case(
        "pandas-index.csv",
        lambda: text({"": [str(i) for i in range(N)], **columns()}),
        roles={"": "ignored"},
        new={"": ""},
    ),
    Case(
        "uuids.csv",
        lambda: text(key=[str(uuid.UUID(int=i**9)) for i in range(N)]),
        roles={"key": "ignored"},
        new={"key": ""},
    ),
    Case("iso-dates.csv", lambda: text(d=dates("%Y-%m-%d")), new={"d": r"202\d-\d\d-\d\d"}),
    Case(
        "british-dates.csv", lambda: text(d=dates("%d/%m/%Y")), new={"d": r"[0-3]\d/[01]\d/202\d"}
    ),
    Case(
        "american-dates.csv", lambda: text(d=dates("%m/%d/%Y")), new={"d": r"[01]\d/[0-3]\d/202\d"}
    ),
    Case(
        "german-dates.csv", lambda: text(d=dates("%d.%m.%Y")), new={"d": r"[0-3]\d\.[01]\d\.202\d"}
    ),
    Case(
        "times.csv",
        lambda: text(d=dates("%Y-%m-%dT%H:%M:%SZ")),
        roles={"d": "numeric"},
        new={"d": r"202\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"},
    ),
    Case(
        "fractional-times.csv",
        lambda: text(d=[v[:-3] for v in dates("%Y-%m-%d %H:%M:%S.%f")]),
        roles={"d": "numeric"},
        new={"d": r"202\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}"},
    ),
    Case(
        "mixed-dates.csv",
        lambda: text(d=cycle("2024-01-31", "31/01/2024")),
        roles={"d": "category"},
    ),
    Case("phones.csv", lambda: text(p=cycle("+49 170 1", "+1 555 2")), roles={"p": "category"}),
    Case("addresses.csv", lambda: text(ip=cycle("10.0.0.1", "10.0.0.2")), roles={"ip": "category"}),
]


def with_target(*values, rare=N_RARE, name="y"):
    table = columns()
    table.pop("y")
    return text({**table, name: [values[0] if i < rare else values[1] for i in range(N)]})


TARGETS = [
    Case("target-first.csv", lambda: text(dict(reversed(columns().items())))),
    Case("target-quoted.csv", lambda: with_target('"yes, really"', "no"), new={"y": "yes, really"}),
    Case(
        "target name with a comma.csv",
        lambda: with_target("1", "0", name='"bad, or not"'),
        target="bad, or not",
        new={"bad, or not": "1"},
    ),
    Case("target-0-1.csv", lambda: with_target("1", "0"), new={"y": "1"}),
    Case("target-1.0.csv", lambda: with_target("1.0", "0.0"), new={"y": r"1\.0"}),
    Case("target-true.csv", lambda: with_target("TRUE", "FALSE"), new={"y": "TRUE"}),
    Case("target-zeros.csv", lambda: with_target("01", "02"), new={"y": "01"}),
    Case(
        "three-classes.csv",
        lambda: text(columns() | {"y": [*"a" * 8, *"b" * 12, *"c" * 20]}),
        new={"y": "[ab]"},
    ),
    Case("target-plus.csv", lambda: with_target("+1", "-1"), new={"y": r"\+1"}),
    Case("target-date.csv", lambda: with_target("5/1/2024", "6/1/2024"), new={"y": "5/1/2024"}),
    Case(
        "Namibia as a target.csv",
        lambda: with_target("NA", "DE"),
        ("--missing", "none"),
        new={"y": "NA"},
    ),
    Case("target-missing.csv", lambda: with_target("", "no"), error="missing in 10 of 40 rows"),
    Case("one-class.csv", lambda: with_target("no", "no"), error="one class only, 'no'"),
    Case("one-row.csv", lambda: with_target("yes", "no", rare=1), error="class 'yes' has 1 row"),
    Case("four-rows.csv", lambda: with_target("yes", "no", rare=4), error="use --k 3"),
    Case("misspelled.csv", text, target="knd", error="did you mean 'kind'?"),
    Case("target of other case.csv", text, target="Y", error="Y is no column"),
    Case("no-header.csv", lambda: text().split(b"\n", 1)[1], error="no column of the table"),
]

FAULTY = [
    Case("long-row.csv", lambda: with_line(3, b"1,2,a,yes,5\n"), error="row 3 (line 4): 5 fields"),
    Case("short-row.csv", lambda: with_line(5, b"1,2\n"), error="row 5 (line 6): 2 fields"),
    Case(
        "rows-end-in-a-delimiter.csv",
        lambda: text().replace(b"\n", b",\n").replace(b",\n", b"\n", 1),
        error="5 fields where the header has 4",
    ),
    Case("open-quote.csv", lambda: with_line(7, b'1,2,"a,yes\n'), error="never closed"),
    Case("zero-bytes.csv", lambda: with_line(2, b"1,\0,a,yes\n"), error="zero bytes"),
    Case("one-column.csv", lambda: b"y\n" + b"yes\nno\n" * 20, error="one column only"),
    Case("spaces between.csv", lambda: text(delimiter=" "), error="--delimiter"),
    Case(
        "half-open-quote.csv",
        lambda: with_line(7, b'1,2,"a,yes\n').replace(b",c,no\n", b',"c",no\n'),
        error="row 7 (line 8): a quote is opened and closed in the middle of another field",
    ),
    Case("header-twice.csv", lambda: text() + text(), error="row 41 (line 42) is the header again"),
    Case(
        "endless-row.csv",
        lambda: with_line(7, b"1,2,a" + b"z" * 2**21 + b",yes\n"),
        ("--longest-record", "1"),
        error="row 7 (line 8): the record is longer than 1 MiB",
    ),
    Case("header-only.csv", lambda: rows(0), error="no rows"),
    Case("empty.csv", b"", error="is empty"),
    Case("white.csv", b" \n\n \n", error="is empty"),
    Case("comments.csv", lambda: b"# made by a device\n" + text(), error="fields where the header"),
    Case("excel-hint.csv", lambda: b"sep=;\n" + text(delimiter=";"), error="one column only"),
    Case("infinite.csv", lambda: text(x=["inf", *columns()["x"][1:]]), error="inf"),
    Case("target-twice.csv", lambda: text().replace(b"x,n,", b"y,n,"), error="names 2 columns"),
    Case("truncated.csv.gz", lambda: gzip.compress(text())[:-30], error="truncated or damaged"),
    Case("no gzip.csv.gz", text, error="cannot be unpacked with gzip"),
    Case("truncated.csv.zst", lambda: zstd(text())[:-10], error="truncated or damaged"),
    Case("gzip without its ending.csv", lambda: gzip.compress(text()), error="gzip"),
    Case("spreadsheet.xlsx", b"PK\x03\x04 and more", error="save it from the spreadsheet as CSV"),
    Case("spreadsheet in disguise.csv", b"PK\x03\x04\0\0 and more", error="holds ZIP"),
    Case("no-extension", text, error="--input-format"),
    Case("page.csv", b"<html><body>404</body></html>\n", error="no rows"),
]

CASES = [*DIALECTS, *VALUES, *TARGETS, *FAULTY]
