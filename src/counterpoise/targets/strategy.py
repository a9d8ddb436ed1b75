"""From `sampling_strategy` to a number of rows for each class.

A plan is a dict from class label to a number: of new rows for over-sampling, of rows to keep for
under-sampling. A cleaning plan names the classes that may lose rows. Plans are ordered by label,
because that is the order in which classes draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from counterpoise.core.counts import Counts
from counterpoise.errors import InvalidInputError, brief, brief_list

__all__ = [
    "plan_cleaning",
    "plan_over",
    "plan_ratio",
    "plan_under",
    "resolve",
    "rows_at_ratio",
    "rows_wanted",
]

_MOST_ROWS = 2**40
"""Rows that no machine holds: a larger count is a slip, and overflows further on."""


def plan_over(strategy: Any, counts: Counts) -> Counts:
    """Return how many new rows each class gets.

    Parameters
    ----------
    strategy : float, str, dict or callable
        What the user asked for: the wanted ratio of minority to majority (two classes only), which
        classes to bring up to the majority's count, the wanted count of each class, or a function
        from the counts' target array to such a dict.
    counts : dict
        Rows of each class.

    Returns
    -------
    dict
        Number of new rows, by class label.

    Raises
    ------
    InvalidInputError
        If a label is unknown, or a count or ratio is already exceeded.
    """
    most = max(counts.values())
    if isinstance(strategy, str):
        chosen = _named_classes(strategy, counts, {"auto": "not majority"}, forbidden="majority")
        return {label: most - counts[label] for label in chosen}
    if isinstance(strategy, Mapping):
        wanted = _checked_counts(strategy, counts)
        for label, n_wanted in wanted.items():
            if n_wanted < counts[label]:
                raise InvalidInputError(
                    f"class {label!r} has {counts[label]} rows already and sampling_strategy asks "
                    f"for {n_wanted}",
                    joint=": ",
                    needed="over-sampling only adds rows",
                    then="; ",
                    remedy=f"ask for {counts[label]} or more, or use RandomUnderSampler",
                    parameter="sampling_strategy",
                )
        return {label: n - counts[label] for label, n in wanted.items()}
    if isinstance(strategy, Real) and not isinstance(strategy, bool):
        _check_ratio(float(strategy), counts)
        return _grow_to_ratio(float(strategy), counts)
    raise _unusable(strategy, "a float, a string, a dict or a callable")


def plan_ratio(ratio: float | Mapping[Any, float], counts: Counts) -> Counts:
    """Return how many new rows bring each smaller class to `ratio` times the largest class.

    Unlike a float `sampling_strategy` it also serves more than two classes: those that are large
    enough already stay as they are. A dict says for each class that is to grow what it shall
    have: a share of the largest class, or, above 1, that many rows.
    """
    if isinstance(ratio, Mapping):
        return _grow_to_each(rows_wanted(ratio, counts), counts)
    if not 0 < ratio <= 1:
        raise InvalidInputError(
            f"ratio is {ratio}",
            needed="it must be above 0 and at most 1",
            remedy=None,
            parameter="ratio",
        )
    return _grow_to_ratio(ratio, counts)


def rows_wanted(ratio: Mapping[Any, float], counts: Counts) -> Counts:
    """Return how many rows each class of a dict shall have.

    Labels that a table does not have as they are written are also found by their text: a file's
    are read from text.
    """
    most = max(counts.values())
    texts = {str(label): label for label in counts}
    unknown = [label for label in ratio if label not in counts and str(label) not in texts]
    if unknown:
        raise InvalidInputError(
            f"ratio names {brief_list(map(brief, unknown))}, not present in the target",
            needed=f"its classes are {brief_list(map(repr, counts))}",
            remedy=None,
            parameter="ratio",
        )
    wanted = {label if label in counts else texts[str(label)]: v for label, v in ratio.items()}
    if len(wanted) < len(ratio):
        raise InvalidInputError(
            f"ratio names a class twice: {brief_list(map(brief, ratio))}",
            remedy="name it once",
            parameter="ratio",
        )
    rows = {label: int(v if v > 1 else most * float(v)) for label, v in wanted.items()}
    for label, n in rows.items():
        if n > _MOST_ROWS:
            raise InvalidInputError(
                f"ratio asks for {n} rows of class {label!r}, more than any machine holds",
                remedy=f"ask for {_MOST_ROWS:,} at most",
                parameter="ratio",
            )
    return {label: rows[label] for label in counts if label in rows}


def _grow_to_each(rows: Counts, counts: Counts) -> Counts:
    """Return how many new rows bring each class to its number of rows."""
    for label, n in rows.items():
        if n < counts[label]:
            raise InvalidInputError(
                f"class {label!r} has {counts[label]} rows already and ratio asks for {n}",
                joint=": ",
                needed="over-sampling only adds rows",
                then="; ",
                remedy=f"ask for {counts[label]} or more, or leave the class out",
                parameter="ratio",
            )
    added = {label: n - counts[label] for label, n in rows.items() if n > counts[label]}
    if not added:
        raise InvalidInputError(
            "every class has the rows already that ratio asks for",
            remedy="ask for more",
            parameter="ratio",
        )
    return added


def plan_under(strategy: Any, counts: Counts) -> Counts:
    """Return how many rows each class keeps; classes that are not named keep all."""
    fewest = min(counts.values())
    if isinstance(strategy, str):
        chosen = _named_classes(strategy, counts, {"auto": "not minority"}, forbidden="minority")
        return dict.fromkeys(chosen, fewest)
    if isinstance(strategy, Mapping):
        wanted = _checked_counts(strategy, counts)
        for label, n_wanted in wanted.items():
            if n_wanted > counts[label]:
                raise InvalidInputError(
                    f"class {label!r} has {counts[label]} rows and sampling_strategy asks for "
                    f"{n_wanted}",
                    joint=": ",
                    needed="under-sampling only removes rows",
                    then="; ",
                    remedy=f"ask for {counts[label]} or fewer",
                    parameter="sampling_strategy",
                )
        return wanted
    if isinstance(strategy, Real) and not isinstance(strategy, bool):
        ratio = float(strategy)
        _check_ratio(ratio, counts)
        minority = min(counts, key=lambda label: counts[label])
        kept = {label: rows_at_ratio(fewest, ratio) for label in counts if label != minority}
        for label, n_kept in kept.items():
            if n_kept > counts[label]:
                raise InvalidInputError(
                    f"the classes are at {fewest / counts[label]:.4g} to 1 already, above the "
                    f"sampling_strategy={ratio:g} asked for",
                    joint=": ",
                    needed="under-sampling can only raise that ratio",
                    then="; ",
                    remedy="ask for a larger one",
                    parameter="sampling_strategy",
                )
        return kept
    raise _unusable(strategy, "a float, a string, a dict or a callable")


def rows_at_ratio(fewest: int, ratio: float) -> int:
    """Return how many rows of a larger class stay for the smallest to have the ratio to it."""
    return int(min(fewest / float(ratio), _MOST_ROWS))  # by a tiny ratio it is infinite


def plan_cleaning(strategy: Any, counts: Counts) -> Counts:
    """Return the classes that may lose rows, each with the count of the smallest class."""
    fewest = min(counts.values())
    if isinstance(strategy, str):
        chosen = _named_classes(strategy, counts, {"auto": "not minority"}, forbidden="minority")
    elif isinstance(strategy, list | tuple):
        _check_labels(strategy, counts)
        chosen = [label for label in counts if label in strategy]
    else:
        raise _unusable(
            strategy, "a string or a list of class labels (cleaning decides the counts)"
        )
    return dict.fromkeys(chosen, fewest)


def resolve(strategy: Any, y: Any) -> Any:
    """Return the strategy, called with the target `y` if it is a function."""
    if isinstance(strategy, Callable) and not isinstance(strategy, str | Mapping):  # type: ignore[arg-type]
        return strategy(y)
    return strategy


def _named_classes(
    name: str, counts: Counts, synonyms: Mapping[str, str], *, forbidden: str
) -> list[Any]:
    """Return the labels that a named strategy stands for, in order."""
    majority = max(counts, key=lambda label: counts[label])
    minority = min(counts, key=lambda label: counts[label])
    named = {
        "minority": [minority],
        "majority": [majority],
        "not minority": [label for label in counts if label != minority],
        "not majority": [label for label in counts if label != majority],
        "all": list(counts),
    }
    allowed = [*(key for key in named if key != forbidden), *synonyms]
    if name not in allowed:
        raise InvalidInputError(
            f"sampling_strategy={name!r} is not known here",
            remedy=("use one of ", ", ".join(map(repr, allowed))),
            parameter="sampling_strategy",
        )
    return named[synonyms.get(name, name)]


def _checked_counts(strategy: Mapping[Any, Any], counts: Counts) -> Counts:
    _check_labels(strategy, counts)
    for label, n_wanted in strategy.items():
        whole = isinstance(n_wanted, Integral) and not isinstance(n_wanted, bool)
        if whole and n_wanted > _MOST_ROWS:
            raise InvalidInputError(
                f"sampling_strategy asks for {n_wanted} rows of class {label!r}, more than any "
                "machine holds",
                remedy=f"ask for {_MOST_ROWS:,} at most",
                parameter="sampling_strategy",
            )
        if not whole or n_wanted < 0:
            raise InvalidInputError(
                f"sampling_strategy gives {brief(n_wanted)} for class {label!r}",
                needed="it needs a number of rows: a whole number, 0 or more",
                remedy=None,
                parameter="sampling_strategy",
            )
    return {label: int(strategy[label]) for label in counts if label in strategy}


def _check_labels(labels: Iterable[Any], counts: Counts) -> None:
    labels = list(labels)
    try:
        unknown = [label for label in labels if label not in counts]
    except TypeError:  # a list, say, which can be no label
        unknown = labels
    if unknown:
        raise InvalidInputError(
            f"sampling_strategy names {brief_list(map(brief, unknown))}, not present in the target",
            needed=f"its classes are {brief_list(map(repr, counts))}",
            remedy=None,
            parameter="sampling_strategy",
        )


def _check_ratio(ratio: float, counts: Counts) -> None:
    if not 0 < ratio <= 1:
        raise InvalidInputError(
            f"sampling_strategy={ratio:g} as a ratio",
            joint=" ",
            needed="must be above 0 and at most 1",
            remedy=None,
            parameter="sampling_strategy",
        )
    if len(counts) > 2:
        raise InvalidInputError(
            f"sampling_strategy={ratio:g} is a ratio between two classes, and the target has "
            f"{len(counts)}",
            remedy="give a dict of the wanted rows of each class",
            parameter="sampling_strategy",
        )


def _grow_to_ratio(ratio: float, counts: Counts) -> Counts:
    most = max(counts.values())
    majority = max(counts, key=lambda label: counts[label])
    smaller = {label: n for label, n in counts.items() if label != majority}
    added = {label: int(most * ratio - n) for label, n in smaller.items()}
    if not any(n > 0 for n in added.values()):
        largest = max(smaller.values())
        raise InvalidInputError(
            f"the classes are at {largest / most:.4g} to 1 already, and the ratio {ratio:g} asked "
            "for adds no row",
            remedy="ask for a larger ratio (at most 1)",
            parameter="sampling_strategy",
        )
    return {label: n for label, n in added.items() if n > 0}


def _unusable(strategy: Any, needed: str) -> InvalidInputError:
    return InvalidInputError(
        f"sampling_strategy={brief(strategy)} cannot be used",
        joint=": ",
        needed=f"it needs {needed}",
        remedy=None,
        parameter="sampling_strategy",
    )
