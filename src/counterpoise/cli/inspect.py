"""`counterpoise inspect`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from counterpoise.cli.failures import exit_codes
from counterpoise.cli.options import columns, print_json, separator

__all__ = ["HELP", "inspect"]

HELP = """
Say whether the smaller classes of a table are fit for resampling, and what is in the way.

Looks at imbalance, types of the minority's rows, separate groups, duplicates, contradictions, units
in which one column decides the distance, columns that give the target away, overlap, and the k that
the minority supports; ends with what is worth trying. Nothing is written.

Examples:

  counterpoise inspect churn.csv -t Churn

  counterpoise inspect churn.csv -t Churn --json | jq '.recommendation'

Exit codes: 0 done, whatever was found, 2 bad input or usage, 1 a fault, 130 interrupted.
"""


def inspect(
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
    k: Annotated[int, typer.Option("--k", "-k", help="Neighbours that SMOTE would use.")] = 5,
    scale: Annotated[
        str, typer.Option(help="Units of the distances: standard, robust or none.")
    ] = "standard",
    seed: Annotated[
        int, typer.Option(help="Seed of the rows that are drawn where a class has more than 5,000.")
    ] = 0,
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
            help="Columns not to look at, besides those that look like ids; none to ignore no such "
            "column.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON to standard output.")
    ] = False,
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
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of faults.")] = False,
) -> None:
    with exit_codes(debug):
        from counterpoise.cli.show import Progress
        from counterpoise.cli.show_diagnosis import show_diagnosis
        from counterpoise.diagnosis import diagnose_raw
        from counterpoise.files import read_file

        with Progress() as progress:
            progress("Reading")
            raw = read_file(
                source,
                target,
                categorical=columns(categorical),
                ignore=columns(ignore),
                input_format=input_format,
                delimiter=separator(delimiter),
                encoding=encoding,
            )
            progress("Looking at the classes, columns and neighbours")
            diagnosis = diagnose_raw(raw, k=k, scale=scale, seed=seed)
        if as_json:
            print_json(diagnosis.to_dict(), sys.stdout)
        elif sys.stdout.isatty():
            show_diagnosis(diagnosis)
        else:
            print(diagnosis)
