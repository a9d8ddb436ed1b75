"""The options of `counterpoise balance`."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from counterpoise.cli import completion, runs
from counterpoise.cli.declared import Option, Options, option
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
_RUNS = "Runs to repeat"
_SPARK = "Spark"


class BalanceOptions(Options):
    """Options of `counterpoise balance`."""

    source: str = SOURCE.but()
    target: str = TARGET.but(panel=_TABLE)
    goal: str | None = Option(
        metavar="[OUTPUT]", help="The same as --output.", in_file="no", is_argument=True
    ).but()
    categorical: list[str] | None = option(
        kind="columns",
        help="Columns to take for categories, besides text and those with two whole-number "
        "values; none to leave the latter numbers.",
        complete=completion.several_columns,
        panel=_TABLE,
    )
    ignore: list[str] | None = option(
        kind="columns",
        help="Columns to carry along, empty in new rows, besides those that look like ids; "
        "none to ignore no such column.",
        complete=completion.several_columns,
        panel=_TABLE,
    )
    mark: str | None = option(
        metavar="COLUMN", help="Name of a new column that says which rows are new.", panel=_TABLE
    )
    method: str = option(
        metavar="NAME",
        help="A name that `counterpoise methods` lists; auto takes smote, smotenc or smoten by "
        "the columns.",
        complete=completion.methods,
        panel=_ROWS,
        default="auto",
    )
    ratio: float = option(
        metavar="SHARE",
        help="Wanted rows of each smaller class, as a share of the largest.",
        panel=_ROWS,
        default=1.0,
    )
    k: int = option(
        "--k",
        "-k",
        metavar="N",
        help="Neighbours that a new row may lie towards.",
        panel=_ROWS,
        default=5,
    )
    scale: str = SCALE.but(panel=_ROWS)
    seed: int | None = option(
        metavar="N",
        help="The same seed gives the same rows. Default: a random one, which is told.",
        panel=_ROWS,
    )
    clean: str = option(
        metavar="CLASSES",
        help="Where smoteenn and smotetomek may remove rows: all classes, or growing for those "
        "that get new rows only, which works on tables of any size.",
        complete=completion.words("all", "growing"),
        panel=_ROWS,
        default="all",
        engine="local",
    )
    svm_rows: int | None = option(
        metavar="N",
        help="Fit the machine of svm on N rows only, drawn within each class, which works on "
        "tables of any size. Default: all rows.",
        panel=_ROWS,
        engine="local",
    )
    own: list[str] | None = option(
        "--set",
        metavar="NAME=VALUE",
        help="A parameter of the method's own, such as truncation=0.5 for geometric; `counterpoise "
        "methods NAME` lists them. Give it again for another.",
        complete=completion.own_parameters,
        panel=_ROWS,
        kind="settings",
        python="options",
    )
    output: str | None = option(
        "--output",
        "-o",
        metavar="PATH",
        help="Where to write; - for standard output. Default: INPUT's name with -balanced, "
        "beside it; standard output for standard input.",
        panel=_FILES,
        kind="path",
    )
    force: bool = option(
        "--force", "-f", help="Replace an output.", panel=_FILES, default=False, in_file="read"
    )
    input_format: str | None = INPUT_FORMAT.but(panel=_FILES)
    output_format: str | None = option(
        "--format", metavar="NAME", help="The same for the output.", complete=FORMATS, panel=_FILES
    )
    delimiter: str | None = DELIMITER.but(panel=_FILES)
    encoding: str | None = ENCODING.but(panel=_FILES)
    missing: list[str] | None = MISSING.but(panel=_FILES)
    longest_record: float | None = LONGEST_RECORD.but(panel=_FILES)
    header: bool = option(
        "--no-header",
        help="The first line of a CSV is a row; columns are called 1, 2, ...",
        panel=_FILES,
        default=False,
        engine="local",
        read=operator.not_,
    )
    sample: int | None = option(
        metavar="N",
        help="Balance only N rows, drawn within each class; for a try.",
        panel=_ROWS,
        engine="local",
    )
    shuffle: bool = option(
        "--shuffle",
        help="Write the rows in random order, for trainers that read in order.",
        panel=_ROWS,
        default=False,
        engine="local",
    )
    split: float | None = option(
        metavar="SHARE",
        help="Leave this share of each class untouched for the test, in a file of its own, and "
        "balance the rest.",
        panel=_ROWS,
        engine="local",
    )
    test_output: str | None = option(
        metavar="PATH",
        help="Where --split writes the rows for the test. Default: INPUT's name with -test.",
        panel=_FILES,
        kind="path",
        engine="local",
    )
    partition_by: list[str] | None = option(
        kind="columns",
        help="Write Parquet to folders named after the values of these columns; OUTPUT is then "
        "a folder.",
        complete=completion.several_columns,
        panel=_FILES,
        engine="local",
    )
    dry_run: bool = option(
        "--dry-run",
        "-n",
        help="Say which column is taken for what and what would be done, and stop there.",
        panel=_TOLD,
        default=False,
        in_file="no",
    )
    quiet: bool = option(
        "--quiet",
        "-q",
        help="Print nothing but errors.",
        panel=_TOLD,
        default=False,
        in_file="read",
    )
    as_json: bool = option(
        "--json",
        help="Print a summary as JSON to standard output (to standard error if the table goes "
        "there).",
        panel=_TOLD,
        default=False,
        in_file="read",
    )
    page: str | None = option(
        "--report",
        metavar="PATH",
        help="Write a page of HTML as well that shows the classes, a map of the new rows and "
        "their parents, and every column before and after.",
        panel=_TOLD,
        kind="path",
        engine="local",
    )
    log: str | None = option(
        metavar="FILE",
        help="Append to this file what is done when, and the traceback of a fault.",
        panel=_TOLD,
        kind="path",
        in_file="read",
    )
    debug: bool = DEBUG.but(panel=_TOLD)
    save_config: str | None = option(
        metavar="FILE",
        help="Record the run in a TOML file, with the seed that was drawn.",
        panel=_RUNS,
        in_file="no",
    )
    config: str | None = option(
        metavar="FILE",
        help="Take what the command line does not say from such a file. Paths in it are "
        "relative to its folder.",
        callback=runs.as_default,
        panel=_RUNS,
        in_file="no",
    )
    engine: str = option(
        metavar="NAME",
        help="local, or spark for tables larger than one machine: INPUT and OUTPUT are then "
        "paths that Spark reads and writes (parquet, orc, json, csv or tsv).",
        complete=completion.words("local", "spark"),
        panel=_SPARK,
        default="local",
    )
    key: str | None = option(
        metavar="COLUMN",
        help="A column that tells every row from every other. Default: a hash of each row.",
        complete=completion.columns,
        panel=_SPARK,
        engine="spark",
    )
    provenance: bool = option(
        "--provenance",
        help="Add columns that name each new row's parents by their keys.",
        panel=_SPARK,
        default=False,
        engine="spark",
    )
    most_collected: int | None = option(
        metavar="N",
        help="Rows of classes that grow which the driver may hold; with more, they stay on the "
        "executors. Default: 10 million.",
        panel=_SPARK,
        engine="spark",
    )
    recall: float | None = option(
        metavar="SHARE",
        help="Share of true neighbours that is to be found there; 1 for all. Default: 0.95.",
        panel=_SPARK,
        engine="spark",
    )

    @property
    def destination(self) -> str | None:
        """The output, which may be given in two ways."""
        if self.goal is not None and self.output is not None:
            raise InvalidInputError(
                f"the output is given twice, as '{self.goal}' and as --output '{self.output}': "
                "give one"
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
                Setting("engine", self.engine),
                " is not known: use local or spark",
            )
        for told in self.declared.values():
            elsewhere = told.engine not in (None, self.engine)
            if elsewhere and self.given[told.name] != told.default:
                raise InvalidInputError(
                    f"--{told.key} belongs to --engine {told.engine}: leave it out, or use that "
                    "engine"
                )
