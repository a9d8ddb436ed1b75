"""`counterpoise balance --engine spark`."""

from __future__ import annotations

import logging
import sys
from typing import Any

from counterpoise.cli.options import print_json
from counterpoise.errors import InvalidInputError

__all__ = ["balance_on_spark"]


def balance_on_spark(
    source: str, output: str | None, *, quiet: bool, as_json: bool, **options: Any
) -> None:
    """Balance a table that Spark reads, and print what was done."""
    if output is None or "-" in (source, output):
        raise InvalidInputError(
            "--engine spark needs the paths of an input and of an output: "
            "counterpoise balance --engine spark INPUT OUTPUT"
        )
    from counterpoise.cli.show import Progress, show_balance
    from counterpoise.spark.files import balance_path

    for name in ("DataFrameQueryContextLogger", "SQLQueryContextLogger"):
        # PySpark logs whole tracebacks of errors that are said in one line here.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with Progress(quiet) as progress:
        summary = balance_path(source, output, report=progress, **options)
    if as_json:
        print_json({"input": source, "output": output, **summary.to_dict()}, sys.stdout)
    elif not quiet:
        show_balance(progress.console, summary, output)
