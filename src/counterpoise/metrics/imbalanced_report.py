"""A report of the metrics that matter where classes are imbalanced."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support
from sklearn.utils._param_validation import StrOptions

from counterpoise.errors import InvalidInputError
from counterpoise.metrics.counting import read_predictions
from counterpoise.metrics.geometric_mean import geometric_mean_score
from counterpoise.metrics.index_balanced import make_index_balanced_accuracy
from counterpoise.metrics.sensitivity import specificity_score
from counterpoise.parameters.constraints import FINITE, Number, check_parameters

__all__ = ["classification_report_imbalanced"]

_COLUMNS = ("pre", "rec", "spe", "f1", "geo", "iba", "sup")
_LAST = "avg / total"


def classification_report_imbalanced(
    y_true: Any,
    y_pred: Any,
    *,
    labels: Any = None,
    target_names: Any = None,
    sample_weight: Any = None,
    digits: int = 2,
    alpha: float = 0.1,
    output_dict: bool = False,
    zero_division: Any = "warn",
) -> str | dict[str, Any]:
    """Return a table of metrics for each class, as text or as a dict.

    Precision (``pre``), recall (``rec``), specificity (``spe``), F1 (``f1``), the geometric mean of
    recall and specificity (``geo``), its index balanced accuracy (``iba``) and the number of rows
    (``sup``), and their means weighted by the rows.

    Parameters
    ----------
    y_true, y_pred : array-like or column of shape (n_rows,)
        True and predicted classes.
    labels : array-like, optional
        The classes to tell of, in this order.
    target_names : list of str, optional
        What they are called, in the same order.
    sample_weight : array-like of shape (n_rows,), optional
        How much each row counts.
    digits : int, default=2
        Decimals of the text.
    alpha : float, default=0.1
        See `make_index_balanced_accuracy`.
    output_dict : bool, default=False
        Whether to return a dict.
    zero_division : "warn", 0 or 1, default="warn"
        What a precision, recall or F1 that is not defined counts as; "warn" for 0 with a warning.

    Examples
    --------
    >>> from counterpoise.metrics import classification_report_imbalanced
    >>> print(classification_report_imbalanced([0, 0, 0, 1], [0, 0, 1, 1]).rstrip())
                       pre       rec       spe        f1       geo       iba       sup
    <BLANKLINE>
              0       1.00      0.67      1.00      0.80      0.82      0.64         3
              1       0.50      1.00      0.67      0.67      0.82      0.69         1
    <BLANKLINE>
    avg / total       0.88      0.75      0.92      0.77      0.82      0.66         4
    """
    _check(digits, alpha, output_dict, zero_division)
    told = read_predictions(y_true, y_pred, sample_weight)
    wanted = told.labels if labels is None else np.asarray(labels)
    names = [str(label) for label in wanted] if target_names is None else list(target_names)
    if len(names) < len(wanted):
        raise InvalidInputError(
            f"target_names has {len(names)} names",
            needed=f"there are {len(wanted)} classes to tell of",
            remedy="name each of them",
            parameter="target_names",
        )
    given: dict[str, Any] = {"labels": wanted, "average": None, "sample_weight": told.weight}
    pair = told.true, told.predicted
    precision, recall, f1, support = precision_recall_fscore_support(
        *pair, zero_division=zero_division, **given
    )
    balanced = make_index_balanced_accuracy(alpha=alpha, squared=True)(geometric_mean_score)
    metrics = [
        precision,
        recall,
        specificity_score(*pair, **given),
        f1,
        geometric_mean_score(*pair, **given),
        balanced(*pair, **given),
    ]
    means = [np.average(metric, weights=support) for metric in metrics]
    if output_dict:
        return _as_dict(names[: len(wanted)], metrics, support, means)
    return _as_text(names, metrics, support, means, digits)


def _check(digits: Any, alpha: Any, output_dict: Any, zero_division: Any) -> None:
    constraints = {
        "digits": [Number(Integral, 0, None, closed="left")],
        "alpha": [FINITE],
        "output_dict": ["boolean"],
        "zero_division": [StrOptions({"warn"}), Number(Integral, 0, 1, closed="both")],
    }
    given = {
        "digits": digits,
        "alpha": alpha,
        "output_dict": output_dict,
        "zero_division": zero_division,
    }
    check_parameters(constraints, given, "classification_report_imbalanced")


def _as_dict(
    names: list[str], metrics: list[NDArray[Any]], support: NDArray[Any], means: list[Any]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: dict(zip(_COLUMNS, [*(m[i] for m in metrics), support[i]], strict=True))
        for i, name in enumerate(names)
    }
    told.update({f"avg_{c}": mean for c, mean in zip(_COLUMNS[:-1], means, strict=True)})
    told["total_support"] = np.sum(support)
    return told


def _as_text(
    names: list[str],
    metrics: list[NDArray[Any]],
    support: NDArray[Any],
    means: list[Any],
    digits: int,
) -> str:
    width = max(len(_LAST), *(len(name) for name in names))

    def line(name: str, cells: list[str]) -> str:
        return " ".join([f"{name:>{width}} ", *(f"{cell:>9}" for cell in cells)]) + "\n"

    lines = [line("", list(_COLUMNS)), "\n"]
    for i, name in enumerate(names[: len(support)]):
        cells = [f"{metric[i]:.{digits}f}" for metric in metrics]
        lines.append(line(name, [*cells, f"{support[i]}"]))
    lines.append("\n")
    lines.append(line(_LAST, [*(f"{mean:.{digits}f}" for mean in means), f"{np.sum(support)}"]))
    return "".join(lines)
