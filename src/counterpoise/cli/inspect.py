"""`counterpoise inspect`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from counterpoise.cli.failures import exit_codes
from counterpoise.cli.options import (
    Delimiter,
    Encoding,
    InputFormat,
    LongestRecord,
    Missing,
    Source,
    Target,
    check_report,
    print_json,
    reading,
)
from counterpoise.cli.visible import say_lines

__all__ = ["HELP", "inspect"]

HELP = """
Say whether the smaller classes of a table are fit for resampling, and what is in the way.

Looks at imbalance, types of the minority's rows, separate groups, duplicates, contradictions, units
in which one column decides the distance, columns that give the target away, overlap, and the k that
the minority supports; ends with what is worth trying. Nothing is written
unless you ask for a report.

Examples:

  counterpoise inspect churn.csv -t Churn

  counterpoise inspect churn.csv -t Churn --report churn.html

  counterpoise inspect churn.csv -t Churn --json | jq '.recommendation'

Exit codes: 0 done, whatever was found, 2 bad input or usage, 1 a fault, 130 interrupted.
"""


def inspect(
    source: Source,
    target: Target,
    k: Annotated[
        int, typer.Option("--k", "-k", metavar="N", help="Neighbours that SMOTE would use.")
    ] = 5,
    scale: Annotated[
        str, typer.Option(metavar="UNITS", help="Units of the distances: standard, robust or none.")
    ] = "standard",
    seed: Annotated[
        int,
        typer.Option(
            metavar="N", help="Seed of the rows that are drawn where a class has more than 5,000."
        ),
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
    page: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="PATH",
            help="Write a page of HTML as well: the findings, a map of the classes, every column.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace a report.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON to standard output.")
    ] = False,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    missing: Missing = None,
    longest_record: LongestRecord = None,
    input_format: InputFormat = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of faults.")] = False,
) -> None:
    with exit_codes(debug):
        from counterpoise.cli.show import Progress
        from counterpoise.cli.show_diagnosis import show_diagnosis
        from counterpoise.diagnosis import diagnose_raw
        from counterpoise.files import read_file
        from counterpoise.formats.atomic import standard_output
        from counterpoise.formats.location import plain_path

        source = plain_path(source, 0)
        standard_output()
        check_report(source, page, force)
        with Progress() as progress:
            progress("Reading")
            raw = read_file(
                source,
                target,
                **reading(
                    categorical, ignore, delimiter, encoding, input_format, missing, longest_record
                ),
            )
            progress("Looking at the classes, columns and neighbours")
            diagnosis = diagnose_raw(raw, k=k, scale=scale, seed=seed)
            if page is not None:
                from counterpoise.report import Report, Sample, write_report

                progress(f"Writing '{page}'")
                sample = Sample.from_raw(raw, seed)
                report = Report.of_diagnosis(diagnosis.to_dict(), sample, source=source)
                write_report(page, report, force=force)
        if as_json:
            print_json(diagnosis.to_dict(), sys.stdout)
        elif sys.stdout.isatty():
            show_diagnosis(diagnosis)
        else:
            say_lines(str(diagnosis), sys.stdout)
