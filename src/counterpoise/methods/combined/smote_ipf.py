"""SMOTE-IPF."""

from __future__ import annotations

from numbers import Integral
from typing import Literal

from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.combined.combination import Combination
from counterpoise.methods.shared_parameters import PARTNERS_IN_SMOTE
from counterpoise.parameters.constraints import SHARE, Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Classifier, NeighborSearch
from counterpoise.stages import Cleaning, PartitioningFilter

__all__ = ["SMOTEIPF"]


class SMOTEIPF(Combination):
    """Over-sample with SMOTE, then remove rows that most of nine trees take for another class.

    Each tree knows a ninth of the rows, and the others test it. Rows of all classes may leave,
    original ones included. Use it where labels are noisy; not where rows of the minority are few
    and far apart, which trees take for noise, or where time is short: some ninety trees are fitted,
    which takes seconds for 20,000 rows and minutes for 200,000.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows before cleaning, by class label.
    smote_ : estimator
        The over-sampler, fitted to the table.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`, of the new rows that stayed; those of `smote_` tell of all.

    Notes
    -----
    The filter's trees are usually C4.5's, which are pruned. Here a leaf has three rows at least,
    which keeps a tree from learning a single wrong row by heart; give an `estimator` for others.

    References
    ----------
    J. A. Sáez, J. Luengo, J. Stefanowski, F. Herrera, "SMOTE-IPF: Addressing the noisy and
    borderline examples problem in imbalanced classification by a re-sampling method with
    filtering", Information Sciences 291, 2015. https://doi.org/10.1016/j.ins.2014.08.051

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTEIPF
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> X_new, y_new = SMOTEIPF(random_state=0).fit_resample(X, y)
    >>> bool(len(y_new) < 2 * (y == 0).sum())  # some rows were noise
    True
    """

    k_neighbors: int | NeighborSearch = PARTNERS_IN_SMOTE
    n_parts: int = parameter(
        default=9,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="Into how many parts each pass cuts the rows; it fits a tree to each.",
        option=True,
    )
    voting: Literal["majority", "consensus"] = parameter(
        default="majority",
        constraint=[StrOptions({"majority", "consensus"})],
        kind='{"majority", "consensus"}',
        help="Whether a row leaves if more than half of the trees take it for another class, or "
        "only if all do.",
        option=True,
    )
    patience: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many passes in a row must remove few rows for the cleaning to end.",
        option=True,
    )
    p: float = parameter(
        default=0.01,
        constraint=[SHARE],
        kind="float",
        help="Few rows are fewer than this share of all.",
        option=True,
    )
    estimator: Classifier | None = parameter(
        default=None,
        constraint=[Built(["fit", "predict"]), None],
        kind="classifier",
        help="What is fitted to each part; None for a decision tree whose leaves have three "
        "rows or more.",
    )

    def make_cleaning(self) -> Cleaning:
        return PartitioningFilter(self.n_parts, self.voting, self.patience, self.p, self.estimator)
