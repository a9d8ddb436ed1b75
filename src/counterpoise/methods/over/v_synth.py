"""V-synth."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import TowardsFacets
from counterpoise.stages.recipe import Recipe

__all__ = ["VSYNTH"]


class VSYNTH(Oversampler, without=("recipe", "categorical_features")):
    """Add rows between a minority row and the edge of its cell, where another class begins.

    The cell of a row is where no other row of the table is nearer (its Voronoi cell). New rows fill
    the cells of minority rows whose neighbouring cells are of other classes, so that each new row
    has its own seed for its nearest row. Use it with few columns, up to five or so, where cells
    have few neighbours; not with many, where every cell touches most others and is wide open.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Warns
    -----
    SamplingWarning
        If no cell of a class is found to border on another class, so that it gets no new rows.

    Notes
    -----
    A whole Voronoi diagram grows exponentially with the number of columns. So here rays go from
    each row in random directions, and it is computed exactly where they leave its cell and for
    which one, in any number of columns. Time grows with the class times the table.

    References
    ----------
    W. A. Young II, S. L. Nykl, G. R. Weckman, D. M. Chelberg, "Using Voronoi diagrams to improve
    classification performances when modeling imbalanced datasets", Neural Computing and
    Applications 26, 2015. https://doi.org/10.1007/s00521-014-1780-0

    Examples
    --------
    >>> from sklearn.datasets import make_blobs
    >>> from counterpoise import VSYNTH
    >>> X, y = make_blobs([200, 30], centers=[[0, 0], [2, 0]], random_state=0)
    >>> X_new, y_new = VSYNTH(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    n_rays: int = parameter(
        default=10,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many rays from each row of the class look for the edge of its cell.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(interpolation=TowardsFacets(self.n_rays))
