"""Beyond one machine: balance PySpark DataFrames.

The original rows stay where they are. What decides about new rows, the smaller classes, is
collected once, or left where it is if it is too large. New rows are drawn and computed by the
executors, each from random numbers of its own, so that they are the same however the work is split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.diagnosis import critical_of_sample
from counterpoise.engines.spark.balancing import SparkSummary, balance_frame
from counterpoise.engines.spark.recall import Recall
from counterpoise.engines.spark.request import SparkRequest
from counterpoise.plan.look import warn_of_findings
from counterpoise.stages.recipe import Recipe

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Recall", "SparkSummary", "balance"]


def balance(
    df: DataFrame,
    target: str = "Class",
    *,
    method: str | Recipe = "auto",
    ratio: float = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    key: str | None = None,
    mark: str | None = None,
    provenance: bool = False,
    most_collected: int = 10_000_000,
    recall: float = 0.95,
    options: Mapping[str, Any] | None = None,
    return_summary: bool = False,
) -> Any:
    """Add rows to the smaller classes of a DataFrame until they are as large as you want.

    The original rows are not moved: the result is their union with new rows, which the executors
    make when it is used. Counting the classes and collecting those that grow runs at once.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        The table with its target, of a classic session or of Connect.
    target : str, default="Class"
        The column with the classes.
    method : str or Recipe, default="auto"
        "auto" takes SMOTE for numbers, SMOTE-NC for numbers and categories, SMOTE-N for
        categories; otherwise a name such as "borderline", or a `Recipe` of your own. Methods that
        must see the whole table at once, such as "svm", are not there.
    ratio : float, default=1.0
        Rows that each smaller class shall have, as a share of the largest class.
    k : int, default=5
        How many neighbours of its class may be a row's partner.
    scale : "standard" or None, default="standard"
        Units in which distances are measured: standard deviations, or the columns' own.
    seed : int, optional
        The same seed gives the same rows, whatever the partitions, executors and retries.
    categorical, ignore : "auto" or list of str, optional
        Columns to take for categories, and columns to leave empty in new rows; see
        `counterpoise.balance`.
    key : str, optional
        A column that tells every row from every other. Without it a row is known by a hash of its
        values. The key is carried along, and empty in new rows. That it differs from row to row is
        checked where it decides which rows are made: in classes that grow, and for methods that
        look at neighbours of all classes, such as ADASYN, in the whole table.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    provenance : bool, default=False
        Whether to append columns that say where a new row comes from: ``base``, ``partner``,
        ``partner_2``, ... (the parents' keys, or their `xxhash64` over all columns), each with its
        ``_weight``; null in original rows.
    most_collected : int, default=10_000_000
        How many rows of classes that grow may be collected on the driver, which then needs about
        four times their size. If there are more, methods that ask for nothing but a row's nearest
        neighbours of its class (SMOTE, SMOTE-NC, random over-sampling, ...) leave them on the
        executors: these shuffle them, and keep them with `DataFrame.persist`.
    recall : float, default=0.95
        The share of true neighbours that such a search on executors shall find; the summary says
        what was measured on a sample. 1 finds them all, at the cost of a second look. Rows that are
        collected are searched exactly in any case.
    options : mapping, optional
        Parameters that are the method's own, such as ``{"kind": "borderline-2"}``.
    return_summary : bool, default=False
        Whether to return also what was done.

    Returns
    -------
    balanced : pyspark.sql.DataFrame
        The original rows and the new ones.
    summary : SparkSummary
        What was done; only with `return_summary`.

    Raises
    ------
    InvalidInputError
        If the table or a parameter cannot be used; before any job runs where it can be known.

    Warns
    -----
    SamplingWarning
        "critical finding" if something in the table makes every result worthless until it is
        mended, such as a column that gives the class away. It is looked for in about 4,000 rows
        of each class, which are collected; the summary has it as well.

    See Also
    --------
    counterpoise.balance : The same for a table in memory. With ``rng="counter"``, and its rows in
        the order of the key, it gives the same rows.
    """
    request = SparkRequest(
        target=target,
        method=method,
        ratio=ratio,
        k=k,
        scale=scale,
        seed=seed,
        options=options or {},
        categorical=categorical,
        ignore=ignore,
        mark=mark,
        key=key,
        provenance=provenance,
        most_collected=most_collected,
        recall=recall,
    )
    balanced, summary = balance_frame(df, request, look=critical_of_sample)
    warn_of_findings(summary)
    return (balanced, summary) if return_summary else balanced
