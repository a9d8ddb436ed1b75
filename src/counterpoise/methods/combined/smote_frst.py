"""SMOTE-FRST-2T."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import InPositiveRegion, NearestNeighbours, PositiveRegion
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTEFRST2T"]


class SMOTEFRST2T(Oversampler, without=("recipe",)):
    """Over-sample with SMOTE, but not near other classes, and remove rows next to the new ones.

    A row belongs to its class by as much as it is away from the nearest row of another class, and
    by no more than 1 (the positive region, in the words of fuzzy rough sets). There are two
    thresholds: a new row that belongs by less than `gamma_s` is drawn again, and a row of a class
    that does not grow leaves if it belongs by less than `gamma_m`. Use it where classes overlap and
    you would rather have rows of the larger class removed than wrong rows added; not where every
    row of the table has to stay.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If a class would lose all its rows.

    Warns
    -----
    SamplingWarning
        If some rows were never good enough, so that a class gets fewer new rows.

    Notes
    -----
    The paper's text was not at hand: the thresholds are the defaults of smote-variants. The
    distance of two rows is the sum over the columns of ``|a - b| / range``, and 1 for each category
    that differs, whatever `scale` says: this is the lower approximation with the t-norm and the
    implicator of Lukasiewicz. With few columns hardly any row belongs by 0.7; that no more is asked
    of new rows than half of the class's own rows reach is a choice of ours. New rows are compared
    with the original rows of other classes; rows that may leave are compared with the new ones too.
    Many new rows have to be compared with every row of other classes, which takes a few minutes
    for 200,000 rows.

    References
    ----------
    E. Ramentol, I. Gondres, S. Lajes, R. Bello, Y. Caballero, C. Cornelis, F. Herrera, "Fuzzy-rough
    imbalanced learning for the diagnosis of High Voltage Circuit Breaker maintenance: The
    SMOTE-FRST-2T algorithm", Engineering Applications of Artificial Intelligence 48, 2016.
    https://doi.org/10.1016/j.engappai.2015.10.009

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTEFRST2T
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> X_new, y_new = SMOTEFRST2T(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    gamma_s: float = parameter(
        default=0.7,
        constraint=[SHARE],
        kind="float",
        help="By how much a new row has to belong to its class, or by as much as half of the "
        "class's own rows do if that is less; others are drawn again.",
        option=True,
    )
    gamma_m: float = parameter(
        default=0.03,
        constraint=[SHARE],
        kind="float",
        help="By how much a row of a class that does not grow has to belong to it; others leave.",
        option=True,
    )
    attempts: int = parameter(
        default=10,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How often a row is drawn at most; one that was never good enough is left out.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            acceptance=InPositiveRegion(self.gamma_s, self.attempts),
            cleaning=PositiveRegion(self.gamma_m),
        )
