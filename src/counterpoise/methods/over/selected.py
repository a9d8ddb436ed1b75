"""Selected-SMOTE."""

from __future__ import annotations

from typing import Any, ClassVar

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import SHARE
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, SelectedSegment
from counterpoise.stages.recipe import Recipe

__all__ = ["SelectedSMOTE"]


class SelectedSMOTE(Oversampler, without=("recipe",)):
    """Add rows that differ from a minority row only in columns that tell the classes apart.

    SMOTE moves all columns of a row; here those that matter move, and the others stay the row's
    own, so that their combinations are real.

    Use it where few of many columns say something about the class; not where all of them do.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    columns_ : dict
        By class label, which numeric columns moved; ndarrays of shape (n_numeric,), bool.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the partner has weight 0, because only some columns go towards it.

    Notes
    -----
    How significant a column is, is a choice of ours: it is the more so, the fewer rows of the table
    lie in the interval in which the range of the class overlaps that of the others.

    References
    ----------
    F. Koto, "SMOTE-Out, SMOTE-Cosine, and Selected-SMOTE: An enhancement strategy to handle
    imbalance in data level", International Conference on Advanced Computer Science and Information
    System, 2014. https://doi.org/10.1109/ICACSIS.2014.7065849

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SelectedSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SelectedSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    significant: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="Share of the numeric columns that move, one at least.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"columns_": ("SelectedSegment", "columns")}
    columns_: ClassVar[dict[Any, Any]]

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=SelectedSegment(self.significant),
        )
