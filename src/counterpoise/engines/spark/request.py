"""What the user asks of Spark."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.plan.request import Request

__all__ = ["SparkRequest"]


@dataclass(frozen=True)
class SparkRequest(Request):
    """How a DataFrame is to be balanced, checked when it is made.

    Parameters
    ----------
    key : str, optional
        A column that tells every row from every other.
    provenance : bool
        Whether new rows say who their parents are.
    most_collected : int
        How many rows of classes that grow may be collected on the driver.
    recall : float
        The share of true neighbours that a search on the executors shall find.
    """

    rng: str = "counter"
    key: str | None = None
    provenance: bool = False
    most_collected: int = 10_000_000
    recall: float = 0.95

    def __post_init__(self) -> None:
        self._split_borderline()
        super().__post_init__()
        self.check_not_a_sampler()
        if self.scale == "robust":
            raise InvalidInputError(
                Setting("scale", "robust"),
                " needs exact quartiles, which Spark does not have",
                remedy=(
                    "use ",
                    Setting("scale", "standard"),
                    ", or scale the columns yourself and use ",
                    Setting("scale", None),
                ),
            )
        if isinstance(self.most_collected, bool) or not isinstance(self.most_collected, Integral):
            raise InvalidInputError(
                Setting("most_collected", self.most_collected),
                " cannot be used",
                joint=": ",
                needed="it must be a whole number",
                remedy=None,
            )
        recall = self.recall
        if isinstance(recall, bool) or not isinstance(recall, Real) or not 0 < recall <= 1:
            raise InvalidInputError(
                Setting("recall", recall),
                " cannot be used",
                joint=": ",
                needed="it must be above 0 and at most 1 (exact)",
                remedy=None,
            )

    def _split_borderline(self) -> None:
        """Take "borderline-2" for Borderline-SMOTE with the option that the name has in it.

        It is from the time when a method could not be asked for with options of its own.
        """
        plain = str(self.method).lower().replace("_", "-").replace("smote", "").replace("--", "-")
        if plain in ("borderline-1", "borderline-2"):
            object.__setattr__(self, "method", "borderline")
            object.__setattr__(self, "options", {"kind": plain, **self.options})
