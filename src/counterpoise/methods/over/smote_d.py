"""SMOTE-D."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import DistanceSteps, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTED"]


class SMOTED(Oversampler, without=("recipe",)):
    """Add rows in even steps towards neighbours, most of them where distances vary most.

    SMOTE draws seeds, neighbours and gaps; here the distances decide all three. A row gets more new
    rows, the more its distances to its neighbours vary, and most of them towards the farther
    neighbours, where there is room.

    Use it where the result must not depend on a seed; not where the minority has outliers, whose
    neighbours are far and at various distances.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    Nothing is drawn for numbers; where categories are voted and the votes are equal, the winner is
    drawn. As a rule the rows of each pair are rounded, so that a few more or fewer come out than
    were asked for; here they are shared out exactly, the largest remainders first. Where no row's
    distances vary (as with ``k_neighbors=1``) all rows count alike.

    References
    ----------
    F. R. Torres, J. A. Carrasco-Ochoa, J. F. Martinez-Trinidad, "SMOTE-D a Deterministic Version of
    SMOTE", Mexican Conference on Pattern Recognition, 2016.
    https://doi.org/10.1007/978-3-319-39393-3_18

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTED
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOTED().fit_resample(X, y)
    >>> bool((SMOTED(random_state=1).fit_resample(X, y)[0] == X_new).all())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=DistanceSteps(self.k_neighbors),
        )
