"""What the user asks for: one object, made once and carried whole."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

from counterpoise.errors import InvalidInputError, Setting, brief
from counterpoise.methods.finding import find_method
from counterpoise.methods.own_sampler import OwnSampler
from counterpoise.methods.registry import METHODS, Method
from counterpoise.methods.sampler import Sampler
from counterpoise.parameters.checks import (
    checked_choice,
    checked_number,
    checked_option,
    checked_scale,
    checked_seed,
    checked_whole,
    suggestion,
)
from counterpoise.stages.recipe import Recipe

__all__ = ["Request", "check_mark", "with_option"]


@dataclass(frozen=True)
class Request:
    """How a table is to be balanced, checked when it is made.

    Parameters
    ----------
    target : str or int
        The column with the classes.
    method : str, Recipe or sampler
        "auto", the name of a method, a recipe of the user's own, where one is ("module:name"), or
        a sampler with its parameters, which leaves nothing else to be asked but the seed.
    ratio : float or dict
        Wanted rows of each smaller class, as a share of the largest; or of the classes in a dict,
        as shares or as numbers of rows.
    k : int
        Neighbours that a new row may lie towards.
    scale : {"standard", "robust", "none"} or None
        Units of the distances.
    seed : int, optional
        The seed; drawn if there is none.
    rng : {"numpy", "counter"}
        Where random numbers come from.
    clean : {"all", "growing"}
        Which classes may lose rows, where a method cleans what it made.
    options : mapping, optional
        Parameters that are a method's own; those that are None are left out.
    categorical, ignore : iterable of columns, optional
        Columns to take for categories, and to carry along.
    mark : str, optional
        Name of a new last column that says whether a row is new.

    Raises
    ------
    InvalidInputError
        If one of them cannot be used.
    """

    target: Any = "Class"
    method: str | Recipe | Sampler = "auto"
    ratio: float | Mapping[Any, float] = 1.0
    k: int = 5
    scale: str | None = "standard"
    seed: int | None = None
    rng: str = "numpy"
    clean: str = "all"
    options: Mapping[str, Any] = field(default_factory=dict)
    categorical: str | Iterable[Any] | None = None
    ignore: str | Iterable[Any] | None = None
    mark: str | None = None

    def __post_init__(self) -> None:
        seed = secrets.randbelow(2**31) if self.seed is None else checked_seed(self.seed)
        checked: dict[str, Any] = {
            "seed": seed,
            "scale": checked_scale(self.scale),
            "k": checked_whole("k", self.k, 1),
            "ratio": _checked_ratio(self.ratio),
            "rng": checked_choice("rng", self.rng, ("numpy", "counter")),
        }
        method = self.named
        checked["clean"] = self._checked_clean(method)
        checked["options"] = self._checked_options(method)
        if isinstance(method, OwnSampler):
            self._check_sampler_alone(method.sampler)
            checked["k"], checked["scale"] = method.k or self.k, method.scale
            checked["seed"] = seed if method.seed is None else method.seed
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def named(self) -> Method:
        """The method that is asked for; SMOTE where the columns decide which one it is."""
        is_auto = isinstance(self.method, str) and self.method == "auto"
        return find_method("smote" if is_auto else self.method)

    @property
    def drawn_seed(self) -> int:
        """The seed, which was drawn where none was given."""
        assert self.seed is not None
        return self.seed

    @property
    def is_auto(self) -> bool:
        """Whether the columns decide which method it is."""
        return isinstance(self.method, str) and self.method == "auto"

    @property
    def has_sampler(self) -> bool:
        """Whether the method is a sampler with its parameters."""
        return hasattr(self.method, "fit_resample")

    def check_not_a_sampler(self) -> None:
        """Raise `InvalidInputError` if it is a sampler, where only whole tables in memory go."""
        if self.has_sampler:
            raise InvalidInputError(
                Setting("method", self.method),
                " is a sampler, which takes tables in memory only",
                remedy="give the method's name and its options, or the sampler's make_recipe()",
            )

    def _check_sampler_alone(self, sampler: Sampler) -> None:
        """Raise `InvalidInputError` if something is asked that the sampler says itself."""
        usual = {"ratio": 1.0, "k": 5, "scale": "standard", "rng": "numpy", "clean": "all"}
        for name, default in [*usual.items(), ("options", {})]:
            given = getattr(self, name)
            if given != default:
                raise InvalidInputError(
                    Setting(name, given),
                    " is for methods that are chosen by name, and this is a sampler",
                    remedy=f"give it to {type(sampler).__name__} itself",
                )
        own_seed = getattr(sampler, "random_state", None)
        if own_seed is not None and not isinstance(own_seed, Integral):
            raise InvalidInputError(
                f"the sampler has random_state={brief(own_seed)}",
                needed="balance tells the seed that repeats its rows, which is a whole number",
                remedy="give the sampler a whole number, or none and balance a seed",
                parameter="method",
            )
        if self.seed is not None and own_seed is not None:
            raise InvalidInputError(
                Setting("seed", self.seed),
                f" is given twice: the sampler says random_state={own_seed}",
                remedy="leave one of them out",
            )

    def _checked_clean(self, method: Method) -> str:
        clean = str(checked_choice("clean", self.clean, ("all", "growing")))
        if clean != "all" and not method.sampler_class._cleans_growing:
            raise InvalidInputError(
                Setting("clean", clean),
                " is for the methods smoteenn and smotetomek, and this is ",
                Setting("method", self.method),
                remedy="leave it out, or use one of them",
            )
        return clean

    def _checked_options(self, method: Method) -> dict[str, Any]:
        """Return the method's own parameters that were given."""
        if not isinstance(self.options, Mapping):
            raise InvalidInputError(
                Setting("options", self.options),
                " cannot be used",
                joint=": ",
                needed="it must be a mapping from names of parameters to their values",
                remedy=None,
            )
        given = {name: v for name, v in self.options.items() if v is not None}
        for name, value in given.items():
            if name not in method.options:
                raise _foreign_option(name, value, self.method)
            checked_option(name, value, method.options[name].constraint)
        return given


def _checked_ratio(ratio: Any) -> float | dict[Any, float]:
    """Return a share, or for each class of a dict a share or a number of rows."""
    if not isinstance(ratio, Mapping):
        needed = "above 0 and at most 1, or a dict from classes to shares or numbers of rows"
        return checked_number("ratio", ratio, needed, least=0.0, most=1.0)
    needed = "a share above 0 and at most 1, or a whole number of rows"
    for label, wanted in ratio.items():
        is_number = isinstance(wanted, Real) and not isinstance(wanted, bool)
        if not is_number or not (0 < wanted <= 1 or (wanted > 1 and float(wanted).is_integer())):
            raise InvalidInputError(
                f"ratio gives {brief(wanted)} for class {label!r}",
                needed=f"it must be {needed}",
                remedy=None,
                parameter="ratio",
            )
    if not ratio:
        raise InvalidInputError(
            "ratio names no class",
            remedy='name the classes that shall grow, such as {"yes": 0.5}',
            parameter="ratio",
        )
    return dict(ratio)


def _foreign_option(name: str, value: Any, method: Any) -> InvalidInputError:
    """Return the error of a parameter that another method has, or none."""
    owners = [other.name for other in METHODS.values() if name in other.options]
    if not owners:
        own = find_method("smote" if method == "auto" else method).options
        known = f"it has {', '.join(own)}" if own else "it has none of its own"
        near = suggestion(name, own)
        return InvalidInputError(
            Setting("method", method),
            f" has no parameter {name!r}{near}",
            joint=": ",
            needed=known,
            remedy=None,
        )
    whose: list[str | Setting] = []
    for owner in owners:
        whose += [" or " if whose else "", Setting("method", owner)]
    return InvalidInputError(
        Setting(name, value),
        " is for ",
        *whose,
        ", and this is ",
        Setting("method", method),
        remedy="leave it out, or use that",
    )


def with_option(options: Any, name: str, value: Any) -> Any:
    """Return options with one that has a parameter of its own; none is added where it is None."""
    if options is None:
        options = {}
    if value is None or not isinstance(options, Mapping):
        return options
    if options.get(name) not in (None, value):
        raise InvalidInputError(
            Setting(name, value),
            " is given twice: options say ",
            Setting(name, options[name]),
            remedy=None,
        )
    return {**options, name: value}


def check_mark(mark: str | None, names: Sequence[Any]) -> None:
    """Raise `InvalidInputError` if the new column would have the name of another."""
    if mark is not None and not isinstance(mark, str):
        raise InvalidInputError(
            f"mark={brief(mark)} cannot be used",
            joint=": ",
            needed="it must be the name of a new column, a text",
            remedy=None,
            parameter="mark",
        )
    if mark is not None and mark in names:
        raise InvalidInputError(
            Setting("mark", mark), " is a column of the table already", remedy="use another name"
        )
