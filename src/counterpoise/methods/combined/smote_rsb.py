"""SMOTE-RSB*."""

from __future__ import annotations

from counterpoise.methods.combined.combination import Combination
from counterpoise.methods.shared_parameters import PARTNERS_IN_SMOTE
from counterpoise.parameters.constraints import SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import Cleaning, LowerApproximation

__all__ = ["SMOTERSB"]


class SMOTERSB(Combination):
    """Over-sample with SMOTE, then keep only new rows that resemble no row of another class.

    It keeps few new rows, those that are surely of their class (their lower approximation, in the
    words of rough sets). Original rows stay. Use it where a wrong new row costs more than a missing
    one; not where the classes shall come out equally large.

    Attributes
    ----------
    sampling_strategy_, smote_, is_synthetic_, provenance_, lineage_
        As for `SMOTEIPF`.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If every new row of a class resembles a row of another class even at the highest threshold:
        then all of them stay.

    Notes
    -----
    The similarity of two rows is the mean over the columns of ``1 - |a - b| / range``, or of
    whether categories are equal, whatever `scale` says. Rows resemble each other from a threshold
    on, which is raised by 0.05 until enough new rows stay; a single one is enough, as the method is
    usually described. The columns count alike.

    References
    ----------
    E. Ramentol, Y. Caballero, R. Bello, F. Herrera, "SMOTE-RSB*: a hybrid preprocessing approach
    based on oversampling and undersampling for high imbalanced data-sets using SMOTE and rough sets
    theory", Knowledge and Information Systems 33, 2012. https://doi.org/10.1007/s10115-011-0465-6

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTERSB
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> sampler = SMOTERSB(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> bool(0 < sampler.is_synthetic_.sum() < len(sampler.smote_.lineage_))
    True
    """

    k_neighbors: int | NeighborSearch = PARTNERS_IN_SMOTE
    lowest: float = parameter(
        default=0.4,
        constraint=[SHARE],
        kind="float",
        help="The first threshold: a new row leaves if a row of another class is as similar.",
        option=True,
    )
    highest: float = parameter(
        default=0.9,
        constraint=[SHARE],
        kind="float",
        help="The threshold is raised until enough new rows stay, but not above this.",
        option=True,
    )
    enough: float = parameter(
        default=0.0,
        constraint=[SHARE],
        kind="float",
        help="Which share of a class's new rows is enough; where it is 0, a single row is.",
        option=True,
    )

    def make_cleaning(self) -> Cleaning:
        return LowerApproximation(self.lowest, self.highest, self.enough)
