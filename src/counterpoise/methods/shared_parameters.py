"""Parameters that several methods have, declared once."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter

__all__ = ["ADDED_SHARE", "N_AFFINE", "PARTNERS", "PARTNERS_IN_SMOTE", "SHADOW_NOISE"]

PARTNERS: Any = parameter(
    default=5,
    constraint=NEIGHBOURS,
    kind="int or estimator",
    help="How many neighbours of its class may be a row's partner.",
    answers="k",
)
PARTNERS_IN_SMOTE: Any = parameter(
    default=5,
    constraint=NEIGHBOURS,
    kind="int or estimator",
    help="How many neighbours of its class may be a row's partner in SMOTE.",
    answers="k",
)
N_AFFINE: Any = parameter(
    default=None,
    constraint=[Number(Integral, 2, None, closed="left"), None],
    kind="int or None",
    help="How many noisy copies are mixed; None for the number of numeric columns, but 2 at least.",
    option=True,
)
SHADOW_NOISE: Any = parameter(
    default=0.005,
    constraint=[Number(Real, 0, None, closed="left")],
    kind="float",
    help="Standard deviation of a copy's noise, as a share of the column's within the class.",
    option=True,
)
ADDED_SHARE: Any = parameter(
    default=0.5,
    constraint=[Number(Real, 0, 1, closed="right")],
    kind="float",
    help="Which share of the rows that are missing is added; the other classes are thinned for "
    "the rest.",
    option=True,
)
