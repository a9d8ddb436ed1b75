"""A sampler that the user made, in the place of a method's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any

from sklearn.base import clone

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.methods.registry import METHODS, Method, MethodKind
from counterpoise.methods.sampler import Sampler

if TYPE_CHECKING:
    from counterpoise.methods.sampler import TakenColumns
    from counterpoise.parameters.declared import Parameter

__all__ = ["OwnSampler", "own_sampler"]

_KINDS: Mapping[str, MethodKind] = {
    "over-sampling": "over",
    "under-sampling": "under",
    "clean-sampling": "cleaning",
}


@dataclass(frozen=True)
class OwnSampler(Method):
    """A sampler with its parameters, as a method.

    Parameters
    ----------
    module : str
        The short name of its class, or the class's own where it has none.
    class_name : str
        Its class.
    sampler : sampler
        The sampler.
    """

    sampler: Sampler

    @property
    def name(self) -> str:
        return self.module

    @property
    def kind(self) -> MethodKind:
        if self.module in METHODS:
            return METHODS[self.module].kind
        kind = _KINDS.get(getattr(self.sampler, "_sampling_type", ""), "over")
        adds_and_removes = kind == "over" and self.sampler.make_recipe().cleaning is not None
        return "combined" if adds_and_removes else kind

    @property
    def sampler_class(self) -> type[Sampler]:
        return type(self.sampler)

    @property
    def columns(self) -> TakenColumns:
        return self.sampler._columns

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self.sampler._declared

    @property
    def uses_k(self) -> bool:
        return self.k is not None

    @property
    def k(self) -> int | None:
        """The neighbours that it asks for, where they are a number."""
        k = None if self.k_parameter is None else getattr(self.sampler, self.k_parameter)
        return int(k) if isinstance(k, Integral) else None

    @property
    def seed(self) -> int | None:
        """Its seed, where it has one."""
        seed = getattr(self.sampler, "random_state", None)
        return int(seed) if isinstance(seed, Integral) else None

    @property
    def scale(self) -> str | None:
        """Units of its distances."""
        scale: str | None = getattr(self.sampler, "scale", None)
        return scale

    @property
    def k_is_of_class(self) -> bool:
        """Whether a class needs more than k rows, which the sampler itself checks."""
        return False

    def make(self, **parameters: Any) -> Sampler:
        """Return a copy of it; of the parameters it gets what it does not say itself."""
        copied: Sampler = clone(self.sampler)
        if "random_state" in parameters and copied.random_state is None:
            copied.set_params(random_state=parameters["random_state"])
        columns = parameters.get("categorical_features")
        if columns and "categorical_features" in self.parameters and _leaves_open(copied):
            copied.set_params(categorical_features=columns)
        return copied


def _leaves_open(sampler: Sampler) -> bool:
    """Return whether a sampler does not say which columns are categories."""
    asked = getattr(sampler, "categorical_features", None)
    return asked is None or (isinstance(asked, str) and asked == "auto")


def own_sampler(sampler: Any, parameter: str = "method") -> OwnSampler:
    """Return a sampler as a method.

    Raises
    ------
    InvalidInputError
        If it is the class of a sampler, or another library's.
    """
    if isinstance(sampler, type):
        raise InvalidInputError(
            f"{parameter} is the class {sampler.__name__}",
            needed="it must be a sampler",
            remedy=f"write {sampler.__name__}()",
            parameter=parameter,
        )
    if not isinstance(sampler, Sampler):
        raise InvalidInputError(
            Setting(parameter, sampler),
            f" is a sampler of {type(sampler).__module__.split('.')[0]}",
            needed="only those of counterpoise say where their rows come from",
            remedy="call its fit_resample yourself",
        )
    class_name = type(sampler).__name__
    named = (name for name, method in METHODS.items() if method.class_name == class_name)
    return OwnSampler(next(named, class_name), class_name, sampler)
