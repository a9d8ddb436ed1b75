"""`counterpoise compare`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from counterpoise.cli import completion
from counterpoise.cli.declared import as_command, option, words
from counterpoise.cli.options import Reading, check_report, print_json
from counterpoise.cli.visible import say_lines
from counterpoise.errors import InvalidInputError, Part, Setting, Text

if TYPE_CHECKING:
    from counterpoise.cli.show_comparison import ProgressBar
    from counterpoise.comparison import Comparison
    from counterpoise.targets.labelled_table import LabelledTable

__all__ = ["EXIT_CODES", "HELP", "compare"]

HELP = """
Say whether resampling helps on a table: without leaks, against strong baselines.

Models with and without resampling go through the same repeated cross-validation; k, ratio and
threshold are tuned inside the training rows. The verdict is about the metric asked for, and the
winner comes out as Python code:

  helps        a method is better than every baseline
  equivalent   the best method and the best baseline differ by less
               than --margin
  harms        a baseline is better than every method
  cannot tell  none of these is shown; the sentence says what would settle it

Examples:

  counterpoise compare churn.csv -t Churn
  counterpoise compare churn.csv -t Churn --metric f1 --models logistic
  counterpoise compare visits.parquet -t died --groups patient --budget 5m

Exit codes: 0 helps, 3 equivalent, 4 harms, 5 cannot tell; 2 bad input or usage, 1 a fault (a full
disk), 130 interrupted. So `counterpoise compare ... && counterpoise balance ...` balances where it
helps.
"""

EXIT_CODES: Mapping[str, int] = {"helps": 0, "equivalent": 3, "harms": 4, "cannot tell": 5}
"""What the command ends with, by verdict."""


def _models(listed: str) -> str | list[str]:
    return listed if listed == "auto" else words(listed)


def _costs(text: str | None) -> dict[str, float] | None:
    if text is None:
        return None
    try:
        miss, alarm = (float(part) for part in text.split(":"))
    except ValueError as error:
        raise InvalidInputError(
            f"--cost {text!r} cannot be used",
            remedy="write the cost of a missed row and of a false alarm, such as 10:1",
            parameter="cost",
        ) from error
    return {"miss": miss, "false alarm": alarm}


class CompareOptions(Reading):
    """Options of `counterpoise compare`."""

    metric: str = option(
        metavar="NAME",
        help="What the verdict is about: average_precision, roc_auc, recall_at_precision, f1, "
        "balanced_accuracy, cost (at a threshold chosen inside), f1_predict, "
        "balanced_accuracy_predict, brier, log_loss, calibration_slope, calibration_intercept.",
        default="average_precision",
    )
    methods: list[str] = option(
        metavar="A,B",
        read=words,
        help="Resampling methods, of those that `counterpoise methods` lists.",
        default="random,random-under,auto",
    )
    baselines: list[str] = option(
        metavar="A,B",
        read=words,
        help="What resampling has to beat.",
        default="nothing,class-weights,threshold",
    )
    models: str | list[str] = option(
        metavar="A,B",
        read=_models,
        help="naive-bayes, logistic, boosting, random-forest; auto for all.",
        default="auto",
    )
    budget: str | None = option(metavar="TIME", help="How long it may take: 90s, 5m, 1h.")
    resume: str | None = option(
        metavar="FILE",
        kind="path",
        help="Keep what is done in this file, and go on from what is in it.",
    )
    positive: str | None = option(
        metavar="CLASS", help="Of two classes, the one to find. Default: the smaller."
    )
    costs: dict[str, float] | None = option(
        "--cost",
        metavar="MISS:ALARM",
        read=_costs,
        help="Cost of a missed row and of a false alarm, as 10:1. Default: by the ratio.",
    )
    precision: float = option(
        metavar="SHARE", help="The precision at which recall is measured.", default=0.5
    )
    groups: str | None = option(
        metavar="COLUMN",
        complete=completion.columns,
        help="Rows that agree here are never on both sides of a split.",
    )
    time: str | None = option(
        metavar="COLUMN",
        complete=completion.columns,
        help="Train on earlier rows only than those of the test.",
    )
    folds: int = option(metavar="N", help="Folds.", default=5)
    n_repeats: int = option("--repeats", metavar="N", help="Repeats of the folds.", default=3)
    ratio: str | None = option(
        metavar="auto",
        help="auto: try several ratios and none for each method, and show the score over ratios.",
    )
    trials: int = option(
        metavar="N", help="Settings of k and ratio to try; 1 takes the defaults.", default=8
    )
    margin: float = option(
        metavar="SHARE",
        help="Differences below this share of the metric's scale do not matter.",
        default=0.01,
    )
    seed: int = option(metavar="N", help="The same seed gives the same result.", default=0)
    n_jobs: int = option(
        "--jobs", "-j", metavar="N", help="Processes; -1 for all cores.", default=-1
    )
    prune: bool = option(
        help="Leave out of later repeats what is plainly worse than its like.", default=True
    )
    categorical: list[str] | None = option(
        kind="columns",
        complete=completion.several_columns,
        help="Columns to take for categories; see balance.",
    )
    ignore: list[str] | None = option(
        kind="columns",
        complete=completion.several_columns,
        help="Columns to leave out, besides ids.",
    )
    page: str | None = option(
        "--report",
        kind="path",
        metavar="PATH",
        help="Write a page of HTML as well: the verdict, every contestant, the curves.",
    )
    force: bool = option("--force", "-f", help="Replace a report.", default=False)
    as_json: bool = option(
        "--json", help="Print the result as JSON to standard output.", default=False
    )
    quiet: bool = option(
        "--quiet", "-q", help="Show no progress; print the verdict only.", default=False
    )


def _compare(options: CompareOptions) -> int:
    from counterpoise.cli.show_comparison import ProgressBar, show_comparison
    from counterpoise.cli.terminal import Terminal
    from counterpoise.formats.atomic import standard_output
    from counterpoise.formats.location import plain_path

    source = plain_path(options.source, 0)
    standard_output()
    check_report(source, options.page, options.force, resume=options.resume)
    with ProgressBar(options.quiet) as bar:
        found, labelled = _compare_file(source, options, bar)
    if options.page is not None:
        _write_page(options.page, found, labelled, source, options)
    if options.as_json:
        print_json(found.to_dict(), sys.stdout)
    elif options.quiet:
        critical = [f"critical: {finding['sentence']}" for finding in found.findings]
        say_lines("\n".join([*critical, f"{found.verdict}: {found.sentence}"]), sys.stdout)
    else:
        console = Terminal()
        if not console.is_terminal:
            console.width = max(console.width, 120)
        show_comparison(console, found)
    return EXIT_CODES[found.verdict]


def _write_page(
    page: str, found: Comparison, labelled: LabelledTable, source: str, options: CompareOptions
) -> None:
    from counterpoise.report import Report, judge_sample, make_sample, write_report

    comparison = found.to_dict()
    sample, made = make_sample(labelled, comparison, options.seed)
    judged = None if made is None else judge_sample(sample, made)
    report = Report.of_comparison(
        comparison,
        sample,
        source=source,
        diagnosis={"findings": found.findings} if found.findings else None,
        balance=made,
        quality=judged,
    )
    write_report(page, report, force=options.force)


def _compare_file(
    source: str, options: CompareOptions, progress: ProgressBar
) -> tuple[Comparison, LabelledTable]:
    """Compare on the table of a file; return also the table."""
    from counterpoise.comparison.comparing import compare_raw
    from counterpoise.comparison.request import Request
    from counterpoise.formats.reading import read_file

    asked = options.for_call(Request)
    read = {**options.for_call(read_file), "source": source}
    split = {name: asked[name] for name in ("groups", "time") if name in asked}
    if split:
        read["ignore"] = [*(read.get("ignore") or []), *split.values()]
    try:
        labelled = read_file(**read)
    except InvalidInputError as error:
        raise _named_rightly(error, {column: name for name, column in split.items()}) from error
    return compare_raw(labelled, Request(**{**asked, "progress": progress})), labelled


def _named_rightly(error: InvalidInputError, apart: dict[str, str]) -> InvalidInputError:
    """Name the parameter that names a column which is set apart by way of `ignore`."""
    renamed: list[str] = []

    def rightly(part: Part) -> Text:
        if isinstance(part, Setting) and part.name == "ignore" and part.value in apart:
            renamed.append(apart[part.value])
            return Setting(apart[part.value], part.value)
        return part

    told = error.retold(rightly)
    return told.retold(parameter=renamed[0]) if renamed else error


compare = as_command("compare", CompareOptions, _compare)
