"""What is to be done to a table: the method, the roles of its columns, and how many new rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from counterpoise.core.counts import Counts
from counterpoise.core.needs import Need
from counterpoise.errors import InvalidInputError, Part, Setting, Text, Use
from counterpoise.methods.cleaner import Cleaner
from counterpoise.methods.making import make_sampler, smote_for
from counterpoise.methods.own_sampler import OwnSampler
from counterpoise.methods.registry import METHODS, Method
from counterpoise.methods.sampler import Sampler
from counterpoise.plan.request import Request
from counterpoise.plan.summary import Summary
from counterpoise.stages import EditedNeighbours, MutualNeighbours
from counterpoise.stages.recipe import Recipe
from counterpoise.tables.roles import Role, as_numbers
from counterpoise.targets.strategy import plan_ratio, plan_under, rows_at_ratio, rows_wanted

__all__ = ["Plan", "decide", "methods_within", "needs_of", "recipe_of"]

_PARAMETERS = {"k", "ratio", "scale", "seed", "categorical", "ignore", "rng", "clean"}
"""What `balance` can be asked for, which a sampler's error may advise."""

_HELD = {
    "numeric": "numbers only",
    "categories": "categories only",
    "mixed": "numbers and categories",
}
"""Why a form of SMOTE was chosen, by the columns that it takes."""


@dataclass(frozen=True)
class Plan:
    """What will be done to a table.

    Parameters
    ----------
    request : Request
        What was asked for.
    method : Method
        The method.
    reason : str
        Why it is this one.
    roles : list of Role
        What it takes each column for.
    sampler : sampler
        The method with its parameters.
    growth : dict
        New rows of each class that grows, by label.
    """

    request: Request
    method: Method
    reason: str
    roles: list[Role]
    sampler: Sampler
    growth: Counts

    @property
    def scale(self) -> str | None:
        """Units of the distances; None also where there are none."""
        return self.request.scale if self.method.uses_scale else None

    @property
    def _ratio(self) -> float | dict[Any, float] | None:
        """What was asked for; None where nothing was, but of a sampler itself."""
        if self.method.kind == "cleaning" or self.request.has_sampler:
            return None
        ratio = self.request.ratio
        return dict(ratio) if isinstance(ratio, Mapping) else float(ratio)

    @property
    def _clean(self) -> str | None:
        """Which classes may lose rows, where that can be asked."""
        can_ask = self.method.sampler_class._cleans_growing and not self.request.has_sampler
        return self.request.clean if can_ask else None

    @cached_property
    def recipe(self) -> Recipe:
        """The stages of the method."""
        return self.sampler.make_recipe()

    @property
    def needs(self) -> Need:
        """What an engine must offer to do it."""
        return needs_of(self.request, self.recipe)

    @contextlib.contextmanager
    def own_words(self) -> Iterator[None]:
        """Let errors of the sampler speak of the parameters that `balance` has."""
        try:
            yield
        except InvalidInputError as error:
            if self.request.has_sampler:
                raise
            raise _of_balance(error, self.method) from error

    def outline(self, target: Any, counts: Counts) -> Summary:
        """Return the summary as it will be, before any cleaning."""
        method, request = self.method, self.request
        after = {label: n + self.growth.get(label, 0) for label, n in counts.items()}
        if method.kind == "under" and not request.has_sampler:
            after.update(self.sampler.get_params(deep=False)["sampling_strategy"])
        return Summary(
            method=method.name,
            reason=self.reason,
            target=target,
            k=request.k if method.uses_k else None,
            ratio=self._ratio,
            scale=self.scale,
            seed=request.drawn_seed,
            columns=self.roles,
            before=counts,
            after=after,
            n_new=sum(max(after[label] - n, 0) for label, n in counts.items()),
            n_removed=sum(max(n - after[label], 0) for label, n in counts.items()),
            clean=self._clean,
            options=self._options(sum(counts.values())),
            asked=self.growth if method.kind == "over" else {},
        )

    def _options(self, n_rows: int) -> dict[str, Any]:
        """Return the method's own parameters, but for numbers of rows that mean all of them."""
        told = self.method.options
        return {
            name: value
            for name, value in self.request.options.items()
            if not (told[name].counts_rows and value >= n_rows)
        }


def decide(request: Request, roles: list[Role], counts: Counts) -> Plan:
    """Return what will be done to a table with such columns and classes.

    Raises
    ------
    InvalidInputError
        If the method does not take them.
    """
    method, reason, roles = _choose_method(request, roles)
    sampler, growth = _make_sampler(method, roles, counts, request)
    _check_counts(method, counts, growth, request.k)
    return Plan(request, method, reason, roles, sampler, growth)


def needs_of(request: Request, recipe: Recipe) -> Need:
    """Return what an engine must offer to do what is asked with a recipe."""
    needs = recipe.needs
    if request.scale == "robust" and not recipe.nominal and Need.VALUES in needs:
        needs |= Need.QUARTILES
    if request.rng == "numpy":
        needs |= Need.ONE_STREAM
    return needs


def methods_within(offers: Need) -> list[str]:
    """Return the names of the methods whose stages need no more than an engine offers."""
    return [name for name in METHODS if not recipe_of(Request(method=name)).needs & ~offers]


def recipe_of(request: Request) -> Recipe:
    """Return the stages that are asked for, as far as they are known before the table is."""
    return _sampler_of(request.named, request, [], {}).make_recipe()


def _of_balance(error: InvalidInputError, method: Method) -> InvalidInputError:
    """Return a sampler's error with the methods and parameters of `balance`."""
    names = {name: "k" for name, told in method.parameters.items() if told.answers == "k"}
    if method.uses_k:
        names["k_neighbors"] = "k"
    foreign: set[str] = set()

    def of_balance(part: Part) -> Text:
        if isinstance(part, Use):
            instead = next(m.name for m in METHODS.values() if m.class_name == part.class_name)
            return "use ", Setting("method", instead)
        if isinstance(part, str):
            return part
        name = names.get(part.name, part.name)
        known = name in _PARAMETERS or name in method.options
        if not known and name in method.parameters:
            foreign.add(name)
        return replace(part, name=name)

    blamed = error.parameter or ""
    told = error.retold(of_balance, parameter=names.get(blamed, blamed))
    if not foreign:
        return told
    return told.retold(
        after=f" (balance has no {' and no '.join(sorted(foreign))}: for these use the sampler "
        f"counterpoise.{method.class_name} itself)"
    )


def _choose_method(request: Request, roles: list[Role]) -> tuple[Method, str, list[Role]]:
    """Return the method, why it is this one, and the roles as it takes them."""
    if not any(role.role in ("numeric", "category") for role in roles):
        raise InvalidInputError(
            "no column is left to balance by: every one but the target is ignored (",
            "; ".join(f"{r.name}: {r.reason}" for r in roles if r.role == "ignored"),
            ")",
            remedy=None,
        )
    if request.is_auto:
        held = {role.role for role in roles}
        method = smote_for("numeric" in held, "category" in held)
        return method, _HELD[method.columns], roles
    chosen = request.named
    if not chosen.takes_categories:
        roles = [as_numbers(role) if role.guessed else role for role in roles]
    _check_columns(chosen, roles)
    reason = "asked for"
    if isinstance(chosen, OwnSampler):
        reason = f"as {' '.join(repr(chosen.sampler).split())}"
    return chosen, reason, roles


def _check_columns(method: Method, roles: list[Role]) -> None:
    """Raise `InvalidInputError` unless the method takes such columns."""
    numbers = [str(r.name) for r in roles if r.role == "numeric"]
    categories = [str(r.name) for r in roles if r.role == "category"]
    if categories and not method.takes_categories:
        raise InvalidInputError(
            f"the table has categories: {_some(categories)}",
            needed=(Setting("method", method.name), " takes numbers only"),
            joint=", and ",
            needed_first=True,
            then="; ",
            remedy=(
                "use ",
                Setting("method", "smotenc"),
                " or ",
                Setting("method", "auto"),
                ", name them in ignore, or encode them as numbers first",
            ),
        )
    if method.columns in ("mixed", "numeric or mixed") and not numbers:
        raise InvalidInputError(
            "all are categories",
            needed=(Setting("method", method.name), " needs a column of numbers"),
            joint=", and ",
            needed_first=True,
            remedy=("use ", Setting("method", "smoten")),
        )
    if method.columns == "mixed" and not categories:
        raise InvalidInputError(
            "all columns are numbers",
            needed=(Setting("method", method.name), " needs a category"),
            joint=", and ",
            needed_first=True,
            remedy=("use ", Setting("method", "smote"), ", or name the categories in categorical"),
        )
    if method.columns == "categories" and numbers:
        raise InvalidInputError(
            f"the table has numbers: {_some(numbers)}",
            needed=(Setting("method", method.name), " takes categories only"),
            joint=", and ",
            needed_first=True,
            then="; ",
            remedy=(
                "use ",
                Setting("method", "smotenc"),
                " or ",
                Setting("method", "auto"),
                ", or name them in categorical",
            ),
        )


def _make_sampler(
    method: Method, roles: list[Role], counts: Counts, request: Request
) -> tuple[Sampler, Counts]:
    """Return the sampler and how many new rows each class gets."""
    features = [role.role for role in roles if role.role in ("numeric", "category")]
    categories = [j for j, role in enumerate(features) if role == "category"]
    strategy: dict[str, Any] = {}
    growth: Counts = {}
    if isinstance(method, OwnSampler):
        return _sampler_of(method, request, categories, {}), growth
    if method.adds_rows:
        growth = plan_ratio(request.ratio, counts)
        strategy["sampling_strategy"] = {label: counts[label] + n for label, n in growth.items()}
    elif method.kind == "under":
        strategy["sampling_strategy"] = _rows_to_keep(request.ratio, counts)
    return _sampler_of(method, request, categories, strategy), growth


def _sampler_of(
    method: Method, request: Request, categories: list[int], strategy: Mapping[str, Any]
) -> Sampler:
    """Return a method's sampler with what is asked, as far as it has parameters for that."""
    options = {
        **strategy,
        **request.options,
        "rng": request.rng,
        "random_state": request.drawn_seed,
        "scale": request.scale,
    }
    if method.sampler_class._cleans_growing:
        cleaned = request.clean
        # In order, so that new rows follow the originals whichever class they are of.
        options["enn"] = Cleaner(EditedNeighbours(sampling_strategy=cleaned, in_order=True))
        options["tomek"] = Cleaner(MutualNeighbours(cleaned))
    return make_sampler(method, options, k=request.k, categorical=categories)


def _rows_to_keep(ratio: float | Mapping[Any, float], counts: Counts) -> Counts:
    """Return how many rows of the larger classes stay for the smallest to have the ratio."""
    if isinstance(ratio, Mapping):
        return plan_under(rows_wanted(ratio, counts), counts)
    most = rows_at_ratio(min(counts.values()), ratio)
    if most >= max(counts.values()):
        raise InvalidInputError(
            f"the classes are at {min(counts.values()) / max(counts.values()):.4g} to 1 already, "
            "and ",
            Setting("ratio", ratio),
            " removes no row",
            remedy="ask for a larger ratio (at most 1)",
        )
    return {label: most for label, n in counts.items() if n > most}


def _check_counts(method: Method, counts: Counts, plan: Counts, k: int) -> None:
    """Raise `InvalidInputError` if a class that grows has too few rows for its neighbourhoods."""
    if not method.adds_rows or not method.k_is_of_class:
        return
    for label in plan:
        n = counts[label]
        if n <= k:
            fewer = (Setting("k", n - 1), " or ") if n > 1 else ()
            raise InvalidInputError(
                f"class {label!r} has {n} row{'s' * (n != 1)}",
                needed=(Setting("k", k), f" needs at least {k + 1}"),
                remedy=("use ", *fewer, Setting("method", "random")),
            )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more
