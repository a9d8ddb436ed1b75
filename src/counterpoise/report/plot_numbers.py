"""The numbers of plots; `plot_pictures` draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from counterpoise.report.text import JsonObject, number, plain, signed

__all__ = ["Bars", "Intervals", "numbers_of"]

Colour = Literal["majority", "minority", "new", "good", "even", "bad"]


@dataclass(frozen=True)
class Bars:
    """Horizontal bars that consist of parts.

    Parameters
    ----------
    title, x_title : str
        What the plot and its horizontal axis show.
    labels : list of str
        What each bar is of, from top to bottom.
    parts : dict of str to list of float
        The length of each part in each bar, from left to right.
    colours : dict of str to str
        The colour of each part.
    texts : list of str
        What stands at the end of each bar.
    """

    title: str
    x_title: str
    labels: list[str]
    parts: dict[str, list[float]]
    colours: dict[str, Colour]
    texts: list[str]


@dataclass(frozen=True)
class Intervals:
    """Points with their intervals, and a line that they are to be compared with.

    Parameters
    ----------
    title, x_title : str
        What the plot and its horizontal axis show.
    labels : list of str
        What each point is of, from top to bottom.
    values, lows, highs : list of float or None
        The points, and the ends of their intervals where there are any.
    tones : list of str
        The colour of each.
    texts : list of str
        What stands to the right of each.
    has_scale : bool
        Whether the axis has a scale; otherwise each line has one of its own.
    """

    title: str
    x_title: str
    labels: list[str]
    values: list[float | None]
    lows: list[float | None]
    highs: list[float | None]
    tones: list[Colour]
    texts: list[str]
    has_scale: bool = True


def numbers_of(kind: str, told: JsonObject) -> Bars | Intervals:
    """Return what the plot of a result shows.

    Parameters
    ----------
    kind : {"summary", "diagnosis", "scores", "exposure", "comparison"}
        What it is a result of.
    told : dict
        What its `to_dict` returned.

    Examples
    --------
    >>> from counterpoise.report.plot_numbers import numbers_of
    >>> classes = [{"class": "no", "before": 88, "after": 80}, {"class": "yes", "before": 12,
    ...     "after": 44}]
    >>> numbers_of("summary", {"classes": classes, "target": "churned", "method": "smote"}).parts
    {'kept': [80, 12], 'new': [0, 32], 'removed': [8, 0]}
    """
    numbers: Mapping[str, Callable[[JsonObject], Bars | Intervals]] = {
        "summary": _of_summary,
        "diagnosis": _of_diagnosis,
        "scores": _of_scores,
        "exposure": _of_exposure,
        "comparison": _of_comparison,
    }
    return numbers[kind](told)


def _of_summary(told: JsonObject) -> Bars:
    """Return the rows of each class, kept, new and removed."""
    classes = told["classes"]
    return Bars(
        title=f"Rows of each class of {plain(told['target'])}, {plain(told['method'])}",
        x_title="rows",
        labels=[plain(c["class"]) for c in classes],
        parts={
            "kept": [min(c["before"], c["after"]) for c in classes],
            "new": [max(c["after"] - c["before"], 0) for c in classes],
            "removed": [max(c["before"] - c["after"], 0) for c in classes],
        },
        colours={"kept": "minority", "new": "new", "removed": "majority"},
        texts=[f"{c['before']:,} → {c['after']:,}" for c in classes],
    )


_TYPES: Mapping[str, Colour] = {
    "safe": "good",
    "borderline": "even",
    "rare": "bad",
    "outlier": "majority",
}


def _of_diagnosis(told: JsonObject) -> Bars:
    """Return the types of the smaller classes' rows; the classes' sizes where they have none."""
    found = [f for f in told["findings"] if f["code"] == "minority-types"]
    if not found:
        classes = told["classes"]
        return Bars(
            title="Rows of each class",
            x_title="rows",
            labels=[plain(c["class"]) for c in classes],
            parts={"rows": [c["rows"] for c in classes]},
            colours={"rows": "minority"},
            texts=[f"{c['rows']:,}" for c in classes],
        )
    rows = {plain(c["class"]): c["rows"] for c in told["classes"]}
    labels = [plain(f["class"]) for f in found]
    return Bars(
        title="What the rows of the smaller classes are like, by their five nearest rows",
        x_title="share of the class's rows",
        labels=labels,
        parts={name: [f["figure"].get(name, 0.0) for f in found] for name in _TYPES},
        colours=dict(_TYPES),
        texts=[f"{rows[label]:,} rows" for label in labels],
    )


def _of_scores(told: JsonObject) -> Intervals:
    """Return how far each score is from that of real rows, each on a scale of its own."""
    scores = told["scores"]
    several = len({str(score.get("class")) for score in scores}) > 1
    lines = [_in_own_units(score) for score in scores]
    tones: Mapping[str, Colour] = {"worse": "bad", "better": "good"}
    return Intervals(
        title="Scores of the new rows beside those of real rows",
        x_title="below real rows ←  difference, each on its own scale  → above real rows",
        labels=[
            plain(score["name"]).replace("_", " ")
            + (f", {plain(score['class'])}" if several else "")
            for score in scores
        ],
        values=[line[0] for line in lines],
        lows=[line[1] for line in lines],
        highs=[line[2] for line in lines],
        tones=[tones.get(score["verdict"], "majority") for score in scores],
        texts=[
            f"{number(score['value'], 3)}, real {number(score['reference'], 3)}: {score['verdict']}"
            for score in scores
        ],
        has_scale=False,
    )


def _in_own_units(score: JsonObject) -> list[float | None]:
    """Return a difference and the ends of its interval, of which the farthest from 0 is 1."""
    line = [score["difference"], *(score.get("difference_interval") or (None, None))]
    most = max((abs(v) for v in line if v is not None), default=0.0) or 1.0
    return [None if v is None else v / most for v in line]


def _of_exposure(told: JsonObject) -> Intervals:
    """Return how far each score is on the way from a perfect sampler, 0, to a careless one, 1."""
    scores = told["scores"]
    several = len({str(score["class"]) for score in scores}) > 1
    tones: Mapping[str, Colour] = {"leaks": "bad", "passes": "good"}
    lines = [
        [
            None if at is None else (at - score["perfect"]) / (score["careless"] - score["perfect"])
            for at in (score["value"], *score["interval"])
        ]
        for score in scores
    ]
    ends = [sorted((low, high), key=lambda at: (at is None, at)) for _, low, high in lines]
    return Intervals(
        title="What attacks get from the new rows",
        x_title="a perfect sampler, 0  →  a careless one, 1",
        labels=[
            score["name"].replace("_", " ") + (f", {plain(score['class'])}" if several else "")
            for score in scores
        ],
        values=[line[0] for line in lines],
        lows=[low for low, _ in ends],
        highs=[high for _, high in ends],
        tones=[tones.get(score["verdict"], "majority") for score in scores],
        texts=[f"{number(score['value'], 3)}: {score['verdict']}" for score in scores],
    )


def _of_comparison(told: JsonObject) -> Intervals:
    """Return the gains over baselines, with their intervals."""
    lines = told["differences"]
    ends = [tuple(line.get("interval") or (None, None)) for line in lines]
    tones: list[Colour] = []
    for low, high in ends:
        if low is not None and low > 0:
            tones.append("good")
        else:  # an interval may be open at either end
            tones.append("bad" if high is not None and high < 0 else "majority")
    metric = plain(told["metric"]).replace("_", " ")
    return Intervals(
        title=f"Does resampling help? {plain(told['verdict'])}",
        x_title=f"gain in {metric} over the baseline (above 0 is better)",
        labels=[_pair(line) for line in lines],
        values=[line["difference"] for line in lines],
        lows=[low for low, _ in ends],
        highs=[high for _, high in ends],
        tones=tones,
        texts=[signed(line["difference"]) for line in lines],
    )


def _pair(line: JsonObject) -> str:
    """Return what is compared with what."""
    baseline = plain(line["baseline"])
    other = line.get("baseline_model")
    if other not in (None, line["model"]):
        baseline += f" of {plain(other)}"
    decides = " (decides)" if line.get("deciding") else ""
    return f"{plain(line['model'])}: {plain(line['contestant'])} − {baseline}{decides}"
