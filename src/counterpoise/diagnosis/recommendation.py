"""From the findings to what is worth trying."""

from __future__ import annotations

import math

from counterpoise.diagnosis.advice import FOR_GROUPS, WHY_SMOTE
from counterpoise.diagnosis.finding import Finding, Label, Recommendation
from counterpoise.diagnosis.leaks import LEAKS
from counterpoise.diagnosis.study import Study, shown
from counterpoise.methods.finding import find_method
from counterpoise.methods.making import smote_for
from counterpoise.methods.registry import Method

__all__ = ["recommend"]

IMBALANCED_FROM = 1.5
FEWEST_ROWS = 6

COMPARE = (
    "Only a comparison on unseen rows (compare) can show whether it helps. With a strong model and "
    "a tuned threshold it often does not, and predicted probabilities become too high (Elor and "
    "Averbuch-Elor 2022; van den Goorbergh et al. 2022)."
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
    unfit = _unfit(findings)
    n = min(int(study.counts[c]) for c in study.smaller if study.labels[c] not in unfit)
    method, reason = _method(study, findings)
    reasons.append(reason)
    k, reason = _k(study, findings)
    reasons.append(reason)
    ratio, reason = _ratio(study, n, k)
    reasons.append(reason)
    easy = [f for f in findings if f.code == "class-overlap"]
    if easy and all(f.figure["nearest_of_other_class"] <= 0.02 for f in easy):
        reasons.append(
            "The classes lie far apart. Most models tell them apart without new rows, so expect "
            "little."
        )
    if any(f.code == "dominating-column" and f.raised for f in findings):
        reasons.append("Use scale='standard' or 'robust', because one column is in large units.")
    reasons += [
        f"Leave class {klass!r} as it is, because SMOTE would mostly add noise there."
        for klass in unfit
    ]
    reasons.append(COMPARE)
    return Recommendation(True, method.name, k, ratio, reasons)


def _reasons_not_to(study: Study, findings: list[Finding]) -> list[str]:
    """Return why the table should not be resampled; empty where it may."""
    reasons = []
    most = int(study.counts[study.largest])
    least = min(int(study.counts[c]) for c in study.smaller)
    if most < IMBALANCED_FROM * least:
        reasons.append(
            f"The classes are nearly equal in size ({most:,} and {least:,} rows), so there is "
            "nothing to balance."
        )
    for finding in findings:
        if finding.code in LEAKS and finding.raised:
            together = " and ".join(map(shown, finding.columns))
            pair = finding.code == "leaking-pair"
            reasons.append(
                f"{together if pair else shown(finding.columns[0])} "
                f"{'give' if pair else 'gives'} the class away. Settle that first: every score is "
                "too good until then, with or without new rows."
            )
    if all(study.labels[c] in _unfit(findings) for c in study.smaller):
        reasons += _why_unfit(findings)
    if least < FEWEST_ROWS:
        reasons.append(
            f"A class of {least} row{'s' * (least != 1)} is too small for SMOTE, and too small to "
            "find out whether it helped. Collect more rows."
        )
    return reasons


def _unfit(findings: list[Finding]) -> list[Label]:
    """Return the classes of which a finding says that they are not for SMOTE."""
    unfit = [finding.klass for finding in findings if _is_scattered(finding) or _is_mixed(finding)]
    return [klass for klass in dict.fromkeys(unfit) if klass is not None]


def _is_scattered(finding: Finding) -> bool:
    return finding.code in ("scattered-minority", "weak-signal") and finding.raised


def _is_mixed(finding: Finding) -> bool:
    figure = finding.figure
    return finding.code == "supported-k" and "own_side_share" in figure and figure["supported"] == 0


def _why_unfit(findings: list[Finding]) -> list[str]:
    """Return why no class is fit for SMOTE, of an example of each kind."""
    reasons = []
    scattered = [f for f in findings if _is_scattered(f)]
    told = [f.klass for f in scattered]
    mixed = [f for f in findings if _is_mixed(f) and f.klass not in told]
    for finding in scattered[:1]:
        reasons.append(
            f"The columns tell class {finding.klass!r} from the others only weakly (AUC "
            f"{finding.figure['auc']:.2f}), and most neighbours of its rows are of other classes. "
            "Try class weights, or a threshold chosen on validation rows."
            if finding.code == "weak-signal"
            else f"Class {finding.klass!r} is scattered: "
            f"{finding.figure['rare_or_outlier']:.0%} of its rows stand alone or in pairs, "
            "and the space between them belongs to other classes. "
            "Try class weights, or a threshold chosen on validation rows."
        )
    for finding in mixed[:1]:
        reasons.append(
            f"Most points halfway between rows of class {finding.klass!r} look like another class "
            f"({1 - finding.figure['own_side_share']:.0%}), so SMOTE would mostly add noise. Try "
            "class weights or a lower threshold."
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
            "separate groups: this method makes new rows inside groups only."
        )
    return smote_for(has_numbers, has_categories), WHY_SMOTE[has_numbers, has_categories]


def _k(study: Study, findings: list[Finding]) -> tuple[int, str]:
    limits = [(study.k, f"k = {study.k}, because no class needs fewer neighbours.")]
    unfit = _unfit(findings)
    for finding in findings:
        if finding.klass in unfit:
            continue
        if finding.code == "supported-k" and finding.figure["supported"] < study.k:
            k = max(int(finding.figure["supported"]), 1)
            why = f"farther neighbours of class {finding.klass!r} lead into other classes"
            limits.append((k, f"k = {k}, because {why}."))
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
            f"Ratio 1 at most: {n:,} rows and k = {k} give enough pairs of neighbours for that. "
            "Compare 0.5 too, because a smaller ratio distorts probabilities less."
        )
    # Up, so that a very small class still grows.
    ratio = math.ceil(ratio * 1000) / 1000
    return ratio, (
        f"Ratio {ratio:g}, because {n:,} rows have only {k * n:,} pairs of neighbours: more new "
        "rows than that repeat each other."
    )
