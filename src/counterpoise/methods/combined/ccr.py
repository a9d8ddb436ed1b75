"""CCR."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import EnergySeeds, OwnSphere, WithoutMoved
from counterpoise.stages.recipe import Recipe

__all__ = ["CCR"]


class CCR(Oversampler, without=("recipe", "categorical_features", "space")):
    """Add rows in spheres about minority rows, and push the other classes' rows out of these.

    A sphere grows until its energy is used up, which foreign rows inside make dearer; so spheres
    are small where classes overlap, and rows with small spheres get more new rows. Use it where the
    classes overlap, and moving rows of the majority is allowed; not where each row of the output
    must be a row of the table or a new one of the minority.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row that was pushed counts as new, of its own class, and the old row
        leaves. A row has one parent.

    Notes
    -----
    Energy is measured in the units of the distance, so it means the same in all tables only with
    ``scale="standard"``. A new row is a uniform point of its sphere. Seeds are drawn by the inverse
    of their radii, where as a rule each one's share is rounded. A foreign row that equals a
    minority row is pushed in a random direction. Where several classes grow, all spheres are those
    of the table as it was, and pushes add up.

    References
    ----------
    M. Koziarski, M. Wozniak, "CCR: A combined cleaning and resampling algorithm for imbalanced data
    classification", International Journal of Applied Mathematics and Computer Science 27(4), 2017.
    https://doi.org/10.1515/amcs-2017-0050

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import CCR
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = CCR(random_state=0, scale="standard").fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    energy: float = parameter(
        default=0.25,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="What a sphere may use up, in the units of the distance: the larger, the wider.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=EnergySeeds(self.energy), interpolation=OwnSphere(), cleaning=WithoutMoved()
        )
