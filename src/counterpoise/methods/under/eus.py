"""Evolutionary under-sampling."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

from counterpoise.methods.under.under_sampler import UnderSampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import Cleaning, EvolvedSelection

__all__ = ["EUS"]


class EUS(UnderSampler):
    """Keep the rows of the larger classes that an evolutionary search finds most useful.

    A selection is good if the nearest kept row tells the class of both, minority rows and those of
    the larger class, kept or not (geometric mean of the two shares). Random selections compete, and
    those that are best have children. Use it on tables of up to some ten thousand rows where few
    rows are to stay; not on larger ones, because it tries `n_evaluations` selections on all rows,
    nor where predicted probabilities matter: what is left is no random sample.

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of, class after class.
    scores_ : dict
        By label of each class that lost rows, how good the selection is, from 0 to 1.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    It is the paper's EBUS-MS-GM: rows of the larger class are selected for balance, with the
    geometric mean as the aim and CHC as the search. In the paper a selection may have any size, and
    is punished for imbalance; here every selection has the size asked for, children too, and
    needs no punishment. CHC's threshold starts at how much the first selections differ, and falls
    by a twenty-fifth of that. A row is taken to have a kept row nearer than the minority if one of
    its 32 nearest rows of the class is kept and nearer. Each of several larger classes is selected
    against the smallest one.
    The time grows with `n_evaluations` times the number of rows; it warns beforehand where that is
    over a minute.

    References
    ----------
    S. Garcia and F. Herrera, "Evolutionary Undersampling for Classification with Imbalanced
    Datasets: Proposals and Taxonomy", Evolutionary Computation 17(3), 2009.
    https://doi.org/10.1162/evco.2009.17.3.275

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import EUS
    >>> X, y = make_classification(weights=[0.8], n_samples=200, random_state=0)
    >>> sampler = EUS(n_evaluations=500, random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> int((y_new == 0).sum()) == int((y_new == 1).sum())
    True
    >>> 0.8 < sampler.scores_[0] <= 1
    True
    """

    _columns = "numeric or mixed"

    n_population: int = parameter(
        default=50,
        constraint=[Number(Integral, 4, None, closed="left")],
        kind="int",
        help="Selections that compete with each other.",
        option=True,
    )
    n_evaluations: int = parameter(
        default=10_000,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Selections that are tried in all.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"scores_": ("EvolvedSelection", "scores")}
    scores_: ClassVar[dict[Any, float]]

    def make_cleaning(self) -> Cleaning:
        return EvolvedSelection(self.n_population, self.n_evaluations, self.sampling_strategy)
