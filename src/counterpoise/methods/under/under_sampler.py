"""What methods share that keep a number of rows of each class."""

from __future__ import annotations

from counterpoise.methods.cleaner import Cleaner
from counterpoise.parameters.constraints import UNDER_STRATEGY
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import SamplingStrategy

__all__ = ["UnderSampler"]


class UnderSampler(Cleaner, without=("cleaning",)):
    """A cleaner that keeps a number of rows of each class."""

    _sampling_type = "under-sampling"

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=UNDER_STRATEGY,
        kind="float, str, dict or callable",
        help=(
            "The wanted ratio of minority to majority rows (two classes only); the classes to "
            'bring down to the minority\'s count: "majority", "not minority", "not majority", '
            '"all", "auto" (not minority); the rows to keep of each class; or a function from the '
            "target to such a dict."
        ),
        order=-2,
    )
