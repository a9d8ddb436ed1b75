"""`counterpoise balance`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from counterpoise.cli.failures import exit_codes
from counterpoise.cli.options import columns, print_json, separator

__all__ = ["HELP", "balance"]

HELP = """
Add rows to the smaller classes of a table until they are as large as you want.

Balance the training part only, after the split: rows made from test rows flatter every test.

Examples:

  counterpoise balance churn.csv -t Churn

  counterpoise balance churn.csv -t Churn --ratio 0.5 --seed 1 -o half.parquet

  cat churn.csv | counterpoise balance - -t Churn --mark new > balanced.csv

  counterpoise balance --engine spark calls.parquet balanced.parquet -t Churn --key id

Exit codes: 0 done, 2 bad input or usage, 1 a fault (a full disk), 130 interrupted.
"""


def balance(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A CSV, TSV, Parquet or Arrow file, told by its extension; - for standard input.",
        ),
    ],
    target: Annotated[
        str, typer.Option("--target", "-t", metavar="COLUMN", help="The column with the classes.")
    ],
    goal: Annotated[
        str | None,
        typer.Argument(metavar="[OUTPUT]", help="The same as --output.", show_default=False),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Where to write; - for standard output. Default: INPUT's name with -balanced, "
            "beside it; standard output for standard input.",
        ),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            help="A name that `counterpoise methods` lists; auto takes smote, smotenc or smoten by "
            "the columns."
        ),
    ] = "auto",
    k: Annotated[
        int, typer.Option("--k", "-k", help="Neighbours that a new row may lie towards.")
    ] = 5,
    ratio: Annotated[
        float, typer.Option(help="Wanted rows of each smaller class, as a share of the largest.")
    ] = 1.0,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same rows. Default: a random one.")
    ] = None,
    scale: Annotated[
        str, typer.Option(help="Units of the distances: standard, robust or none.")
    ] = "standard",
    categorical: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Columns to take for categories, besides text and those with two whole-number "
            "values; none to leave the latter numbers.",
        ),
    ] = None,
    ignore: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Columns to carry along, empty in new rows, besides those that look like ids; "
            "none to ignore no such column.",
        ),
    ] = None,
    mark: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Name of a new column that says which rows are new."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print a summary as JSON to standard output (to standard error if the table goes "
            "there).",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace an output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    delimiter: Annotated[
        str | None,
        typer.Option(
            help="What separates the fields of a CSV; found out by default. tab for tabs."
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of a CSV that is not UTF-8, such as latin-1.")
    ] = None,
    input_format: Annotated[
        str | None, typer.Option(help="csv, tsv, parquet or arrow, where no extension says it.")
    ] = None,
    output_format: Annotated[
        str | None, typer.Option("--format", help="The same for the output.")
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            help="local, or spark: INPUT and OUTPUT are then paths that Spark reads and writes "
            "(parquet, orc, json, csv, or a folder of such)."
        ),
    ] = "local",
    key: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="With --engine spark: a column that tells rows apart; default: a hash of each.",
        ),
    ] = None,
    provenance: Annotated[
        bool,
        typer.Option(
            "--provenance", help="With --engine spark: add columns that name the parents."
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of faults.")] = False,
) -> None:
    with exit_codes(debug):
        output = _one_output(goal, output)
        if _is_spark(engine, key, provenance):
            from counterpoise.cli.spark import balance_on_spark

            balance_on_spark(
                source,
                output,
                quiet=quiet,
                as_json=as_json,
                input_format=input_format,
                output_format=output_format,
                force=force,
                target=target,
                method=method,
                k=k,
                ratio=ratio,
                seed=seed,
                scale=scale,
                categorical=columns(categorical),
                ignore=columns(ignore),
                mark=mark,
                key=key,
                provenance=provenance,
            )
            return
        from counterpoise.cli.show import Progress, show_balance
        from counterpoise.files import balance_file

        with Progress(quiet) as progress:
            summary = balance_file(
                source,
                output,
                target=target,
                method=method,
                k=k,
                ratio=ratio,
                seed=seed,
                scale=scale,
                categorical=columns(categorical),
                ignore=columns(ignore),
                mark=mark,
                delimiter=separator(delimiter),
                encoding=encoding,
                input_format=input_format,
                output_format=output_format,
                force=force,
                report=progress,
            )
        if as_json:
            print_json(summary.to_dict(), sys.stderr if summary.output == "-" else sys.stdout)
        elif not quiet:
            show_balance(progress.console, summary.balance, summary.output)


def _one_output(goal: str | None, output: str | None) -> str | None:
    if goal is not None and output is not None:
        from counterpoise.errors import InvalidInputError

        raise InvalidInputError(f"the output is given twice, as {goal} and as {output}: give one")
    return goal if output is None else output


def _is_spark(engine: str, key: str | None, provenance: bool) -> bool:
    from counterpoise.errors import InvalidInputError

    if engine not in ("local", "spark"):
        raise InvalidInputError(f"engine={engine!r} is not known: use local or spark")
    if engine == "local" and (key is not None or provenance):
        option = "--key" if key is not None else "--provenance"
        raise InvalidInputError(f"{option} belongs to --engine spark")
    return engine == "spark"
