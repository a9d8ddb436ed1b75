"""SMOTEWB."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import AdaptiveNeighbours, BoostedSeeds, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTEWB"]


class SMOTEWB(Oversampler, without=("recipe",)):
    """Add rows towards as many neighbours as there are before other classes, noise left out.

    AdaBoost gives weight to rows that it gets wrong time after time; rows with too much of it are
    noise, in all classes, and nobody's neighbours. Each row of the minority has as many partners as
    there are rows of its class before the first one of another class among its neighbours. A row
    without any makes copies of itself, unless it is noise.

    Use it where labels are noisy; not where the minority overlaps with other classes everywhere,
    because most of it is noise then.

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
    The paper's text was not at hand; the steps are those of the authors' R package. A row is noise
    if its weight is above 1 / (2 m), with m rows of the minority or of others, as it is, but at
    least the 1 / n that all n rows start with. (The package's threshold for the larger class is
    below that, so that all of it would be noise where boosting is done at once.) The trees of
    boosting split as long as a split takes away a hundredth of the impurity of the whole table,
    between at most 256 bins of each column, so that no tree has to sort it. Noise stays in the
    table. A new row draws its seed at random.

    References
    ----------
    F. Sağlam, M. A. Cengiz, "A novel SMOTE-based resampling technique trough noise detection and
    the boosting procedure", Expert Systems with Applications 200, 2022.
    https://doi.org/10.1016/j.eswa.2022.117023

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTEWB
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOTEWB(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    n_weak_classifiers: int = parameter(
        default=100,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Rounds of boosting at most.",
        option=True,
    )
    k_max: int | None = parameter(
        default=None,
        constraint=[Number(Integral, 1, None, closed="left"), None],
        kind="int or None",
        help="How many partners a row may have at most; None for the ratio of other "
        "rows to those of its class, rounded up.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=BoostedSeeds(self.n_weak_classifiers, self.k_max),
            neighbourhood=AdaptiveNeighbours("k_max"),
            interpolation=Segment(restart=False),
        )
