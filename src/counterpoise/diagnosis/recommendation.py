"""From the findings to what is worth trying."""

from __future__ import annotations

import math

from counterpoise.diagnosis.advice import FOR_GROUPS, WHY_SMOTE
from counterpoise.diagnosis.finding import Finding, Recommendation
from counterpoise.diagnosis.leaks import LEAKS
from counterpoise.diagnosis.study import Study, shown
from counterpoise.methods.finding import find_method
from counterpoise.methods.making import smote_for
from counterpoise.methods.registry import Method

__all__ = ["recommend"]

IMBALANCED_FROM = 1.5
FEWEST_ROWS = 6

COMPARE = (
    "Whether it helps, only a comparison on unseen rows says: with a strong classifier and a tuned "
    "threshold it often does not, and predicted probabilities no longer mean what they say (Elor "
    "and Averbuch-Elor 2022; van den Goorbergh et al. 2022)."
)


def recommend(study: Study, findings: list[Finding]) -> Recommendation:
    """Return what to try on a table, from what was found.

    Parameters
    ----------
    study : Study
        The table.
    findings : list of Finding
        All findings about it.
    """
    stop = _reasons_not_to(study, findings)
    if stop:
        return Recommendation(False, None, None, None, stop)
    reasons = []
    n = min(int(study.counts[c]) for c in study.smaller)
    method, reason = _method(study, findings)
    reasons.append(reason)
    k, reason = _k(study, findings)
    reasons.append(reason)
    ratio, reason = _ratio(study, n, k)
    reasons.append(reason)
    easy = [f for f in findings if f.code == "class-overlap"]
    if easy and all(f.figure["nearest_of_other_class"] <= 0.02 for f in easy):
        reasons.append(
            "The classes are apart: most classifiers tell them without new rows, so expect little."
        )
    if any(f.code == "dominating-column" and f.raised for f in findings):
        reasons.append(
            "Only with scale='standard' or 'robust', because one column is in large units."
        )
    reasons.append(COMPARE)
    return Recommendation(True, method.name, k, ratio, reasons)


def _reasons_not_to(study: Study, findings: list[Finding]) -> list[str]:
    """Return why the table should not be resampled; empty where it may."""
    reasons = []
    most = int(study.counts[study.largest])
    least = min(int(study.counts[c]) for c in study.smaller)
    if most < IMBALANCED_FROM * least:
        reasons.append(
            f"The classes are nearly as large as each other ({most:,} and {least:,} rows): there "
            "is nothing to balance."
        )
    for finding in findings:
        if finding.code in LEAKS and finding.raised:
            together = " and ".join(map(shown, finding.columns))
            pair = finding.code == "leaking-pair"
            reasons.append(
                f"{together if pair else shown(finding.columns[0])} "
                f"{'give' if pair else 'gives'} the class away: settle that first, because "
                "with it any figure flatters, with or without new rows."
            )
    scattered = [f for f in findings if f.code == "scattered-minority" and f.raised]
    if scattered and len(scattered) == sum(f.code == "scattered-minority" for f in findings):
        own = scattered[0].figure
        reasons.append(
            f"Class {scattered[0].klass!r} is scattered: {own['rare_or_outlier']:.0%} of its rows "
            "are alone or in pairs among other classes, and what lies between them is not its own. "
            "Try class weights, or a threshold chosen on validation rows."
        )
    told = {finding.klass for finding in scattered}
    support = [f for f in findings if f.code == "supported-k" and "own_side_share" in f.figure]
    if support and all(f.figure["supported"] == 0 for f in support) and len(told) < len(support):
        share = support[0].figure["own_side_share"]
        reasons.append(
            f"Halfway between rows of class {support[0].klass!r} the nearest row is of another "
            f"class in {1 - share:.0%} of cases: new rows would do no more than raise the class's "
            "weight there, which class weights or a lower threshold do without them."
        )
    if least < FEWEST_ROWS:
        reasons.append(
            f"{least} row{'s' * (least != 1)} of a class are too few to interpolate between, or to "
            "find out whether it helped: collect more."
        )
    return reasons


def _method(study: Study, findings: list[Finding]) -> tuple[Method, str]:
    """Return the method to try, and why: by the columns, or by the groups of a class."""
    has_categories = bool(study.rows.n_categorical)
    has_numbers = bool(study.rows.n_numeric) or not has_categories
    groups = [f for f in findings if f.code == "small-disjuncts" and f.raised]
    if groups and not has_categories:
        return find_method(FOR_GROUPS), (
            f"k-means SMOTE, because class {groups[0].klass!r} has {groups[0].figure['groups']} "
            "separate groups, and it makes new rows inside clusters only."
        )
    return smote_for(has_numbers, has_categories), WHY_SMOTE[has_numbers, has_categories]


def _k(study: Study, findings: list[Finding]) -> tuple[int, str]:
    limits = [(study.k, f"k = {study.k}, as asked: the class supports it.")]
    for finding in findings:
        if finding.code == "supported-k" and finding.figure["supported"] < study.k:
            k = max(int(finding.figure["supported"]), 1)
            limits.append((k, f"k = {k}, the most that class {finding.klass!r} supports."))
        if finding.code == "small-disjuncts" and finding.raised:
            k = max(min(study.k, finding.figure["smallest"] - 1), 1)
            limits.append((k, f"k = {k}, below the size of the smaller groups."))
    return min(limits, key=lambda limit: limit[0])


def _ratio(study: Study, n: int, k: int) -> tuple[float, str]:
    """Return the ratio at which each pair of neighbours makes one new row, at most 1."""
    most = int(study.counts[study.largest])
    ratio = (1 + k) * n / most
    if ratio >= 1:
        return 1.0, (
            f"Ratio 1 at most: with {n:,} rows and k = {k} there are as many pairs of neighbours "
            "as new rows; smaller ratios distort probabilities less, so compare 0.5 too."
        )
    # Up, so that a very small class still grows.
    ratio = math.ceil(ratio * 1000) / 1000
    return ratio, (
        f"Ratio {ratio:g}, because {n:,} rows have {k * n:,} pairs of neighbours, and more new "
        "rows than pairs say the same again."
    )
