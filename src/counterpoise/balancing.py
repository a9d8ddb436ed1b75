"""Balance a raw table with one call."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from counterpoise.diagnosis import critical_of_sample
from counterpoise.engines.memory.balancing import balance_table
from counterpoise.methods.sampler import Sampler
from counterpoise.parameters.checks import checked_flag
from counterpoise.plan.look import warn_of_findings
from counterpoise.plan.request import Request, with_option
from counterpoise.report.of_tables import write_balance_report
from counterpoise.report.writing import check_report_path
from counterpoise.stages.recipe import Recipe

__all__ = ["balance"]


def balance(
    table: Any,
    target: Any = "Class",
    *,
    method: str | Recipe | Sampler = "auto",
    ratio: float | Mapping[Any, float] = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
    mark: str | None = None,
    clean: str = "all",
    svm_rows: int | None = None,
    rng: Literal["numpy", "counter"] = "numpy",
    options: Mapping[str, Any] | None = None,
    return_summary: bool = False,
    report: str | os.PathLike[str] | None = None,
) -> Any:
    """Add rows to the smaller classes of a table until they are as large as you want.

    For raw tables: it tells numbers, categories and ids apart, measures distances in comparable
    units, and returns a table of the same kind, the original rows first and unchanged. New values
    look like the old ones: they have as many decimals, the same steps (halves, tens), and times
    that are all whole days, hours, minutes or seconds stay so. Balance the training part only,
    after the split: rows that are made from test rows flatter every test.

    Parameters
    ----------
    table : pandas, polars or pyarrow table, or array of shape (n_rows, n_columns)
        The table with its target, or without it.
    target : str, int, or array-like of shape (n_rows,), default="Class"
        The column with the classes, by name; by position in an array. Or the classes themselves,
        as ``balance(X, y)``.
    method : str, Recipe or sampler, default="auto"
        "auto" takes SMOTE for numbers, SMOTE-NC for numbers and categories, SMOTE-N for
        categories; otherwise a name in `counterpoise.methods.METHODS`, such as "borderline", a
        `Recipe` of your own, or a sampler, such as ``ADASYN(n_neighbors=3)``. A sampler is used as
        it is, with its own parameters and its own units: it leaves only the seed to be asked.
    ratio : float or dict, default=1.0
        Rows that each smaller class shall have, as a share of the largest class. Classes that are
        larger already stay as they are. A dict says it for each class, and other classes stay as
        they are: ``{"churned": 0.5, "moved": 200}`` asks for half as many rows as the largest
        class has, and for 200 rows. Some methods round and make another number of rows; where
        it is off by more than 5 %, a `SamplingWarning` tells both numbers, and the summary always.
    k : int, default=5
        How many neighbours of its class may be a row's partner.
    scale : "standard", "robust" or None, default="standard"
        Units in which distances are measured: standard deviations, interquartile ranges, or the
        columns' own. New rows are in the original units all the same.
    seed : int, optional
        The same seed gives the same rows. Without it one is drawn; the summary tells which.
    categorical : "auto" or list of columns, optional
        Columns to take for categories in addition to those of text, bool and category type,
        those with two whole-number values, and ids of which there are few. An empty list leaves
        those with two values numbers.
    ignore : "auto" or list of columns, optional
        Columns to carry along: as they are in original rows, missing in new ones. In addition to
        those that are empty, that look like ids (whole numbers that count the rows, or that are
        named like "customer_id" and mostly differ; texts that mostly differ), or whose type can be
        neither interpolated nor voted. An empty list takes what looks like an id for a number or
        a category.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    clean : {"all", "growing"}, default="all"
        Which rows "smoteenn" and "smotetomek" may remove: of all classes, or only of those that
        grow, new rows included. Cleaning of the latter can be done on a file of any size.
    svm_rows : int, optional
        Fit the machine of "svm" on so many rows only, drawn at random within each class.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as `counterpoise.spark.balance` does.
    options : mapping, optional
        Parameters that are the method's own, such as ``{"truncation": 0.5}`` for "geometric";
        `counterpoise.methods.METHODS` lists them.
    return_summary : bool, default=False
        Whether to return also what was done.
    report : str or path, optional
        Where to write a page of HTML that shows what was made, as the command's ``--report`` does;
        a file of that name is replaced.

    Returns
    -------
    balanced : table of n_out rows, or table and target
        A table of the same kind, with the same columns, types and index; where the target was
        given apart, a table and its target, each of its kind. A whole-number or bool
        column of pandas that is ignored becomes nullable, because new rows have no value there.
    summary : Summary
        What was done, and what each column was taken for; only with `return_summary`.

    Raises
    ------
    InvalidInputError
        If the table or a parameter cannot be used; the message says what to do.

    Warns
    -----
    SamplingWarning
        "critical finding" if something in the table makes every result worthless until it is
        mended, such as a column that gives the class away. It is looked for in at most 4,000 rows
        of each class, drawn at random; the summary has it as well.

    See Also
    --------
    counterpoise.SMOTE : the same as a sampler for pipelines.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from counterpoise import balance
    >>> rng = np.random.default_rng(0)
    >>> calls = pd.DataFrame({
    ...     "customer_id": rng.permutation(100),
    ...     "minutes": rng.normal(180, 50, 100).round(1),
    ...     "plan": rng.choice(["basic", "gold"], 100),
    ...     "churned": ["no"] * 88 + ["yes"] * 12,
    ... })
    >>> balanced, summary = balance(calls, "churned", seed=1, return_summary=True)
    >>> balanced["churned"].value_counts().to_dict()
    {'no': 88, 'yes': 88}
    >>> print(summary)
    smotenc (numbers and categories): 76 new rows; k 5, ratio 1.0, scale standard, seed 1
    churned:
      class      before       after
      no             88          88
      yes            12          88
    numeric (1): minutes
    category (1): plan
    ignored (1): customer_id (named like an id)
    """
    with_summary = checked_flag("return_summary", return_summary)
    if report is not None:
        check_report_path(report, force=True)
    request = Request(
        target=target,
        method=method,
        ratio=ratio,
        k=k,
        scale=scale,
        seed=seed,
        rng=rng,
        clean=clean,
        options=with_option(options, "svm_rows", svm_rows),
        categorical=categorical,
        ignore=ignore,
        mark=mark,
    )
    result = balance_table(table, request, look=critical_of_sample)
    warn_of_findings(result.summary)
    if report is not None:
        write_balance_report(report, table, result)
    parts = [result.table] if result.target is None else [result.table, result.target]
    parts += [result.summary] if with_summary else []
    return parts[0] if len(parts) == 1 else tuple(parts)
