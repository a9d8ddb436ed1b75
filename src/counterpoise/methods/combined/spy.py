"""SPY."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import Duplicate, SpySeeds, WithoutFound
from counterpoise.stages.recipe import Recipe

__all__ = ["SPY"]


class SPY(Oversampler, without=("recipe",)):
    """Give the class of the minority to the few rows of other classes that stand among its rows.

    Where a minority row has few neighbours of other classes, these are spies: they change their
    class. No row is made or removed.

    Use it where the border between the classes is drawn too much in favour of the majority; not
    where the classes have to be balanced, since there are seldom enough spies.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row that changed its class counts as new, and the old one leaves.

    Warns
    -----
    SamplingWarning
        If there are fewer spies than the class needs new rows, which is usual.

    Notes
    -----
    The paper's text was not at hand: the rule is what smote-variants does, row by row. Where there
    are more spies than rows asked for, those change first that most minority rows have for
    neighbours.

    References
    ----------
    X. T. Dang, D. H. Tran, O. Hirose, K. Satou, "SPY: A Novel Resampling Method for Improving
    Classification Performance in Imbalanced Data", Seventh International Conference on Knowledge
    and Systems Engineering, 2015. https://doi.org/10.1109/KSE.2015.24

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SPY
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     X_new, y_new = SPY(random_state=0).fit_resample(X, y)
    >>> len(X_new), int(y.sum()), int(y_new.sum())
    (300, 29, 42)
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class are looked at.",
        answers="k",
    )
    t: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="Neighbours of other classes are spies where less than this share of "
        "the neighbours are of other classes.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SpySeeds(self.k_neighbors, self.t),
            interpolation=Duplicate(),
            cleaning=WithoutFound("SpySeeds", "gone"),
        )
