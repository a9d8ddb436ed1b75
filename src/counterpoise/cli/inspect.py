"""`counterpoise inspect`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from counterpoise.cli.completion import several_columns
from counterpoise.cli.declared import as_command, option
from counterpoise.cli.options import SCALE, Reading, check_report, print_json
from counterpoise.cli.visible import say_lines

if TYPE_CHECKING:
    from counterpoise.diagnosis import Diagnosis
    from counterpoise.targets.labelled_table import LabelledTable

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


class InspectOptions(Reading):
    """Options of `counterpoise inspect`."""

    k: int = option("--k", "-k", metavar="N", help="Neighbours that SMOTE would use.", default=5)
    scale: str = SCALE
    seed: int = option(
        metavar="N",
        help="Seed of the rows that are drawn where a class has more than 5,000.",
        default=0,
    )
    categorical: list[str] | None = option(
        help="Columns to take for categories, besides text and those with two whole-number "
        "values; none to leave the latter numbers.",
        kind="columns",
        complete=several_columns,
    )
    ignore: list[str] | None = option(
        help="Columns not to look at, besides those that look like ids; none to ignore no such "
        "column.",
        kind="columns",
        complete=several_columns,
    )
    page: str | None = option(
        "--report",
        metavar="PATH",
        help="Write a page of HTML as well: the findings, a map of the classes, every column.",
        kind="path",
    )
    force: bool = option("--force", "-f", help="Replace a report.", default=False)
    as_json: bool = option(
        "--json", help="Print the findings as JSON to standard output.", default=False
    )


def _inspect(options: InspectOptions) -> None:
    from counterpoise.cli.show import Progress
    from counterpoise.cli.show_diagnosis import show_diagnosis
    from counterpoise.diagnosis import diagnose_raw
    from counterpoise.files import read_file
    from counterpoise.formats.atomic import standard_output
    from counterpoise.formats.location import plain_path

    source, page = plain_path(options.source, 0), options.page
    standard_output()
    check_report(source, page, options.force)
    with Progress() as progress:
        progress("Reading")
        labelled = read_file(**{**options.for_call(read_file), "source": source})
        progress("Looking at the classes, columns and neighbours")
        diagnosis = diagnose_raw(labelled, **options.for_call(diagnose_raw))
        if page is not None:
            progress(f"Writing '{page}'")
            _write_page(page, diagnosis, labelled, source, options)
    if options.as_json:
        print_json(diagnosis.to_dict(), sys.stdout)
    elif sys.stdout.isatty():
        show_diagnosis(diagnosis)
    else:
        say_lines(str(diagnosis), sys.stdout)


def _write_page(
    page: str, diagnosis: Diagnosis, labelled: LabelledTable, source: str, options: InspectOptions
) -> None:
    from counterpoise.report import Report, Sample, write_report

    sample = Sample.from_labelled(labelled, options.seed)
    report = Report.of_diagnosis(diagnosis.to_dict(), sample, source=source)
    write_report(page, report, force=options.force)


inspect = as_command("inspect", InspectOptions, _inspect)
