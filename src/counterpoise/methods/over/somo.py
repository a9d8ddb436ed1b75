"""SOMO."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import MappedSeeds, PoolNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["SOMO"]


class SOMO(Oversampler, without=("recipe",)):
    """Add rows within and between neighbouring nodes of a map on which the minority prevails.

    A self-organising map lays the table out on a square grid, so that near rows have the same node
    or nodes next to each other. Nodes with more minority rows than others grow, sparse ones more,
    half of it within them and half between nodes that are next to each other. Use it where the
    minority is dense in regions of any shape; not where it is nowhere the larger part, or where the
    table has no room in memory.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If no node has two rows of a class and more of it than of others. It is a `ValueError` and
        a `RuntimeError`.

    Notes
    -----
    The map is fitted in batches, which needs no learning rate and does not depend on the order of
    rows. The grid is a choice of the user; by default it has about five nodes for each square root
    of the number of rows, a common rule for such maps. The map of a table of over 5,000 rows is
    fitted to so many of them.

    References
    ----------
    G. Douzas, F. Bacao, "Self-Organizing Map Oversampling (SOMO) for imbalanced data set
    learning", Expert Systems with Applications 82, 2017.
    https://doi.org/10.1016/j.eswa.2017.03.073

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SOMO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SOMO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class and node may be a row's partner.",
        answers="k",
    )
    side: int | None = parameter(
        default=None,
        constraint=[Number(Integral, 1, None, closed="left"), None],
        kind="int or None",
        help="Nodes along each side of the map; None for a number that grows with the table.",
        option=True,
    )
    share_between: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="Which share of the new rows lies between nodes.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=MappedSeeds(self.side, self.share_between),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
