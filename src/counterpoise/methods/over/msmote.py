"""MSMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import AdaptiveNeighbours, GradedSeeds, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["MSMOTE"]


class MSMOTE(Oversampler, without=("recipe",)):
    """Add rows around safe and border rows of the minority, and none around noise.

    It changes which rows grow: a row without any neighbour of its class is noise and makes nothing.
    A safe row, all of whose neighbours are of its class, is mixed with any of its k nearest rows of
    the class as in SMOTE; a border row only with the nearest one.

    Use it where some minority rows are strays among the other class; not where the whole minority
    is scattered, since it is all noise then.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If all rows of a class are noise, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand. A border row is mixed with the nearest row of its class, where
    smote-variants takes the nearest row of all. Noise does not grow, but it stays in the table, and
    it may be the partner of another row.

    References
    ----------
    S. Hu, Y. Liang, L. Ma, Y. He, "MSMOTE: Improving Classification Performance When Training Data
    is Imbalanced", Second International Workshop on Computer Science and Engineering, 2009.
    https://doi.org/10.1109/WCSE.2009.756

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = MSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell whether a row is safe, border or "
        "noise, and how many of its class may be a safe row's partner.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=GradedSeeds(self.k_neighbors),
            neighbourhood=AdaptiveNeighbours(),
            interpolation=Segment(restart=False),
        )
