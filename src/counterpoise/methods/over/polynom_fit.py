"""polynom-fit-SMOTE."""

from __future__ import annotations

from numbers import Integral
from typing import Literal

from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import EveryOtherRow, FittedCurve, NextRow, PairSteps, StarRays
from counterpoise.stages.recipe import Recipe

__all__ = ["PolynomFitSMOTE"]


class PolynomFitSMOTE(Oversampler, without=("recipe", "scale", "n_jobs", "space")):
    """Add rows on lines or curves through the whole minority.

    SMOTE draws a line to a near row; here the lines go from every row to the class's mean ("star"),
    from each row to the next ("bus") or between any two rows ("mesh"), with new rows in even steps
    on them, or new rows lie on a curve fitted to the class ("poly"). No distance is measured.

    Use it where the minority is small and in one piece; not where it lies in several clusters,
    between which the lines would run.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; with "star" and "poly" a row has one parent, from which it is moved.

    Notes
    -----
    "star" and "bus" draw nothing, so every seed gives the same rows; "mesh" draws pairs where there
    are more of them than new rows. For "bus" and "poly" the order of the table's rows matters. That
    rows lie on the curve at uniform times is a choice of ours. A category is that of the row from
    which the line starts.

    References
    ----------
    S. Gazzah, N. Essoukri Ben Amara, "New Oversampling Approaches Based on Polynomial Fitting for
    Imbalanced Data Sets", IAPR International Workshop on Document Analysis Systems, 2008.
    https://doi.org/10.1109/DAS.2008.74

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import PolynomFitSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = PolynomFitSMOTE(topology="star").fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    topology: Literal["star", "bus", "mesh", "poly"] = parameter(
        default="star",
        constraint=[StrOptions({"star", "bus", "mesh", "poly"})],
        kind='{"star", "bus", "mesh", "poly"}',
        help="What new rows lie on: lines to the mean, lines from each row to the next, lines "
        "between any two rows, or a curve.",
        option=True,
    )
    degree: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Degree of the curve's polynomials.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        recipes = {
            "star": Recipe(interpolation=StarRays()),
            "bus": Recipe(neighbourhood=NextRow(), interpolation=PairSteps()),
            "mesh": Recipe(neighbourhood=EveryOtherRow(), interpolation=PairSteps()),
            "poly": Recipe(interpolation=FittedCurve(self.degree)),
        }
        return recipes[self.topology]
