"""Where the table of a run is, and where what is made of it goes."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass

from counterpoise.engines.stream.request import FileRequest
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.atomic import check_destination
from counterpoise.formats.distinct import RunPath, check_distinct
from counterpoise.formats.folders import is_pattern
from counterpoise.formats.location import STANDARD, Place, beside
from counterpoise.formats.partitions import check_folder
from counterpoise.formats.reading import find_source

__all__ = ["Places", "input_paths", "paths_of_run"]


@dataclass(frozen=True)
class Places:
    """Where the table of a run is, and where what is made of it goes, found to be possible.

    Parameters
    ----------
    origin, goal : Place
        The input and the output.
    test : Place, optional
        Where the rows for the test go.
    page : Place, optional
        Where the report goes.
    """

    origin: Place
    goal: Place
    test: Place | None = None
    page: Place | None = None

    @classmethod
    def of(cls, request: FileRequest) -> Places:
        """Return the places of a request; raise `InvalidInputError` if one cannot be used."""
        source, output, force = request.source, request.output, request.force
        paths = paths_of_run(
            source,
            output,
            request.partition_by,
            request.split,
            request.test_output,
            request.page,
            request.input_format,
            request.output_format,
        )
        check_distinct(paths, force)
        origin = find_source(source, request.input_format)
        if request.partition_by:
            name = _folder_name(source, output)
            goal = Place.of(name, request.output_format, "parquet", "output")
            check_folder(goal, force)
        else:
            name = beside(source) if output is None else output
            goal = Place.of(name, request.output_format, origin.format, "output")
            check_destination(goal, force)
        page = None
        if request.page is not None and request.pages is not None:
            page = request.pages.place(request.page, force)
        if request.split is None and request.test_output is not None:
            raise InvalidInputError(
                Setting("test_output", request.test_output),
                " is for the rows that split leaves out",
                remedy="say which share of them, or leave it out",
            )
        test = None if request.split is None else _test_place(request, goal, origin)
        return cls(origin, goal, test, page)


def paths_of_run(
    source: str,
    output: str | None = None,
    partition_by: Iterable[str] = (),
    split: float | None = None,
    test_output: str | None = None,
    page: str | None = None,
    input_format: str | None = None,
    output_format: str | None = None,
) -> list[RunPath]:
    """Return the files that `balance_file` reads and writes, those without a name included.

    Parameters
    ----------
    source, output, partition_by, split, test_output, page, input_format, output_format
        See `balance_file`.
    """
    if output is None:
        output = _folder_name(source, None) if partition_by else beside(source)
    paths = [*input_paths(source), RunPath("output", output)]
    if split is not None and test_output is None and STANDARD not in (source, output):
        with contextlib.suppress(InvalidInputError, OSError):  # told again where it is opened
            origin = find_source(source, input_format)
            goal = Place.of(output, output_format, default=origin.format)
            test_output = _test_name(source, goal, origin)
    others = {"test_output": test_output, "page": page}
    return [*paths, *(RunPath(name, path) for name, path in others.items() if path is not None)]


def input_paths(source: str) -> list[RunPath]:
    """Return the files that an input names: one, or those that are called like a pattern."""
    named = glob.glob(source, recursive=True) if is_pattern(source) else [source]
    return [RunPath("input", path, written=False) for path in named]


def _folder_name(source: str, output: str | None) -> str:
    """Return the folder that a partitioned output goes to."""
    if output is None and source != STANDARD:
        root, _, extension = beside(source, "-balanced").rpartition(".")
        output = root if root and os.sep not in extension else f"{source}-balanced"
    return output or STANDARD


def _test_name(source: str, goal: Place, origin: Place) -> str:
    """Return the default name for the rows of the test, with the extension of their format."""
    name = beside(source, "-test")
    if goal.format == origin.format and goal.compression == origin.compression:
        return name
    stem = name.removesuffix(".gz").removesuffix(".zst")
    ending = {"gzip": ".gz", "zstd": ".zst", None: ""}[goal.compression]
    return f"{os.path.splitext(stem)[0]}.{goal.format}{ending}"


def _test_place(request: FileRequest, goal: Place, origin: Place) -> Place:
    """Return where the rows for the test go; raise `InvalidInputError` if that cannot be."""
    source, given = request.source, request.test_output
    if given is None and STANDARD in (source, goal.path):
        raise InvalidInputError(
            "the rows for the test need a file",
            remedy="name it with test_output",
            parameter="test_output",
        )
    name = given or _test_name(source, goal, origin)
    place = Place.of(name, goal.format, parameter="test_output")
    if place.is_standard:
        raise InvalidInputError(
            Setting("test_output", place.path), " is standard output", remedy="name another file"
        )
    check_destination(place, request.force, "--test-output")
    return place
