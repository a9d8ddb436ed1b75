"""Calibration curves over probabilities, and the folds that they are fitted on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import check_cv

from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.checks import checked_whole

__all__ = ["Calibration", "Calibrator", "calibrated", "checked_cv", "fit_calibrator"]

_LEAST = 1e-12
"""The least probability whose logarithm is taken."""


Calibration = Literal["isotonic", "sigmoid"]
"""How probabilities are calibrated."""


class Calibrator(Protocol):
    """A curve from predicted probabilities to those that were observed."""

    def predict(self, p: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities."""
        ...


class _Platt:
    """A logistic curve over the log odds."""

    def fit(
        self,
        p: NDArray[np.float64],
        is_class: NDArray[np.bool_],
        weight: NDArray[np.float64] | None,
    ) -> _Platt:
        # Platt's targets: as if each class had one row more, so that separable rows stay finite.
        n_yes, n_no = int(is_class.sum()), int((~is_class).sum())
        yes, no = (n_yes + 1) / (n_yes + 2), 1 / (n_no + 2)
        soft = np.where(is_class, yes, no)
        weight = np.ones(len(p)) if weight is None else weight
        odds = _log_odds(p)[:, None]
        self.curve = LogisticRegression(C=np.inf, max_iter=1000).fit(
            np.vstack([odds, odds]),
            np.repeat([1, 0], len(p)),
            sample_weight=np.concatenate([weight * soft, weight * (1 - soft)]),
        )
        return self

    def predict(self, p: NDArray[np.float64]) -> NDArray[np.float64]:
        calibrated: NDArray[np.float64] = self.curve.predict_proba(_log_odds(p)[:, None])[:, 1]
        return calibrated


def _log_odds(p: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(p, _LEAST, 1 - _LEAST)
    return np.log(p) - np.log1p(-p)


def fit_calibrator(
    kind: Calibration,
    p: NDArray[np.float64],
    is_class: NDArray[np.bool_],
    weight: NDArray[np.float64] | None,
) -> Calibrator:
    """Return a curve from the probabilities of a class to its share."""
    if kind == "sigmoid":
        return _Platt().fit(p, is_class, weight)
    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    fitted: Calibrator = curve.fit(p, is_class.astype(np.float64), sample_weight=weight)
    return fitted


def calibrated(p: NDArray[np.float64], calibrators: Sequence[Calibrator]) -> NDArray[np.float64]:
    """Return probabilities by one curve for each class, or one for the second of two."""
    if len(calibrators) == 1:
        second = calibrators[0].predict(p[:, 1])
        return np.column_stack([1 - second, second])
    each = np.column_stack([c.predict(p[:, j]) for j, c in enumerate(calibrators)])
    total = each.sum(axis=1, keepdims=True)
    uniform = np.full(each.shape, 1 / each.shape[1])
    return np.where(total > 0, each / np.where(total > 0, total, 1.0), uniform)


def checked_cv(cv: Any, codes: NDArray[np.int64]) -> Any:
    """Return a splitter from a number of folds, one that was given, or a list of splits."""
    if cv is None or (hasattr(cv, "split") and not isinstance(cv, type | str | bytes)):
        return check_cv(cv, codes, classifier=True)
    if isinstance(cv, Iterable) and not isinstance(cv, str | bytes | Mapping):
        splits = list(cv)
        if splits and all(isinstance(one, tuple | list) and len(one) == 2 for one in splits):
            return check_cv(splits, codes, classifier=True)
        raise InvalidInputError(
            f"cv={brief(cv)} cannot be used",
            joint=": ",
            needed="it must be a number of folds, a splitter, or a list of pairs of row "
            "numbers, to train and to test",
            remedy=None,
            parameter="cv",
        )
    return check_cv(checked_whole("cv", cv, 2), codes, classifier=True)
