"""SSO."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Classifier
from counterpoise.stages import CubeNoise, SensitiveSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["SSO"]


class SSO(Oversampler, without=("recipe", "space")):
    """Add rows in cubes about minority rows, more where a neural network's answer changes fastest.

    SMOTE's new rows lie between two rows, which may be far apart; these lie close about one. The
    network learns where the classes meet, and rows there grow most. Use it where minority rows lie
    far from each other; not where rows near the border are errors.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Notes
    -----
    The paper's text was not at hand, only its abstract. It draws new rows from normal distributions
    within cubes about minority rows (Q-neighbourhoods), and its title speaks of stochastic
    sensitivity: how much the output of a network changes within a cube. We read these as: a row is
    chosen in proportion to its sensitivity, measured at 32 random points of its cube; the noise has
    a standard deviation of a quarter of the cube's edge, and ends at its sides; the edge is in
    standard deviations of each column within the class. The network is fitted once, on at most
    1,000 rows of the class and as many others.

    References
    ----------
    T. Rong, H. Gong, W. W. Y. Ng, "Stochastic Sensitivity Oversampling Technique for Imbalanced
    Data", International Conference on Machine Learning and Cybernetics, 2014.
    https://doi.org/10.1007/978-3-662-45652-1_18

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SSO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SSO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    q: float = parameter(
        default=0.5,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="Half of a cube's edge, as a share of each column's standard deviation within the "
        "class (Q).",
        option=True,
    )
    n_hidden: int = parameter(
        default=10,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Hidden units of the neural network.",
        option=True,
    )
    estimator: Classifier | None = parameter(
        default=None,
        constraint=[Built(["fit", "predict_proba"]), None],
        kind="classifier",
        help="A classifier with probabilities, in place of the network.",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SensitiveSeeds(self.q, self.n_hidden, self.estimator),
            interpolation=CubeNoise(self.q),
        )
