"""What all stages share: what they need of a table, and what their parameters may be."""

from __future__ import annotations

from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.parameters.constraints import check_parameters
from counterpoise.parameters.estimator import BaseEstimator
from counterpoise.parameters.spelling import AsksWhatWasMeant

__all__ = ["Stage"]


class Stage(AsksWhatWasMeant, BaseEstimator):
    """One of the parts that a `Recipe` consists of."""

    _parameter_constraints: ClassVar[dict[str, Any]] = {}

    @property
    def needs(self) -> Need:
        """What it has to know of a table; an engine that offers that can run it."""
        return Need.VALUES | Need.COLLECTED

    def check(self) -> None:
        """Raise `ValueError` if a parameter cannot be used."""
        given = {name: getattr(self, name) for name in self._parameter_constraints}
        check_parameters(self._parameter_constraints, given, type(self).__name__)
