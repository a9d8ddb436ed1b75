"""The files that the cases read: one table in all formats, and texts whose bytes matter.

Nothing of the package is imported here: the command's runs begin without it.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from grid.tables import mixed, numbers

__all__ = ["PACKED", "SUFFIXES", "TARGET", "contents", "write_inputs"]

TARGET = "Churn"
SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet", ".arrow")
PACKED = (".csv.gz", ".csv.zst", ".jsonl.gz", ".tsv.zst", ".arrow.zst")


def _compressed(data: bytes, path: Path) -> None:
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(data, mtime=0))
    else:
        with pa.output_stream(str(path), compression="zstd") as stream:
            stream.write(data)


def _text(frame: pd.DataFrame, suffix: str) -> str:
    if suffix == ".jsonl":
        told = frame.assign(seen=frame["seen"].dt.strftime("%Y-%m-%d"))
        return str(told.to_json(orient="records", lines=True, force_ascii=False))
    return str(frame.to_csv(index=False, sep="\t" if suffix == ".tsv" else ","))


def write_inputs(folder: Path) -> None:
    """Write a table to files of all formats: ``calls.csv`` and so on, and some that are odd."""
    frame, told = mixed(260, seed=3)
    frame = frame.assign(Churn=told)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for suffix in (".csv", ".tsv", ".jsonl"):
        (folder / f"calls{suffix}").write_text(_text(frame, suffix), encoding="utf-8")
    pq.write_table(table, folder / "calls.parquet", row_group_size=60)
    held = io.BytesIO()
    with pa.ipc.new_file(held, table.schema) as writer:
        writer.write_table(table, max_chunksize=70)
    (folder / "calls.arrow").write_bytes(held.getvalue())
    for suffix in PACKED:
        plain = suffix.rpartition(".")[0]
        _compressed((folder / f"calls{plain}").read_bytes(), folder / f"calls{suffix}")
    _write_odd(folder, frame)
    X, y = numbers((120, 50, 30), seed=9)
    plain = pd.DataFrame(X, columns=list("abcde")).round(2).assign(Churn=y)
    plain.to_csv(folder / "numbers.csv", index=False)
    plain.to_parquet(folder / "numbers.parquet", index=False)
    words = frame[["plan", "city", "active", "Churn"]]
    words.to_csv(folder / "words.csv", index=False)


def _write_odd(folder: Path, frame: pd.DataFrame) -> None:
    """Write texts whose bytes matter: quotes, line ends, encodings, empty and ragged ones."""
    text = _text(frame, ".csv")
    german = frame.to_csv(index=False, sep=";", decimal=",")
    (folder / "german.csv").write_text(german, encoding="latin-1")
    (folder / "windows.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (folder / "quoted.csv").write_text(frame.to_csv(index=False, quoting=1))
    (folder / "unnamed.csv").write_text(text.partition("\n")[2])
    (folder / "marked.csv").write_text(text.replace("gold", "?"))
    (folder / "empty.csv").write_text("")
    (folder / "heading.csv").write_text(text.partition("\n")[0] + "\n")
    (folder / "ragged.csv").write_text(text + "1,2\n")
    (folder / "broken.parquet").write_bytes(b"PAR1 no, it is none")
    (folder / "broken.jsonl").write_text('{"a": 1, "Churn": "no"}\n{"a": \n')
    (folder / "calls.xlsx").write_bytes(b"PK")
    for part in range(2):
        (folder / "parts").mkdir(exist_ok=True)
        piece = pa.Table.from_pandas(frame.iloc[part::2], preserve_index=False)
        pq.write_table(piece, folder / "parts" / f"part-{part}.parquet")


def contents(folder: Path) -> dict[str, object]:
    """Return the bytes of every file in a folder, by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"file {path.relative_to(folder)}": path.read_bytes() for path in files}
