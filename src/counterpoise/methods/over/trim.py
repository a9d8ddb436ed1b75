"""TRIM-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import PoolNeighbours, RegionSeeds, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["TRIMSMOTE"]


class TRIMSMOTE(Oversampler, without=("recipe",)):
    """Add rows within boxes of the table in which the minority is frequent.

    The table is cut in two again and again, as a decision tree does, until no cut finds a part
    that has the minority both larger and purer. SMOTE works in each part that is pure enough. Use
    it where the minority is concentrated in some ranges of some columns; not where the classes are
    told apart by many columns together, or where the table has no room in memory.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If no part has two rows of a class and enough of it. It is a `ValueError` and a
        `RuntimeError`.

    Notes
    -----
    A part with c minority rows among n is worth c * c / n, and is cut where the better half is
    worth most. Both halves are cut further. A part gets new rows in proportion to its
    minority rows.

    References
    ----------
    K. Puntumapon, K. Waiyamai, "A Pruning-Based Approach for Searching Precise and Generalized
    Region for Synthetic Minority Over-Sampling", Pacific-Asia Conference on Knowledge Discovery
    and Data Mining, 2012. https://doi.org/10.1007/978-3-642-30220-6_31

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import TRIMSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = TRIMSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class and part may be a row's partner.",
        answers="k",
    )
    min_precision: float = parameter(
        default=0.3,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="Least share of the class in a part that grows.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=RegionSeeds(self.min_precision),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
