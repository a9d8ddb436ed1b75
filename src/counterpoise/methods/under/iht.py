"""The instance hardness threshold."""

from __future__ import annotations

from typing import Any, ClassVar

from counterpoise.methods.under.under_sampler import UnderSampler
from counterpoise.parameters.constraints import Built
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Classifier
from counterpoise.stages import Cleaning, EasyRows

__all__ = ["InstanceHardnessThreshold"]


class InstanceHardnessThreshold(UnderSampler):
    """Keep the rows of the larger classes that a classifier is surest of.

    Every row is judged by a classifier that was fitted to the other folds, and the rows whose own
    class it finds least probable leave. Use it where labels are partly wrong; not where the border
    between the classes matters most, because it is the border that it thins out.

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of, class after class.
    estimator_ : classifier
        What judged the rows, not fitted.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    As in imbalanced-learn a class keeps all rows that are no harder than the quantile of its
    hardness that the wanted count asks for. Rows of equal hardness stay or leave together, so that
    more rows may stay than were asked for; then it warns. It takes as long as fitting the
    classifier `cv` times: with a forest half a minute for 20,000 rows, minutes for 200,000, of
    which it warns beforehand.

    References
    ----------
    M. R. Smith, T. Martinez and C. Giraud-Carrier, "An Instance Level Analysis of Data
    Complexity", Machine Learning 95(2), 2014. https://doi.org/10.1007/s10994-013-5422-z

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from counterpoise import InstanceHardnessThreshold
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> sampler = InstanceHardnessThreshold(estimator=LogisticRegression(), random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> int((y_new == 0).sum()) == int((y_new == 1).sum())
    True
    """

    _columns = "numeric or mixed"

    estimator: Classifier | None = parameter(
        default=None,
        constraint=[Built(["fit", "predict_proba"]), None],
        kind="classifier or None",
        help="What judges the rows; None for a random forest with the same seed.",
        order=-3,
    )
    cv: Any = parameter(
        default=5,
        constraint=["cv_object"],
        kind="int or splitter",
        help="How many folds, or an object that makes them.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"estimator_": ("EasyRows", "estimator")}
    estimator_: ClassVar[Any]

    def make_cleaning(self) -> Cleaning:
        return EasyRows(self.estimator, self.cv, self.n_jobs, self.sampling_strategy)
