"""NRAS."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import AgreedSeeds, PoolNeighbours, Propensity, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["NRAS"]


class NRAS(Oversampler, without=("recipe", "scale", "space")):
    """Add rows around minority rows that look like the minority, and leave out those that do not.

    It estimates how likely each row is to be of the minority (its propensity score, by logistic
    regression) and looks for neighbours among the columns, in standard units, with the score as one
    column more. A minority row with too few of its class among these neighbours is noise: it makes
    no rows, and is no partner.

    Use it where some labels of the minority are wrong; not where the minority is rare everywhere,
    since all of it looks like noise then.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If fewer than two rows of a class are not noise, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand. A partner is of the class, where smote-variants mixes with
    rows of other classes too. Noise makes no rows but stays in the table. Where there are more than
    two classes, each but the first has a score.

    References
    ----------
    W. A. Rivera, "Noise Reduction A Priori Synthetic Over-Sampling for class imbalanced data sets",
    Information Sciences 408, 2017. https://doi.org/10.1016/j.ins.2017.04.046

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import NRAS
    >>> X, y = make_classification(300, weights=[0.8], flip_y=0, class_sep=2.0, random_state=0)
    >>> X_new, y_new = NRAS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell noise, and how many of its class "
        "may be a row's partner.",
        answers="k",
    )
    t: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="The least share of its class among the neighbours of a row that grows.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=AgreedSeeds(self.k_neighbors, self.t),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
            space=Propensity(alone=False),
        )
