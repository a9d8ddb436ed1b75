"""VIS-RST."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import LowerApproximation, SeedPartners, Segment, VersatileSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["VISRST"]


class VISRST(Oversampler, without=("recipe",)):
    """Add rows where the classes' overlap allows it, and keep those that resemble no other class.

    Rows of the minority are safe, in danger, or noise, by their neighbours. Where most are in
    danger, safe rows grow and those in danger are copied; where few are, those in danger grow. Then
    new rows leave that resemble a row of another class (`SMOTERSB`). Use it where you do not know
    whether the border is worth growing; not where the classes shall come out equally large.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows before cleaning, by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If a class has only noise, so that it gets no new rows; or if each of its new rows equals a
        row of another class, so that all of them stay.

    Notes
    -----
    The paper's text was not at hand: the rules are the method as it is usually described. The
    threshold of similarity is raised as in SMOTE-RSB*, but until a share of the new rows stays, see
    `enough`: that share is a choice of ours. It is our choice too that all rows of a class grow if
    all are safe. Many new rows have to be compared with every row of other classes, which takes
    a minute or two for 200,000 rows.

    References
    ----------
    K. Borowska, J. Stepaniuk, "Imbalanced Data Classification: A Novel Re-sampling Approach
    Combining Versatile Improved SMOTE and Rough Sets", Computer Information Systems and Industrial
    Management, 2016. https://doi.org/10.1007/978-3-319-45378-1_4

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import VISRST
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> sampler = VISRST(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> bool(0 < sampler.is_synthetic_.sum() < sampler.sampling_strategy_[1])
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell the kind of a row, and how many of its class "
        "may be its partner.",
        answers="k",
    )
    enough: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float",
        help="Which share of a class's new rows stays at least.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=VersatileSeeds(self.k_neighbors),
            neighbourhood=SeedPartners(),
            interpolation=Segment(),
            cleaning=LowerApproximation(highest=1.0, enough=self.enough),
        )
