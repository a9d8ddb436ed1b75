"""Compare ways to treat an imbalance on one table: the way in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

from counterpoise.comparison.contest import make_contest
from counterpoise.comparison.contestants import BASELINES
from counterpoise.comparison.inputs import read_table_and_target
from counterpoise.comparison.request import METHODS, Progress, Request
from counterpoise.comparison.result import Comparison
from counterpoise.comparison.running import Run
from counterpoise.comparison.watching import watcher_for
from counterpoise.targets.labelled_table import LabelledTable, listed, names_a_column, read_labelled

__all__ = ["compare", "compare_raw"]


def compare(
    X: Any,
    y: Any,
    *,
    methods: Any = METHODS,
    baselines: Sequence[str] = BASELINES,
    models: Any = "auto",
    metric: str = "average_precision",
    positive: Any = None,
    costs: Any = None,
    precision: float = 0.5,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
    groups: Any = None,
    time: Any = None,
    folds: int = 5,
    n_repeats: int = 3,
    inner_folds: int = 3,
    ratio: str | None = None,
    trials: int = 8,
    level: float = 0.95,
    margin: float = 0.01,
    prune: bool = True,
    budget: float | str | None = None,
    resume: Any = None,
    n_jobs: int | None = None,
    seed: int = 0,
    verbose: bool | Literal["auto"] = "auto",
    progress: Progress | None = None,
) -> Comparison:
    """Say whether resampling helps on this table, without leaks and against strong baselines.

    Every contestant (a way to treat the imbalance, with a model) goes through the same repeated
    cross-validation. Inside the training rows of each fold k and ratio are tuned and the threshold
    is chosen; only training rows are resampled. The verdict is about the metric asked for, and
    allows for the rows that folds share and for the choice among contestants. It is "helps",
    "harms", "equivalent" (whatever difference there is lies within `margin`) or "cannot tell", with
    what would settle it.

    Parameters
    ----------
    X : array-like or dataframe of shape (n_rows, n_columns)
        The table: numpy, pandas, polars, pyarrow or a sparse matrix (which is made dense).
    y : array-like of shape (n_rows,), str or int
        The class of each row, or the column of X that holds them; two or more classes.
    methods : sequence of str or sampler, or dict, default=("random", "random-under", "auto")
        The resampling contestants: names in `counterpoise.methods.METHODS` ("auto" is SMOTE,
        SMOTE-NC or SMOTE-N by the columns), whose k and ratio are tuned except those of random
        over- and under-sampling; or samplers with `fit_resample`, used as they are on the table as
        numbers and category codes.
    baselines : sequence of str, default=("nothing", "class-weights", "threshold")
        What resampling has to beat. Tuning the threshold differs from doing nothing only in the
        labels of `predict`, metrics "f1_predict" and "balanced_accuracy_predict".
    models : "auto", sequence of str or classifier, or dict, default="auto"
        "naive-bayes" (Gaussian, with smoothed variances), "logistic", "boosting" (histogram
        gradient boosting), "random-forest" (all four by default), and any classifiers with
        `predict_proba`, which see numbers: categories one-hot, missing values imputed, columns
        standardised.
    metric : str, default="average_precision"
        What the verdict is about, of those in `counterpoise.comparison.METRICS`. All are reported.
    positive : label, optional
        Of two classes, the one that precision and recall are about; the smaller by default. With
        more classes each is taken against the rest, and the mean is reported.
    costs : array-like of shape (n_classes, n_classes), or dict, optional
        Cost of a row of one class (first index, labels sorted) that is taken for another (second);
        or ``{"miss": 10, "false alarm": 1}`` for two classes. By default a mistake costs the number
        of rows of the largest class over that of the row's own. Where costs are given, the winner
        decides by them (`DecisionRule`; without groups and time), and the result says from which
        probability on, and what to expect.
    precision : float, default=0.5
        At which recall is measured.
    categorical, ignore : "auto" or list of columns, optional
        As for `balance`.
    groups : array-like of shape (n_rows,) or column name, optional
        Rows of one group, such as a patient's, are never on both sides of a split.
    time : array-like of shape (n_rows,) or column name, optional
        Training rows are always earlier than test rows. There are no repeats then.
    folds, n_repeats, inner_folds : int, default=5, 3, 3
        Folds, their repeats, and the folds inside the training rows.
    ratio : "auto", optional
        Ask how many rows to add or remove: every method tries several ratios and none at all, the
        one with the least balanced validation loss inside the training rows is taken, and
        `Comparison.ratios` has the score over ratios with its band. k is not tuned then.
    trials : int, default=8
        Settings of k and ratio that are tried for each method and fold (Optuna); 1 takes the
        defaults.
    level : float, default=0.95
        Confidence of the intervals and of the verdict.
    margin : float, default=0.01
        Which differences do not matter, as a share of the metric's scale: of 1 for those between 0
        and 1, and of what the best answer without columns costs for losses.
    prune : bool, default=True
        Whether contestants that are plainly worse than another of their kind with the same model
        are left out of later repeats.
    budget : float or str, optional
        Seconds, or a text such as "90s", "5m" or "1h". Trials, repeats and then training rows are
        saved beforehand so that it should be enough; what is not done by then is left out, and a
        fit is not begun that would last longer than the longest so far. The result says what was
        saved.
    resume : path, optional
        An SQLite file in which evaluations are kept, and found again by data and settings.
    n_jobs : int, optional
        Processes, each of which computes with one thread; None is 1, -1 all cores. Without a
        budget, results do not depend on it.
    seed : int, default=0
        The same seed gives the same result.
    verbose : bool or "auto", default="auto"
        Whether to say on standard error how long it will take, before it starts, and then how far
        it is; by default on a terminal and in a notebook.
    progress : callable, optional
        Called with (done, of, what) after each evaluation, in the place of `verbose`. If it has a
        method `expect`, that is called with (seconds, evaluations) before the first.

    Returns
    -------
    Comparison
        The verdict, the winner as an estimator and as code, everyone's scores.

    Raises
    ------
    InvalidInputError
        If the table or a parameter cannot be used; the message says what to do.

    References
    ----------
    C. Nadeau, Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.
    https://doi.org/10.1023/A:1024068626366

    Z. Ma, A. R. Zhang, "Synthetic Augmentation in Imbalanced Learning: When It Helps, When It
    Hurts, and How Much to Add", arXiv:2601.16120, 2026 (`ratio="auto"`).

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import compare
    >>> X, y = make_classification(600, weights=[0.9], random_state=0)
    >>> found = compare(X, y, models="logistic", methods=["smote"], n_repeats=2, trials=1)
    >>> found.verdict
    'cannot tell'
    >>> model = found.make_estimator().fit(X, y)
    """
    request = Request(
        methods=methods,
        baselines=baselines,
        models=models,
        metric=metric,
        positive=positive,
        costs=costs,
        precision=precision,
        categorical=categorical,
        ignore=ignore,
        groups=groups,
        time=time,
        folds=folds,
        n_repeats=n_repeats,
        inner_folds=inner_folds,
        ratio=ratio,
        trials=trials,
        level=level,
        margin=margin,
        prune=prune,
        budget=budget,
        resume=resume,
        n_jobs=n_jobs,
        seed=seed,
        progress=watcher_for(verbose) if progress is None else progress,
    ).checked()
    if names_a_column(y):
        named = [column for column in (groups, time) if isinstance(column, str | int)]
        aside = [*(listed("ignore", ignore) or []), *named] if named else ignore
        return compare_raw(read_labelled(X, y, categorical=categorical, ignore=aside), request)
    table, target = read_table_and_target(X, y)
    return Run(make_contest(request, table, target)).run()


def compare_raw(labelled: LabelledTable, request: Request) -> Comparison:
    """Do what `compare` does for a table with its target, whose columns have been given roles.

    Parameters
    ----------
    labelled : LabelledTable
        What `counterpoise.files.read_file` or `read_labelled` in `counterpoise.targets` returns;
        columns of groups or times are ignored in it.
    request : Request
        What is asked; its `categorical` and `ignore` do not count.
    """
    request = request.checked()
    named = {"groups": request.groups, "time": request.time}
    aside = {
        what: labelled.table.position_of(name, what)
        for what, name in named.items()
        if name is not None
    }
    features = labelled.feature_positions
    kept = [*features, *(j for j in aside.values() if j not in features)]
    table = labelled.table.select(kept)
    # The columns of an array are called by their positions, which are others now.
    roles = [
        replace(labelled.roles[j], name=name) for j, name in zip(kept, table.names, strict=True)
    ]
    split: dict[str, Any] = {what: table.names[kept.index(j)] for what, j in aside.items()}
    request = replace(request, categorical=None, ignore=None, **split)
    return Run(make_contest(request, table, labelled.classes, roles)).run()
