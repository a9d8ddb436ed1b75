"""An imbalanced table from a balanced one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sklearn.utils._param_validation import validate_parameter_constraints

from counterpoise.errors import InvalidInputError
from counterpoise.methods.under.random_under import RandomUnderSampler
from counterpoise.parameters.types import RandomSeed
from counterpoise.tables.labels import Labels
from counterpoise.targets import Target

__all__ = ["make_imbalance"]

_CONSTRAINTS = {
    "sampling_strategy": [Mapping, callable, None],
    "random_state": ["random_state"],
    "verbose": ["boolean"],
}


def make_imbalance(
    X: Any,
    y: Any,
    *,
    sampling_strategy: Mapping[Any, int] | Callable[..., Mapping[Any, int]] | None = None,
    random_state: RandomSeed = None,
    verbose: bool = False,
    **kwargs: Any,
) -> tuple[Any, Any]:
    """Return random rows of a table so that its classes have the given sizes.

    Parameters
    ----------
    X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
        The table.
    y : array-like or column of shape (n_rows,)
        The class of each row.
    sampling_strategy : dict or callable
        The rows to keep of each class, by label; other classes keep all. Or a function from the
        target to such a dict.
    random_state : int, RandomState or None, default=None
        The seed.
    verbose : bool, default=False
        Whether to print the sizes of the classes before and after.
    **kwargs : dict
        Further arguments of the function.

    Returns
    -------
    X_new, y_new
        The same kinds of objects.

    Raises
    ------
    InvalidInputError
        If a class has fewer rows than that, or there is none of that name.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_iris
    >>> from counterpoise.datasets import make_imbalance
    >>> X, y = load_iris(return_X_y=True)
    >>> X_new, y_new = make_imbalance(X, y, sampling_strategy={0: 10, 1: 20}, random_state=0)
    >>> {int(label): n for label, n in Counter(y_new).items()}
    {0: 10, 1: 20, 2: 50}
    """
    given = {
        "sampling_strategy": sampling_strategy,
        "random_state": random_state,
        "verbose": verbose,
    }
    validate_parameter_constraints(_CONSTRAINTS, given, "make_imbalance")
    if sampling_strategy is None:
        raise InvalidInputError(
            "sampling_strategy is None",
            needed="it says how many rows of each class to keep",
            remedy="give a dict such as {'yes': 20}",
            parameter="sampling_strategy",
        )
    if callable(sampling_strategy):
        sampling_strategy = sampling_strategy(Labels(y).array(), **kwargs)
    if verbose:
        print(f"The original target distribution in the dataset is: {Target(y).counts}")
    sampler = RandomUnderSampler(sampling_strategy=sampling_strategy, random_state=random_state)
    X_new, y_new = sampler.fit_resample(X, y)
    if verbose:
        print(f"Make the dataset imbalanced: {Target(y_new).counts}")
    return X_new, y_new
