"""LVQ-SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import CarriedPattern
from counterpoise.stages.recipe import Recipe

__all__ = ["LVQSMOTE"]


class LVQSMOTE(Oversampler, without=("recipe", "space", "n_jobs")):
    """Add minority rows again at other places of the minority that have the same pattern of rows.

    SMOTE stays between neighbours; here a few typical rows of the class (a codebook, by learning
    vector quantisation) are learnt, and a row is carried from the one nearest to it to another one,
    so that new rows also come where there are few.

    Use it where the minority has several parts of the same shape; not where its parts differ,
    because the shape of one is carried to another.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent, from which it is moved.

    Notes
    -----
    The paper makes new rows after the pattern of rows of other tables, as its abstract says. Here
    there is one table, and patterns are carried within the class: from the row's codebook entry a
    to every other one goes a way; the entries b and c whose way is most like it are found, and the
    row is carried from a to b. Where to is drawn among these. Codebooks begin with k-means, and
    learn from blocks of rows.

    References
    ----------
    M. Nakamura, Y. Kajiwara, A. Otsuka, H. Kimura, "LVQ-SMOTE - Learning Vector Quantization based
    Synthetic Minority Over-sampling Technique for biomedical data", BioData Mining 6, 2013.
    https://doi.org/10.1186/1756-0381-6-16

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import LVQSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = LVQSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    n_codebook: int = parameter(
        default=10,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="How many typical rows each class has at most.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(interpolation=CarriedPattern(self.n_codebook))
