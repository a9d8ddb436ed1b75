"""`counterpoise privacy`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from counterpoise.cli import completion
from counterpoise.cli.declared import as_command, option
from counterpoise.cli.options import SCALE, Reading, check_paths, print_json
from counterpoise.cli.visible import say_lines
from counterpoise.errors import InvalidInputError

if TYPE_CHECKING:
    from counterpoise.exposure import Privacy
    from counterpoise.targets.labelled_table import LabelledTable

__all__ = ["HELP", "privacy"]

HELP = """
Say which original rows new rows give away, by attacking them.

Runs the attacks that are known to work on SMOTE: original rows rebuilt from lines through new rows,
new rows told from original ones, copies and near copies, distances to rows that the sampler saw
against those to rows it did not. INPUT is the original table. Either the method is run as balance
runs it, or --made names what balance, or another program, has written.

Examples:

  counterpoise privacy churn.csv -t Churn
  counterpoise privacy churn.csv -t Churn --made churn-balanced.csv
  counterpoise privacy churn.csv -t Churn --json | jq '.verdict'

Exit codes: 0 done, whatever was found, 2 bad input or usage, 1 a fault, 130 interrupted.
"""


class PrivacyOptions(Reading):
    """Options of `counterpoise privacy`."""

    made: str | None = option(
        metavar="FILE",
        kind="path",
        help="A file of rows that were made from INPUT, with or without the original ones. "
        "Default: the method is run.",
    )
    held_out: str | None = option(
        metavar="FILE",
        kind="path",
        help="A file of rows that the sampler never saw, such as the test rows of balance --split.",
    )
    method: str = option(
        metavar="NAME",
        help="A name that `counterpoise methods` lists.",
        complete=completion.methods,
        default="auto",
    )
    ratio: float = option(
        metavar="SHARE",
        help="Wanted rows of each smaller class, as a share of the largest.",
        default=1.0,
    )
    k: int = option("--k", "-k", metavar="N", help="Neighbours of a row.", default=5)
    scale: str = SCALE
    seed: int = option(metavar="N", help="The same seed gives the same result.", default=0)
    n_repeats: int = option(
        "--repeats", metavar="N", help="Random halves on which the method is run.", default=5
    )
    categorical: list[str] | None = option(
        kind="columns",
        complete=completion.several_columns,
        help="Columns to take for categories; see balance.",
    )
    ignore: list[str] | None = option(
        kind="columns",
        complete=completion.several_columns,
        help="Columns not to look at, besides ids.",
    )
    as_json: bool = option(
        "--json", help="Print the result as JSON to standard output.", default=False
    )


def _privacy(options: PrivacyOptions) -> None:
    from counterpoise.cli.show import Progress
    from counterpoise.cli.show_privacy import show_privacy
    from counterpoise.engines.stream.paths import input_paths
    from counterpoise.formats.atomic import standard_output
    from counterpoise.formats.location import plain_path

    source = plain_path(options.source, 0)
    standard_output()
    check_paths(input_paths(source))
    with Progress() as progress:
        progress("Reading")
        labelled = _read(source, options)
        others = {
            name: None if path is None else _read_like(path, name, labelled, options)
            for name, path in (("made", options.made), ("held_out", options.held_out))
        }
        progress("Attacking the new rows")
        found = _examine(labelled, others, options)
    if options.as_json:
        print_json(found.to_dict(), sys.stdout)
    elif sys.stdout.isatty():
        show_privacy(found)
    else:
        say_lines(str(found), sys.stdout)


def _examine(labelled: LabelledTable, others: dict[str, Any], options: PrivacyOptions) -> Privacy:
    from counterpoise.exposure import Request, privacy_of_file
    from counterpoise.plan.request import Request as BalanceRequest

    asked = None
    if options.made is None:
        asked = BalanceRequest(**options.for_call(BalanceRequest))
    request = Request.checked(options.scale, options.seed, options.n_repeats)
    return privacy_of_file(labelled, request, asked=asked, **others)


def _read(source: str, options: PrivacyOptions) -> LabelledTable:
    from counterpoise.formats.reading import read_file

    return read_file(**{**options.for_call(read_file), "source": source})


def _read_like(path: str, name: str, labelled: LabelledTable, options: PrivacyOptions) -> Any:
    """Return the table of another file with the columns of the first one."""
    from counterpoise.formats.reading import read_file

    asked = options.for_call(read_file)
    for own in ("source", "categorical", "ignore"):
        asked.pop(own, None)
    categories = [str(role.name) for role in labelled.roles if role.role == "category"]
    try:
        found = read_file(source=path, categorical=categories, **asked)
    except InvalidInputError as error:
        flag = "--" + name.replace("_", "-")
        raise error.retold(before=f"{flag}: ", parameter=name) from error
    return found.table.native


privacy = as_command("privacy", PrivacyOptions, _privacy)
