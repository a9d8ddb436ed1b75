"""ANS."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.stages import OutcastSeeds, RadiusNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["ANS"]


class ANS(Oversampler, without=("recipe",)):
    """Add rows with as many neighbours as a row has near it, and none around outcasts.

    It has no k. Outcasts, which have rows of other classes only around them, neither grow nor are
    partners. The partners of a row are all others within a radius: the greatest distance of a row
    from its nearest neighbour of the class.

    Use it where the minority is dense in some places and thin in others; not for a large minority
    with far-off rows, whose radius takes in nearly all pairs.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If more than 60 million pairs of rows lie within the radius.

    Warns
    -----
    SamplingWarning
        If all rows of a class are outcasts, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand, only its abstract; the steps are those of the author's R
    package. The number of neighbours C that tells outcasts is the least from which one more
    neighbour leaves their number as it is, but for less than a hundredth of the class, up to a
    quarter of the table. The paper classifies outcasts later by their nearest neighbour; that is
    left to the model.

    References
    ----------
    W. Siriseriwan, K. Sinapiromsaran, "Adaptive neighbor synthetic minority oversampling technique
    under 1NN outcast handling", Songklanakarin Journal of Science and Technology 39(5), 2017.
    https://doi.org/10.14456/sjst-psu.2017.70

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ANS
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ANS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=OutcastSeeds(),
            neighbourhood=RadiusNeighbours(),
            interpolation=Segment(restart=False),
        )
