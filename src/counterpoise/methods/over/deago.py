"""DEAGO."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import Autoencoded
from counterpoise.stages.recipe import Recipe

__all__ = ["DEAGO"]


class DEAGO(Oversampler, without=("recipe", "space", "scale", "n_jobs")):
    """Add minority rows with noise, which a small network puts back to where the minority lies.

    SMOTE draws lines between rows; here a network (a denoising autoencoder) learns from noisy
    copies of the minority what its rows look like, and makes a new row of each noisy one.

    Use it where many columns follow few causes, and the minority has some hundred rows; not where
    it has few, from which a network learns nothing.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent, from which it is moved.

    Notes
    -----
    The network is scikit-learn's, with one hidden layer of hyperbolic tangents, and learns from ten
    noisy copies of each row, 10,000 at most. The size of the layer and the noise are choices of
    ours. A category is that of the row.

    References
    ----------
    C. Bellinger, N. Japkowicz, C. Drummond, "Synthetic Oversampling for Advanced Radioactive Threat
    Detection", International Conference on Machine Learning and Applications, 2015.
    https://doi.org/10.1109/ICMLA.2015.58

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import DEAGO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = DEAGO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    n_hidden: int | None = parameter(
        default=None,
        constraint=[Number(Integral, 1, None, closed="left"), None],
        kind="int or None",
        help="Units of the network's hidden layer; None for half as many as numeric columns, "
        "rounded up.",
        option=True,
    )
    noise: float = parameter(
        default=0.1,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="Standard deviation of the noise, as a share of the column's within the class.",
        option=True,
    )
    max_iter: int = parameter(
        default=100,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How often the network sees all that it learns from, at most.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(interpolation=Autoencoded(self.n_hidden, self.noise, self.max_iter))
