"""Are the new rows any good? The method that made them, judged on the report's own sample."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.methods.finding import find_method
from counterpoise.methods.making import make_sampler
from counterpoise.methods.registry import METHODS, Method
from counterpoise.plan.sample import Sample
from counterpoise.report.text import JsonObject, Section, plain

if TYPE_CHECKING:
    from counterpoise.methods.sampler import Sampler
    from counterpoise.plausibility import Quality

__all__ = ["judge_sample", "sample_block"]

_SPLITS = 3
_BOOTSTRAP = 100
_MOST_CLASSES = 4


def judge_sample(sample: Sample, summary: JsonObject) -> Section | None:
    """Return how the rows that a method makes compare with real rows which it never saw.

    The rows of the table that was balanced were made from all rows of their class, and none is
    left to judge them by. So the method is run again, with the settings that it had, on half of
    the sample's originals, several times, and the other half judges: see `counterpoise.quality`.

    Parameters
    ----------
    sample : Sample
        Originals of each class, and the new rows, which say what classes grew.
    summary : dict
        What `Summary.to_dict` returned: method, k, scale and seed.

    Returns
    -------
    dict or None
        What the section on quality is made of: a "sentence" and "scores". None for a method that
        makes no rows, and for one of the user's own.
    """
    from counterpoise.plausibility import quality

    if summary["method"] not in METHODS:
        return None  # a recipe or a sampler of the user's own, which the summary only names
    method = find_method(summary["method"])
    grown = np.unique(sample.klass[sample.is_new]).tolist()
    if not method.adds_rows or not grown or not sample.columns:
        return None
    rows = np.flatnonzero(~sample.is_new & sample.is_drawn)
    counts = np.bincount(sample.klass[rows], minlength=len(sample.labels))
    grown = sorted(grown, key=lambda c: (counts[c], c))[:_MOST_CLASSES]
    block, categorical = sample_block(sample)
    try:
        found = quality(
            block[rows],
            sample.klass[rows],
            _sampler(method, summary, categorical, grown, int(counts[grown].min())),
            n_repeats=_SPLITS,
            n_bootstrap=_BOOTSTRAP,
            scale=summary.get("scale") or "standard",
            categorical=categorical,
            feature_names=[column.name for column in sample.columns],
        )
    except InvalidInputError as error:
        return {"sentence": f"This could not be measured: {error}.", "scores": []}
    is_thinned = counts.max() < max(c["before"] for c in summary["classes"])
    labels: dict[Hashable, str] = {code: plain(label) for code, label in enumerate(sample.labels)}
    return _told(found, method, labels, is_thinned)


def _told(
    found: Quality, method: Method, labels: Mapping[Hashable, str], is_thinned: bool
) -> Section:
    """Return what was found as the section on quality has it, of labels and not of codes."""
    several = len(found.sentences) > 1
    told = [
        f"{labels[code]}: {sentence}" if several else sentence
        for code, sentence in found.sentences.items()
    ]
    n_rows = [
        f"{n['rows trained']:,} rows of {labels[code]} to learn from, {n['judge']:,} to judge by"
        for code, n in found.n_rows.items()
    ]
    scores = [
        {
            **score.to_dict(),
            "sentence": score.sentence_about(f"class {labels[score.klass]}"),
            "class": labels[score.klass] if several else None,
        }
        for score in found.scores
    ]
    return {
        "sentence": " ".join(told),
        "how": (
            f"{method.name} was run on a random half of the rows, {_SPLITS} times, and rows of the "
            f"other half judge what it made ({'; '.join(n_rows)}). Real rows in the place of new "
            "ones give the reference." + (f" {_THINNED}" if is_thinned else "")
        ),
        "scores": scores,
    }


_THINNED = (
    "Of each class at most a few thousand rows take part, so large classes are thinner here than "
    "in the table."
)


def sample_block(sample: Sample) -> tuple[NDArray[np.float64], list[int]]:
    """Return a sample's columns as numbers, categories as codes, and which those are.

    Parameters
    ----------
    sample : Sample
        The rows.

    Returns
    -------
    block : ndarray of shape (n_rows, n_columns), float64
        NaN where a value is missing.
    categorical : list of int
        Columns of codes.
    """
    columns, categorical = [], []
    for j, column in enumerate(sample.columns):
        if column.kind != "category":
            columns.append(column.finite())
            continue
        categorical.append(j)
        codes, _ = column.coded()
        columns.append(np.where(codes < 0, np.nan, codes))
    return np.column_stack(columns).astype(np.float64), categorical


def _sampler(
    method: Method, summary: JsonObject, categorical: list[int], grown: list[int], least: int
) -> Sampler:
    """Return the method as it was used, but growing each class by as many rows as it has."""
    options = {
        "random_state": summary.get("seed"),
        "scale": summary.get("scale"),
        "sampling_strategy": _Doubling(tuple(grown)),
    }
    k = max(1, min(int(summary["k"]), least // 2 - 1)) if summary.get("k") else None
    return make_sampler(method, options, k=k, categorical=categorical)


class _Doubling:
    """Let classes grow to twice their rows, whatever the size of the others."""

    def __init__(self, classes: tuple[int, ...]):
        self.classes = classes

    def __call__(self, y: ArrayLike) -> dict[int, int]:
        labels, counts = np.unique(np.asarray(y), return_counts=True)
        found = zip(labels.tolist(), counts.tolist(), strict=True)
        return {label: 2 * n for label, n in found if label in self.classes}
