"""What is asked of a table in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from counterpoise.formats.location import Place
from counterpoise.formats.reading import Reading
from counterpoise.plan.look import Look
from counterpoise.plan.progress import Progress
from counterpoise.plan.request import Request
from counterpoise.plan.sample import Sample

__all__ = ["FileRequest", "PageMaker"]


class PageMaker(Protocol):
    """What makes the report of a run; it lives above the engines, and is handed down."""

    def place(self, path: str, force: bool) -> Place:
        """Return where the report goes; raise `InvalidInputError` if it cannot."""

    def render(self, summary: Mapping[str, Any], sample: Sample, source: str) -> bytes:
        """Return the page on what was made."""


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
    pages : PageMaker, optional
        What makes the report.
    reading : Reading
        How the input is read, as `open_source` takes it.
    look : callable, optional
        What finds critical faults in a sample of the original rows.
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
    pages: PageMaker | None = None
    look: Look | None = None
