"""`counterpoise compare`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

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
    words,
)
from counterpoise.cli.visible import say_lines
from counterpoise.errors import InvalidInputError, Setting

if TYPE_CHECKING:
    from rich.console import Console

    from counterpoise.comparison import Comparison
    from counterpoise.targets.raw_table import RawTable

__all__ = ["HELP", "compare", "compare_file"]

HELP = """
Say whether resampling helps on a table: without leaks, against strong baselines.

Models with and without resampling go through the same repeated cross-validation; k, ratio and
threshold are tuned inside the training rows. The verdict is "helps", "no difference" or "harms"
for the metric asked for, and the winner comes out as Python code.

Examples:

  counterpoise compare churn.csv -t Churn

  counterpoise compare churn.csv -t Churn --metric f1 --models logistic --methods smote,random

  counterpoise compare visits.parquet -t died --groups patient --budget 5m --resume visits.journal

Exit codes: 0 done, 2 bad input or usage, 1 a fault (a full disk), 130 interrupted.
"""


def compare(
    source: Source,
    target: Target,
    metric: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What the verdict is about: average_precision, roc_auc, recall_at_precision, f1, "
            "balanced_accuracy, cost (at a threshold chosen inside), f1_predict, "
            "balanced_accuracy_predict, brier, log_loss, calibration_slope, calibration_intercept.",
        ),
    ] = "average_precision",
    methods: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="Resampling methods, of those that `counterpoise methods` lists."
        ),
    ] = "random,random-under,auto",
    baselines: Annotated[
        str, typer.Option(metavar="A,B", help="What resampling has to beat.")
    ] = "nothing,class-weights,threshold",
    models: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="naive-bayes, logistic, boosting, random-forest; auto for all."
        ),
    ] = "auto",
    budget: Annotated[
        str | None, typer.Option(metavar="TIME", help="How long it may take: 90s, 5m, 1h.")
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Keep what is done in this file, and go on from what is in it."
        ),
    ] = None,
    positive: Annotated[
        str | None,
        typer.Option(
            metavar="CLASS", help="Of two classes, the one to find. Default: the smaller."
        ),
    ] = None,
    cost: Annotated[
        str | None,
        typer.Option(
            metavar="MISS:ALARM",
            help="Cost of a missed row and of a false alarm, as 10:1. Default: by the ratio.",
        ),
    ] = None,
    precision: Annotated[
        float, typer.Option(metavar="SHARE", help="The precision at which recall is measured.")
    ] = 0.5,
    groups: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Rows that agree here are never on both sides of a split."
        ),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Train on earlier rows only than those of the test."),
    ] = None,
    folds: Annotated[int, typer.Option(metavar="N", help="Folds.")] = 5,
    repeats: Annotated[int, typer.Option(metavar="N", help="Repeats of the folds.")] = 3,
    trials: Annotated[
        int, typer.Option(metavar="N", help="Settings of k and ratio to try; 1 takes the defaults.")
    ] = 8,
    seed: Annotated[
        int, typer.Option(metavar="N", help="The same seed gives the same result.")
    ] = 0,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", help="Processes; -1 for all cores.")
    ] = -1,
    prune: Annotated[
        bool,
        typer.Option(help="Leave out of later repeats what is plainly worse than its like."),
    ] = True,
    categorical: Annotated[
        str | None, typer.Option(metavar="A,B", help="Columns to take for categories; see balance.")
    ] = None,
    ignore: Annotated[
        str | None, typer.Option(metavar="A,B", help="Columns to leave out, besides ids.")
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="PATH",
            help="Write a page of HTML as well: the verdict, every contestant, the curves.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace a report.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON to standard output.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show no progress; print the verdict only.")
    ] = False,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    missing: Missing = None,
    longest_record: LongestRecord = None,
    input_format: InputFormat = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of faults.")] = False,
) -> None:
    with exit_codes(debug):
        from counterpoise.cli.terminal import Terminal
        from counterpoise.formats.atomic import standard_output
        from counterpoise.formats.location import plain_path

        source = plain_path(source, 0)
        standard_output()
        check_report(source, page, force, resume=resume)
        with ProgressBar(quiet) as bar:
            found, raw = compare_file(
                source,
                target,
                read=reading(
                    categorical, ignore, delimiter, encoding, input_format, missing, longest_record
                ),
                metric=metric,
                methods=words(methods),
                baselines=words(baselines),
                models=models if models == "auto" else words(models),
                budget=budget,
                resume=resume,
                positive=positive,
                costs=cost,
                precision=precision,
                groups=groups,
                time=time,
                folds=folds,
                repeats=repeats,
                trials=trials,
                seed=seed,
                n_jobs=jobs,
                prune=prune,
                progress=bar,
            )
        if page is not None:
            _write_page(page, found, raw, source, seed, force)
        if as_json:
            print_json(found.to_dict(), sys.stdout)
        elif quiet:
            say_lines(f"{found.verdict}: {found.sentence}", sys.stdout)
        else:
            console = Terminal()
            if not console.is_terminal:
                console.width = max(console.width, 120)
            show_comparison(console, found)


def _write_page(
    page: str, found: Comparison, raw: RawTable, source: str, seed: int, force: bool
) -> None:
    from counterpoise.report import Report, judge_sample, make_sample, write_report

    comparison = found.to_dict()
    sample, made = make_sample(raw, comparison, seed)
    judged = None if made is None else judge_sample(sample, made)
    report = Report.of_comparison(comparison, sample, source=source, balance=made, quality=judged)
    write_report(page, report, force=force)


def compare_file(
    source: str, target: str, read: dict[str, Any], **options: Any
) -> tuple[Comparison, RawTable]:
    """Compare on the table of a file; return also the table.

    Parameters
    ----------
    source, target : str
        The file and its column with the classes.
    read : dict
        Options of `counterpoise.formats.reading.read_file`.
    **options
        Those of `counterpoise.compare`, with costs as text.
    """
    from counterpoise.comparison import compare
    from counterpoise.formats.reading import read_file

    if options.get("costs") is not None:
        options["costs"] = _costs(options["costs"])
    split = [name for name in ("groups", "time") if options.get(name) is not None]
    apart = [options[name] for name in split]
    if apart:
        read = {**read, "ignore": [*(read.get("ignore") or []), *apart]}
    try:
        raw = read_file(source, target, **read)
    except InvalidInputError as error:
        raise _named_rightly(error, {options[name]: name for name in split}) from error
    kept = [j for j, role in enumerate(raw.roles) if role.role in ("numeric", "category")]
    names = [raw.roles[j].name for j in kept]
    # Split columns come along, and compare takes them out again.
    aside = [raw.sheet.position_of(options[name], name) for name in split]
    categories = [raw.roles[j].name for j in kept if raw.roles[j].role == "category"]
    guessed = [raw.roles[j].name for j in kept if raw.roles[j].guessed]
    found = compare(
        raw.sheet.select([*kept, *(j for j in aside if raw.sheet.names[j] not in names)]),
        raw.y,
        categorical=None if guessed else categories,
        ignore=[],
        **options,
    )
    return found, raw


def _named_rightly(error: InvalidInputError, apart: dict[str, str]) -> InvalidInputError:
    """Name the parameter that names a column which is set apart by way of `ignore`."""
    first, *rest = error.args
    if isinstance(first, Setting) and first.name == "ignore" and first.value in apart:
        return InvalidInputError(Setting(apart[first.value], first.value), *rest)
    return error


def _costs(text: str) -> dict[str, float]:
    try:
        miss, alarm = (float(part) for part in text.split(":"))
    except ValueError as error:
        raise InvalidInputError(
            f"--cost {text!r} cannot be used: write the cost of a missed row and of a false alarm, "
            "such as 10:1"
        ) from error
    return {"miss": miss, "false alarm": alarm}


class ProgressBar:
    """A bar on standard error, if it is a terminal.

    Parameters
    ----------
    quiet : bool
        Whether to show nothing.
    """

    def __init__(self, quiet: bool = False):
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        from counterpoise.cli.terminal import Terminal

        console = Terminal(stderr=True)
        self.bar = Progress(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            Remaining(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self.task = self.bar.add_task("reading", total=None)

    def __enter__(self) -> ProgressBar:
        self.bar.start()
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show that so many of so many are done."""
        self.bar.update(self.task, completed=done, total=total, description=what)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def show_comparison(console: Console, found: Comparison) -> None:
    """Print the verdict, the table of contestants and the code of the winner."""
    from rich.table import Table
    from rich.text import Text

    from counterpoise.cli.terminal import plain

    style = {"helps": "bold green", "harms": "bold red"}.get(found.verdict, "bold")
    console.print(Text.assemble((found.verdict, style), ". ", plain(found.sentence)))
    for saved in found.budget["saved"]:
        console.print(plain(f"Saved for the budget: {saved}", "yellow"))
    console.print()
    shown = dict.fromkeys([found.metric.name, "average_precision", "roc_auc", "f1", "brier"])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("model", no_wrap=True)
    table.add_column("contestant", no_wrap=True)
    for name in [*shown, "calibration_slope"]:
        table.add_column(name.replace("_", " "), justify="right")
    table.add_column("settings")
    for c in found.contestants:
        won = (c["model"], c["contestant"]) == (found.winner["model"], found.winner["contestant"])
        scores = [
            f"{c['scores'][name]['mean']:.3f}" if name in c["scores"] else ""
            for name in [*shown, "calibration_slope"]
        ]
        settings = ", ".join(f"{name} {value}" for name, value in c["settings"].items())
        note = "; ".join(part for part in (settings, c["note"]) if part)
        cells = [c["model"], c["contestant"], *scores, note]
        table.add_row(*map(plain, cells), style="bold" if won else "")
    console.print(table)
    console.print()
    done, planned = found.folds["done"], found.folds["planned"]
    console.print(
        Text(
            f"{found.metric.title} over {done} of {planned} {found.folds['kind']} folds; "
            f"{found.metric.better} is better. The winner as code:"
        )
    )
    console.print()
    console.print(found.code, markup=False, highlight=False, soft_wrap=True)
