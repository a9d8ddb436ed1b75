"""What is asked of a table in a file."""

from __future__ import annotations

from dataclasses import dataclass

from counterpoise.formats.reading import Reading
from counterpoise.plan.progress import Progress
from counterpoise.plan.request import Request

__all__ = ["FileRequest"]


@dataclass(frozen=True)
class FileRequest:
    """What `balance_file` is asked for.

    Parameters
    ----------
    source, output, sample, split, test_output, shuffle, partition_by, force, page, stream, memory
        See `balance_file`.
    input_format, output_format, progress
        See there.
    table : Request
        What is asked of the table.
    as_text : list of str, optional
        Columns of a text to leave as they are written: those that are said to be categories.
    reading : Reading
        How the input is read, as `open_source` takes it.
    """

    source: str
    output: str | None
    table: Request
    as_text: list[str] | None
    sample: int | None
    split: float | None
    test_output: str | None
    shuffle: bool
    partition_by: list[str]
    force: bool
    page: str | None
    stream: bool | None
    memory: int | None
    progress: Progress
    input_format: str | None
    output_format: str | None
    reading: Reading
