"""The options of `counterpoise balance`."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

from counterpoise.cli import completion, runs
from counterpoise.cli.declared import Options, option
from counterpoise.cli.options import (
    DEBUG,
    DELIMITER,
    ENCODING,
    FORMATS,
    INPUT_FORMAT,
    LONGEST_RECORD,
    MISSING,
    SCALE,
    SOURCE,
    TARGET,
    check_paths,
)
from counterpoise.errors import InvalidInputError, Setting

__all__ = ["BalanceOptions"]

_TABLE = "What the table is"
_ROWS = "Which rows are made"
_FILES = "Files"
_TOLD = "What is told"
_SPARK = "Spark"

_table = partial(option, panel=_TABLE)
_rows = partial(option, panel=_ROWS)
_files = partial(option, panel=_FILES)
_told = partial(option, panel=_TOLD)
_runs = partial(option, panel="Runs to repeat", in_file="no")
_spark = partial(option, panel=_SPARK, engine="spark")


class BalanceOptions(Options):
    """Options of `counterpoise balance`."""

    source: str = SOURCE
    target: str = TARGET.but(panel=_TABLE)
    goal: str | None = option(
        metavar="OUTPUT", help="The same as --output.", in_file="no", is_argument=True
    )
    categorical: list[str] | None = _table(
        kind="columns",
        help="Columns to take for categories, besides text and those with two whole-number "
        "values; none to leave the latter numbers.",
        complete=completion.several_columns,
    )
    ignore: list[str] | None = _table(
        kind="columns",
        help="Columns to carry along, empty in new rows, besides those that look like ids; "
        "none to ignore no such column.",
        complete=completion.several_columns,
    )
    mark: str | None = _table(
        metavar="COLUMN", help="Name of a new column that says which rows are new."
    )
    method: str = _rows(
        metavar="NAME",
        help="A name that `counterpoise methods` lists; auto takes smote, smotenc or smoten by "
        "the columns.",
        complete=completion.methods,
        default="auto",
    )
    ratio: float = _rows(
        metavar="SHARE",
        help="Wanted rows of each smaller class, as a share of the largest.",
        default=1.0,
    )
    k: int = _rows(
        "--k", "-k", metavar="N", help="Neighbours that a new row may lie towards.", default=5
    )
    scale: str = SCALE.but(panel=_ROWS)
    seed: int | None = _rows(
        metavar="N", help="The same seed gives the same rows. Default: a random one, which is told."
    )
    clean: str = _rows(
        metavar="CLASSES",
        help="Where smoteenn and smotetomek may remove rows: all classes, or growing for those "
        "that get new rows only, which works on tables of any size.",
        complete=completion.words("all", "growing"),
        default="all",
        engine="local",
    )
    svm_rows: int | None = _rows(
        metavar="N",
        help="Fit the machine of svm on N rows only, drawn within each class, which works on "
        "tables of any size. Default: all rows.",
        engine="local",
    )
    own: list[str] | None = _rows(
        "--set",
        metavar="NAME=VALUE",
        help="A parameter of the method's own, such as truncation=0.5 for geometric; `counterpoise "
        "methods NAME` lists them. Give it again for another.",
        complete=completion.own_parameters,
        kind="settings",
        python="options",
    )
    output: str | None = _files(
        "--output",
        "-o",
        metavar="PATH",
        help="Where to write; - for standard output. Default: INPUT's name with -balanced, "
        "beside it; standard output for standard input.",
        kind="path",
    )
    force: bool = _files("--force", "-f", help="Replace an output.", default=False, in_file="read")
    input_format: str | None = INPUT_FORMAT.but(panel=_FILES)
    output_format: str | None = _files(
        "--format", metavar="NAME", help="The same for the output.", complete=FORMATS
    )
    delimiter: str | None = DELIMITER.but(panel=_FILES)
    encoding: str | None = ENCODING.but(panel=_FILES)
    missing: list[str] | None = MISSING.but(panel=_FILES)
    longest_record: float | None = LONGEST_RECORD.but(panel=_FILES)
    header: bool = _files(
        "--no-header",
        help="The first line of a CSV is a row; columns are called 1, 2, ...",
        default=False,
        engine="local",
        read=operator.not_,
    )
    sample: int | None = _rows(
        metavar="N", help="Balance only N rows, drawn within each class; for a try.", engine="local"
    )
    shuffle: bool = _rows(
        "--shuffle",
        help="Write the rows in random order, for trainers that read in order.",
        default=False,
        engine="local",
    )
    split: float | None = _rows(
        metavar="SHARE",
        help="Leave this share of each class untouched for the test, in a file of its own, and "
        "balance the rest.",
        engine="local",
    )
    test_output: str | None = _files(
        metavar="PATH",
        help="Where --split writes the rows for the test. Default: INPUT's name with -test.",
        kind="path",
        engine="local",
    )
    partition_by: list[str] | None = _files(
        kind="columns",
        help="Write Parquet to folders named after the values of these columns; OUTPUT is then "
        "a folder.",
        complete=completion.several_columns,
        engine="local",
    )
    dry_run: bool = _told(
        "--dry-run",
        "-n",
        help="Say which column is taken for what and what would be done, and stop there.",
        default=False,
        in_file="no",
    )
    quiet: bool = _told(
        "--quiet", "-q", help="Print nothing but errors.", default=False, in_file="read"
    )
    as_json: bool = _told(
        "--json",
        help="Print a summary as JSON to standard output (to standard error if the table goes "
        "there).",
        default=False,
        in_file="read",
    )
    page: str | None = _told(
        "--report",
        metavar="PATH",
        help="Write a page of HTML as well that shows the classes, a map of the new rows and "
        "their parents, and every column before and after.",
        kind="path",
        engine="local",
    )
    log: str | None = _told(
        metavar="FILE",
        help="Append to this file what is done when, and the traceback of a fault.",
        kind="path",
        in_file="read",
    )
    debug: bool = DEBUG.but(panel=_TOLD)
    save_config: str | None = _runs(
        metavar="FILE", help="Record the run in a TOML file, with the seed that was drawn."
    )
    config: str | None = _runs(
        metavar="FILE",
        help="Take what the command line does not say from such a file. Paths in it are "
        "relative to its folder.",
        callback=runs.as_default,
    )
    engine: str = option(
        panel=_SPARK,
        metavar="NAME",
        help="local, or spark for tables larger than one machine: INPUT and OUTPUT are then "
        "paths that Spark reads and writes (parquet, orc, json, csv or tsv).",
        complete=completion.words("local", "spark"),
        default="local",
    )
    key: str | None = _spark(
        metavar="COLUMN",
        help="A column that tells every row from every other. Default: a hash of each row.",
        complete=completion.columns,
    )
    provenance: bool = _spark(
        "--provenance",
        help="Add columns that name each new row's parents by their keys.",
        default=False,
    )
    most_collected: int | None = _spark(
        metavar="N",
        help="Rows of classes that grow which the driver may hold; with more, they stay on the "
        "executors. Default: 10 million.",
    )
    recall: float | None = _spark(
        metavar="SHARE",
        help="Share of true neighbours that is to be found there; 1 for all. Default: 0.95.",
    )

    @property
    def destination(self) -> str | None:
        """The output, which may be given in two ways."""
        if self.goal is not None and self.output is not None:
            raise InvalidInputError(
                f"the output is given twice, as '{self.goal}' and as --output '{self.output}'",
                remedy="give one",
                parameter="output",
            )
        return self.output if self.goal is None else self.goal

    def own_parameters(self) -> dict[str, Any]:
        """Return the method's own parameters that are given."""
        if not self.own:
            return {}
        from counterpoise.cli.own_parameters import own_parameters

        return own_parameters(self.method, self.own)

    def for_call(self, *functions: Callable[..., Any]) -> dict[str, Any]:
        found = {**super().for_call(*functions), "output": self.destination}
        if "options" in found:
            found["options"] = self.own_parameters()
        return found

    def check(self) -> None:
        """Raise `InvalidInputError` if the files of the run are not files of their own."""
        from counterpoise.engines.stream.paths import paths_of_run
        from counterpoise.formats.distinct import RunPath
        from counterpoise.formats.location import plain_path

        output = self.destination
        if self.engine == "spark":
            paths = [RunPath("input", self.source, written=False)]
            paths += [] if output is None else [RunPath("output", output)]
        else:
            asked = self.for_call(paths_of_run)
            asked["source"] = plain_path(self.source, 0)
            asked["output"] = None if output is None else plain_path(output, 1)
            paths = paths_of_run(**asked)
        if self.config is not None:
            paths.append(RunPath("config", self.config, written=False))
        others = {"save_config": self.save_config, "log": self.log}
        check_paths(paths, self.force, self.engine != "spark", **others)

    def check_engine(self) -> None:
        """Raise `InvalidInputError` if an option is given that belongs to the other engine."""
        if self.engine not in ("local", "spark"):
            raise InvalidInputError(
                Setting("engine", self.engine), " is not known", remedy="use local or spark"
            )
        for told in self.declared.values():
            elsewhere = told.engine not in (None, self.engine)
            if elsewhere and self.given[told.name] != told.default:
                raise InvalidInputError(
                    f"--{told.key} belongs to --engine {told.engine}",
                    remedy="leave it out, or use that engine",
                    parameter=told.name,
                )
