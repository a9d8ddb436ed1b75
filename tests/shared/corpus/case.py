"""What a case of the corpus is, and the tables that the cases spoil."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

N, N_RARE = 40, 10
TARGET = "y"


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it.

    Parameters
    ----------
    name : str
        Name of the file; before a space, a word that tells it from others.
    content : bytes or callable
        The file, or what makes it.
    words : tuple of str
        More words of the command line.
    roles : mapping
        What columns are to be taken for.
    new : mapping
        Columns, and a regular expression that each new value of them matches in full; of text only.
    error : str
        What the message says; empty where the file is to be balanced.
    check : callable
        A claim more, of the input's and output's bytes.
    """

    name: str
    content: bytes | Callable[[], bytes]
    words: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    target: str = TARGET
    check: Callable[[bytes, bytes], None] | None = None

    @property
    def file(self) -> str:
        """The name that the file has on the disk."""
        return self.name.rpartition(" ")[2]

    def bytes(self) -> bytes:
        return self.content() if callable(self.content) else self.content


def columns(**more: list[str]) -> dict[str, list[str]]:
    """Return the columns of a table as texts; more of them stand before the target."""
    plain = {
        "x": [f"{i * 7 % 13 + i / 8:.2f}" for i in range(N)],
        "n": [str(i * 5 % 9) for i in range(N)],
        "kind": ["abc"[i % 3] for i in range(N)],
    }
    classes = ["yes" if i < N_RARE else "no" for i in range(N)]
    return {**plain, **more, TARGET: classes}


def text(
    table: Mapping[str, list[str]] | None = None,
    *,
    delimiter: str = ",",
    newline: str = "\n",
    encoding: str = "utf-8",
    **more: list[str],
) -> bytes:
    """Return a delimited text, its fields as they are given."""
    table = columns(**more) if table is None else table
    lines = [delimiter.join(table), *map(delimiter.join, zip(*table.values(), strict=True))]
    return "".join(line + newline for line in lines).encode(encoding)


def cycle(*values: str) -> list[str]:
    return [values[i % len(values)] for i in range(N)]


def arrow_table(**more):
    """Return the table as Arrow holds it; more columns stand at its end."""
    import pyarrow as pa

    plain = columns()
    data = {
        "x": [float(v) for v in plain["x"]],
        "n": [int(v) for v in plain["n"]],
        "kind": plain["kind"],
        TARGET: plain[TARGET],
    }
    return pa.table({**data, **more})


def parquet(table=None, **options) -> bytes:
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(arrow_table() if table is None else table, sink, **options)
    return sink.getvalue()


def ipc(table=None, stream: bool = False, compression: str | None = None) -> bytes:
    import pyarrow as pa

    table = arrow_table() if table is None else table
    sink = io.BytesIO()
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(
        sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)
    ) as writer:
        writer.write_table(table, max_chunksize=16)
    return sink.getvalue()
