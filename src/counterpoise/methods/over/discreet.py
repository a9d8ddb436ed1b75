"""SMOTE that gives away fewer of the rows it was made from."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import AwayFromRows, BlurredSeed, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["DiscreetSMOTE"]


class DiscreetSMOTE(Oversampler, without=("recipe",)):
    """Add rows that many minority rows make together, so that hardly any can be rebuilt from them.

    Use it where new rows are given to somebody who may not see the original ones. Each new row is
    made of a row and all of its neighbours with random weights, keeps a distance from every
    original row, stays within the range of the table, and is rounded as the rows around it are. Not
    where privacy must be proved: `privacy` measures what it withstands, and it promises no
    differential privacy. Nor where the new rows serve your own training only: SMOTE's rows lie
    closer to the minority.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all of its neighbourhood for parents. They tell the original rows,
        so keep them to yourself.

    Warns
    -----
    SamplingWarning
        If some rows were never good enough, so that a class gets fewer new rows.

    References
    ----------
    Our own. The attacks are those of G. Ganev et al., "SMOTE and Mirrors", ICLR 2026,
    https://arxiv.org/abs/2510.15083. The kernel is that of J. Liu, M. West, "Combined parameter and
    state estimation in simulation-based filtering", 2001.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import DiscreetSMOTE, privacy
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(440, 6)), np.repeat(["well", "ill"], [400, 40])
    >>> found = privacy(X, y, DiscreetSMOTE(random_state=0), n_repeats=2)
    >>> found["rebuilt"].value
    0.0
    """

    _columns = "numeric or mixed"
    _keeps_grids = True

    k_neighbors: int | NeighborSearch = parameter(
        default=10,
        constraint=[*NEIGHBOURS],
        kind="int or estimator",
        help="How many neighbours of its class make a new row with a row.",
        answers="k",
    )
    kept: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float",
        help="How much of a row stays where new rows are made of it; the rest comes from the "
        "spread of its neighbours.",
        option=True,
    )
    least: float = parameter(
        default=0.25,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="The distance from any original row that a new row must have, as a share of the "
        "median distance between neighbours.",
        option=True,
    )
    attempts: int = parameter(
        default=100,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How often a row is drawn at most; one that was never good enough is left out.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=BlurredSeed(self.kept, like_parents=True),
            acceptance=AwayFromRows(self.least, self.attempts),
        )
