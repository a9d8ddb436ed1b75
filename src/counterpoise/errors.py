"""What counterpoise raises and warns.

Every error says what was found, what was needed and what to do about it, in one sentence or two.
"""

__all__ = ["EngineError", "InvalidInputError", "SamplingWarning"]


class InvalidInputError(ValueError):
    """The table, the target or a parameter cannot be used as it is.

    It is a `ValueError`, so code written for imbalanced-learn catches it.

    Examples
    --------
    >>> from counterpoise import SMOTE
    >>> SMOTE().fit_resample([[0.0], [1.0], [2.0]], ["a", "a", "b"])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: class 'b' has 1 row; k_neighbors=5 needs at least 6: \
use RandomOverSampler
    """


class EngineError(RuntimeError):
    """What the work runs on, such as Spark, failed, and the table is not to blame."""


class SamplingWarning(UserWarning):
    """The result is valid, but the user may not expect what it holds."""
