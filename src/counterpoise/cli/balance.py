"""`counterpoise balance`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from counterpoise.cli import runs
from counterpoise.cli.balance_options import BalanceOptions
from counterpoise.cli.declared import as_command
from counterpoise.cli.logs import LOG
from counterpoise.cli.options import print_json
from counterpoise.cli.visible import say_lines

if TYPE_CHECKING:
    from counterpoise.cli.progress import Progress
    from counterpoise.engines.stream.balancing import FileSummary
    from counterpoise.errors import Note

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
  counterpoise balance calls.parquet -t Churn -o out --engine spark --key id

Exit codes: 0 done, 2 bad input or usage, 1 a fault (a full disk), 130 interrupted.
"""


def _balance(options: BalanceOptions) -> None:
    from counterpoise.cli.own_recipes import running_own_recipe
    from counterpoise.formats.atomic import standard_output
    from counterpoise.formats.location import STANDARD, plain_path

    options.check_engine()
    to_standard = plain_path(options.destination or "", 1) == STANDARD
    if (options.as_json and not to_standard) or (options.dry_run and not options.quiet):
        standard_output()
    if options.save_config is not None:
        runs.check_recordable(options)
        _check_config(options.save_config, options.force)
    with running_own_recipe(options.method):
        _run(options)


def _run(options: BalanceOptions) -> None:
    """Balance, record the run and tell what was done."""
    dry = False
    with _watched(options) as progress:
        try:
            summary = _balanced(options, progress)
        except _DryRun as stop:
            summary, dry = stop.summary, True
    if options.config is not None:
        for note in runs.differences(options.config, options, _identity(summary)):
            progress.note(note)
    if options.save_config is not None:
        _record(options.save_config, options, summary)
    LOG.info("%s: %s", "planned" if dry else "done", json.dumps(summary.to_dict()))
    _tell(options, summary, dry, progress)


def _balanced(options: BalanceOptions, progress: Progress) -> FileSummary:
    """Return what was done on the engine that is asked for."""
    if options.engine == "spark":
        from counterpoise.cli.spark import balance_on_spark

        return balance_on_spark(options, progress)
    from counterpoise.files import balance_file

    return balance_file(**options.for_call(balance_file), progress=progress)


def _watched(options: BalanceOptions) -> Progress:
    """Return what shows the plan before the work begins, and goes no further on a dry run."""
    from counterpoise.cli.progress import Progress
    from counterpoise.cli.show import show_plan

    class Watched(Progress):
        """Shows the plan before the work begins, and goes no further on a dry run."""

        def note(self, note: Note) -> None:
            if not options.as_json:
                super().note(note)

        def planned(self, summary: FileSummary) -> None:
            if options.dry_run:
                raise _DryRun(summary)
            if not options.quiet and not options.as_json:
                show_plan(self.console, summary.balance)

    return Watched(options.quiet)


def _tell(options: BalanceOptions, summary: FileSummary, dry: bool, progress: Progress) -> None:
    from counterpoise.cli.show import show_dry_run, show_written

    if options.as_json:
        away = summary.output == "-" and not dry
        told = {**summary.to_dict(), **({"dry_run": True} if dry else {})}
        print_json(told, sys.stderr if away else sys.stdout)
    elif options.quiet:
        for finding in summary.balance.findings:
            say_lines(f"critical: {finding['sentence']} {finding['advice']}", sys.stderr)
    elif dry:
        show_dry_run(summary.balance, summary.output)
    else:
        written = (summary.output, summary.test_output, summary.n_test, summary.page)
        show_written(progress.console, summary.balance, *written)


class _DryRun(BaseException):
    """What would be done is known, and that is all that was asked."""

    def __init__(self, summary: FileSummary):
        self.summary = summary


def _check_config(path: str, force: bool) -> None:
    """Say now rather than after the work that the run cannot be recorded there."""
    from counterpoise.formats.atomic import check_destination
    from counterpoise.formats.location import Place

    check_destination(Place(path, "csv"), force, "--save-config")


def _record(path: str, options: BalanceOptions, summary: FileSummary) -> None:
    told = summary.balance
    resolved = {
        "seed": told.seed,
        "method": told.method,
        "output": summary.output,
        "set": options.own_parameters() or None,
    }
    runs.write_run(path, options, resolved, _identity(summary), options.force)


def _identity(summary: FileSummary) -> dict[str, Any]:
    """Return what tells a run from another that has the same options."""
    return {"version": summary.balance.version, "input_digest": summary.digest}


balance = as_command("balance", BalanceOptions, _balance)
