"""`counterpoise balance`."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from counterpoise.cli import completion, runs
from counterpoise.cli.failures import exit_codes
from counterpoise.cli.logs import LOG
from counterpoise.cli.options import (
    LONGEST_HELP,
    MISSING_HELP,
    Source,
    check_paths,
    columns,
    print_json,
    separator,
)
from counterpoise.errors import InvalidInputError, Setting

__all__ = ["EPILOG", "HELP", "balance"]

HELP = """
Add rows to the smaller classes of a table until they are as large as you want.

Balance the training part only, after the split: rows made from test rows flatter every test.
"""

EPILOG = """
Examples:

  counterpoise balance churn.csv -t Churn --dry-run

  counterpoise balance churn.csv -t Churn --ratio 0.5 --seed 1 -o half.parquet

  cat churn.csv | counterpoise balance - -t Churn --mark new > balanced.csv

  counterpoise balance churn.csv -t Churn --save-config run.toml

  counterpoise balance --config run.toml -o again.csv

  counterpoise balance --engine spark calls.parquet balanced.parquet -t Churn --key id

Exit codes: 0 done, 2 bad input or usage, 1 a fault (a full disk), 130 interrupted.
"""

_TABLE = "What the table is"
_ROWS = "Which rows are made"
_FILES = "Files"
_TOLD = "What is told"
_RUNS = "Runs to repeat"
_SPARK = "Spark"

_FORMATS = completion.words("csv", "tsv", "jsonl", "parquet", "arrow")


def balance(
    context: typer.Context,
    source: Source,
    target: Annotated[
        str,
        typer.Option(
            "--target",
            "-t",
            metavar="COLUMN",
            help="The column with the classes.",
            autocompletion=completion.columns,
            rich_help_panel=_TABLE,
        ),
    ],
    goal: Annotated[
        str | None,
        typer.Argument(metavar="[OUTPUT]", help="The same as --output.", show_default=False),
    ] = None,
    categorical: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Columns to take for categories, besides text and those with two whole-number "
            "values; none to leave the latter numbers.",
            autocompletion=completion.several_columns,
            rich_help_panel=_TABLE,
        ),
    ] = None,
    ignore: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Columns to carry along, empty in new rows, besides those that look like ids; "
            "none to ignore no such column.",
            autocompletion=completion.several_columns,
            rich_help_panel=_TABLE,
        ),
    ] = None,
    mark: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Name of a new column that says which rows are new.",
            rich_help_panel=_TABLE,
        ),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="A name that `counterpoise methods` lists; auto takes smote, smotenc or smoten by "
            "the columns.",
            autocompletion=completion.methods,
            rich_help_panel=_ROWS,
        ),
    ] = "auto",
    ratio: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Wanted rows of each smaller class, as a share of the largest.",
            rich_help_panel=_ROWS,
        ),
    ] = 1.0,
    k: Annotated[
        int,
        typer.Option(
            "--k",
            "-k",
            metavar="N",
            help="Neighbours that a new row may lie towards.",
            rich_help_panel=_ROWS,
        ),
    ] = 5,
    scale: Annotated[
        str,
        typer.Option(
            metavar="UNITS",
            help="Units of the distances: standard, robust or none.",
            autocompletion=completion.words("standard", "robust", "none"),
            rich_help_panel=_ROWS,
        ),
    ] = "standard",
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="The same seed gives the same rows. Default: a random one, which is told.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    clean: Annotated[
        str,
        typer.Option(
            metavar="CLASSES",
            help="Where smoteenn and smotetomek may remove rows: all classes, or growing for those "
            "that get new rows only, which works on tables of any size.",
            autocompletion=completion.words("all", "growing"),
            rich_help_panel=_ROWS,
        ),
    ] = "all",
    svm_rows: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Fit the machine of svm on N rows only, drawn within each class, which works on "
            "tables of any size. Default: all rows.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Where to write; - for standard output. Default: INPUT's name with -balanced, "
            "beside it; standard output for standard input.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", "-f", help="Replace an output.", rich_help_panel=_FILES),
    ] = False,
    input_format: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="csv, tsv, jsonl, parquet or arrow, where no extension says it.",
            autocompletion=_FORMATS,
            rich_help_panel=_FILES,
        ),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="The same for the output.",
            autocompletion=_FORMATS,
            rich_help_panel=_FILES,
        ),
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(
            metavar="CHAR",
            help="What separates the fields of a CSV; found out by default. tab for tabs.",
            autocompletion=completion.words("tab", "comma", "semicolon", "pipe"),
            rich_help_panel=_FILES,
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Encoding of a CSV that is not UTF-8, such as latin-1.",
            autocompletion=completion.words("utf-8", "latin-1", "cp1252", "utf-16"),
            rich_help_panel=_FILES,
        ),
    ] = None,
    missing: Annotated[
        str | None,
        typer.Option(metavar="A,B", help=MISSING_HELP, rich_help_panel=_FILES),
    ] = None,
    longest_record: Annotated[
        float | None,
        typer.Option(metavar="MIB", help=LONGEST_HELP, rich_help_panel=_FILES),
    ] = None,
    no_header: Annotated[
        bool,
        typer.Option(
            "--no-header",
            help="The first line of a CSV is a row; columns are called 1, 2, ...",
            rich_help_panel=_FILES,
        ),
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Balance only N rows, drawn within each class; for a try.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    shuffle: Annotated[
        bool,
        typer.Option(
            "--shuffle",
            help="Write the rows in random order, for trainers that read in order.",
            rich_help_panel=_ROWS,
        ),
    ] = False,
    split: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Leave this share of each class untouched for the test, in a file of its own, and "
            "balance the rest.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    test_output: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Where --split writes the rows for the test. Default: INPUT's name with -test.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    partition_by: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Write Parquet to folders named after the values of these columns; OUTPUT is then "
            "a folder.",
            autocompletion=completion.several_columns,
            rich_help_panel=_FILES,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            "-n",
            help="Say which column is taken for what and what would be done, and stop there.",
            rich_help_panel=_TOLD,
        ),
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Print nothing but errors.", rich_help_panel=_TOLD),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print a summary as JSON to standard output (to standard error if the table goes "
            "there).",
            rich_help_panel=_TOLD,
        ),
    ] = False,
    page: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="PATH",
            help="Write a page of HTML as well that shows the classes, a map of the new rows and "
            "their parents, and every column before and after.",
            rich_help_panel=_TOLD,
        ),
    ] = None,
    log: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Append to this file what is done when, and the traceback of a fault.",
            rich_help_panel=_TOLD,
        ),
    ] = None,
    debug: Annotated[
        bool,
        typer.Option("--debug", help="Show tracebacks of faults.", rich_help_panel=_TOLD),
    ] = False,
    save_config: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Record the run in a TOML file, with the seed that was drawn.",
            rich_help_panel=_RUNS,
        ),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Take what the command line does not say from such a file. Paths in it are "
            "relative to its folder.",
            is_eager=True,
            callback=runs.as_default,
            rich_help_panel=_RUNS,
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="local, or spark for tables larger than one machine: INPUT and OUTPUT are then "
            "paths that Spark reads and writes (parquet, orc, json, csv or tsv).",
            autocompletion=completion.words("local", "spark"),
            rich_help_panel=_SPARK,
        ),
    ] = "local",
    key: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="A column that tells every row from every other. Default: a hash of each row.",
            autocompletion=completion.columns,
            rich_help_panel=_SPARK,
        ),
    ] = None,
    provenance: Annotated[
        bool,
        typer.Option(
            "--provenance",
            help="Add columns that name each new row's parents by their keys.",
            rich_help_panel=_SPARK,
        ),
    ] = False,
    most_collected: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Rows of classes that grow which the driver may hold; with more, they stay on the "
            "executors. Default: 10 million.",
            rich_help_panel=_SPARK,
        ),
    ] = None,
    recall: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Share of true neighbours that is to be found there; 1 for all. Default: 0.95.",
            rich_help_panel=_SPARK,
        ),
    ] = None,
) -> None:
    def check() -> None:
        from counterpoise.engines.stream.paths import paths_of_run
        from counterpoise.formats.distinct import RunPath
        from counterpoise.formats.location import plain_path

        given = _one_output(goal, output)
        if engine == "spark":
            paths = [RunPath("input", source, written=False)]
            paths += [] if given is None else [RunPath("output", given)]
        else:
            paths = paths_of_run(
                plain_path(source, 0),
                None if given is None else plain_path(given, 1),
                columns(partition_by) or (),
                split,
                test_output,
                page,
                input_format,
                output_format,
            )
        if config is not None:
            paths.append(RunPath("config", config, written=False))
        check_paths(paths, force, engine != "spark", save_config=save_config, log=log)

    with exit_codes(debug, log, check):
        output = _one_output(goal, output)
        local_only = {
            "delimiter": delimiter,
            "encoding": encoding,
            "missing": missing,
            "longest_record": longest_record,
            "no_header": no_header,
            "sample": sample,
            "shuffle": shuffle,
            "split": split,
            "test_output": test_output,
            "report": page,
            "clean": None if clean == "all" else clean,
            "svm_rows": svm_rows,
            "partition_by": partition_by,
        }
        spark_only = {
            "key": key,
            "provenance": provenance,
            "most_collected": most_collected,
            "recall": recall,
        }
        _check_engine(engine, local_only, spark_only)
        from counterpoise.cli.progress import Progress
        from counterpoise.cli.show import show_dry_run, show_plan, show_written
        from counterpoise.files import balance_file
        from counterpoise.formats.atomic import standard_output
        from counterpoise.formats.location import STANDARD, plain_path
        from counterpoise.formats.text.blocks import LONGEST_RECORD

        if (as_json and plain_path(output or "", 1) != STANDARD) or (dry_run and not quiet):
            standard_output()
        if save_config is not None:
            runs.check_recordable(context)
            _check_config(save_config, force)

        class Watched(Progress):
            """Shows the plan before the work begins, and goes no further on a dry run."""

            def note(self, message: str) -> None:
                if not as_json:
                    super().note(message)

            def planned(self, summary: Any) -> None:
                if dry_run:
                    raise _DryRun(summary)
                if not quiet and not as_json:
                    show_plan(self.console, summary.balance)

        dry = False
        with Watched(quiet) as progress:
            try:
                asked: dict[str, Any] = {
                    "target": target,
                    "method": method,
                    "k": k,
                    "ratio": ratio,
                    "seed": seed,
                    "scale": scale,
                    "categorical": columns(categorical),
                    "ignore": columns(ignore),
                    "mark": mark,
                    "input_format": input_format,
                    "output_format": output_format,
                    "force": force,
                    "progress": progress,
                }
                if engine == "spark":
                    from counterpoise.cli.spark import balance_on_spark

                    asked |= {name: v for name, v in spark_only.items() if v is not None}
                    summary = balance_on_spark(source, output, debug, **asked)
                else:
                    summary = balance_file(
                        source,
                        output,
                        delimiter=separator(delimiter),
                        encoding=encoding,
                        missing=columns(missing),
                        longest_record=LONGEST_RECORD if longest_record is None else longest_record,
                        header=not no_header,
                        sample=sample,
                        split=split,
                        shuffle=shuffle,
                        test_output=test_output,
                        page=page,
                        clean=clean,
                        svm_rows=svm_rows,
                        partition_by=columns(partition_by),
                        **asked,
                    )
            except _DryRun as stop:
                summary, dry = stop.summary, True
        if config is not None:
            for line in runs.differences(config, context, _identity(summary)):
                progress.note(line)
        if save_config is not None:
            _record(save_config, context, summary, force)
        LOG.info("%s: %s", "planned" if dry else "done", json.dumps(summary.to_dict()))
        if as_json:
            away = summary.output == "-" and not dry
            told = {**summary.to_dict(), **({"dry_run": True} if dry else {})}
            print_json(told, sys.stderr if away else sys.stdout)
        elif dry and not quiet:
            show_dry_run(summary.balance, summary.output)
        elif not quiet:
            written = (summary.output, summary.test_output, summary.n_test, summary.page)
            show_written(progress.console, summary.balance, *written)


def _one_output(goal: str | None, output: str | None) -> str | None:
    if goal is not None and output is not None:
        raise InvalidInputError(
            f"the output is given twice, as '{goal}' and as --output '{output}': give one"
        )
    return output if goal is None else goal


def _check_engine(engine: str, local: dict[str, Any], spark: dict[str, Any]) -> None:
    """Raise `InvalidInputError` if an option is given that belongs to the other engine."""
    if engine not in ("local", "spark"):
        raise InvalidInputError(
            Setting("engine", engine),
            " is not known: use local or spark",
        )
    others = spark if engine == "local" else local
    for name, value in others.items():
        if value is not None and value is not False:
            option = "--" + name.replace("_", "-")
            there = "spark" if engine == "local" else "local"
            raise InvalidInputError(
                f"{option} belongs to --engine {there}: leave it out, or use that engine"
            )


class _DryRun(BaseException):
    """What would be done is known, and that is all that was asked."""

    def __init__(self, summary: Any):
        self.summary = summary


def _check_config(path: str, force: bool) -> None:
    """Say now rather than after the work that the run cannot be recorded there."""
    from counterpoise.formats.atomic import check_destination
    from counterpoise.formats.location import Place

    check_destination(Place(path, "csv"), force, "--save-config")


def _record(path: str, context: typer.Context, summary: Any, force: bool) -> None:
    told = summary.balance
    runs.write_run(
        path,
        context,
        {"seed": told.seed, "method": told.method, "output": summary.output},
        _identity(summary),
        force,
    )


def _identity(summary: Any) -> dict[str, Any]:
    """Return what tells a run from another that has the same options."""
    return {"version": summary.balance.version, "input_digest": summary.digest}
