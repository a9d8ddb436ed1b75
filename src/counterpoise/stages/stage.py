"""What all stages share: what they need of a table, and what their parameters may be."""

from __future__ import annotations

from typing import Any, ClassVar

from sklearn.base import BaseEstimator

from counterpoise.parameters.constraints import check_parameters

__all__ = ["Stage"]


class Stage(BaseEstimator):
    """One of the parts that a `Recipe` consists of."""

    looks_at_values = True
    """Whether it looks at the table's values; if no stage does, columns of any type will do."""

    _parameter_constraints: ClassVar[dict[str, Any]] = {}

    def check(self) -> None:
        """Raise `ValueError` if a parameter cannot be used."""
        given = {name: getattr(self, name) for name in self._parameter_constraints}
        check_parameters(self._parameter_constraints, given, type(self).__name__)
