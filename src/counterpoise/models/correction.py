"""Probabilities under another class ratio, and the class ratio of unlabelled rows."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from counterpoise.errors import InvalidInputError, SamplingWarning, brief
from counterpoise.parameters.checks import checked_number, checked_whole

__all__ = ["as_floats", "correct_prior", "estimate_prior"]


def correct_prior(
    probabilities: ArrayLike, trained: ArrayLike, deployed: ArrayLike
) -> NDArray[np.float64]:
    """Return probabilities under another class ratio.

    ``p_c * deployed_c / trained_c``, renormalised. Exact where the ratio is all that differs, that
    is where the rows of each class follow the same distribution in both.

    Parameters
    ----------
    probabilities : array-like of shape (n_rows, n_classes)
        Probabilities under the ratio in training.
    trained, deployed : array-like of shape (n_classes,)
        Shares of the classes in training and where the probabilities are to hold.

    Returns
    -------
    ndarray of shape (n_rows, n_classes), float64
        Each row adds up to 1. A row whose every class is impossible there gets `deployed`.

    References
    ----------
    M. Saerens, P. Latinne, C. Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities: A Simple Procedure", Neural Computation 14(1), 2002.
    https://doi.org/10.1162/089976602753284446

    A. Dal Pozzolo, O. Caelen, R. A. Johnson, G. Bontempi, "Calibrating Probability with
    Undersampling for Unbalanced Classification", IEEE SSCI, 2015.
    https://doi.org/10.1109/SSCI.2015.33

    Examples
    --------
    >>> from counterpoise.models.prior_corrected import correct_prior
    >>> correct_prior([[0.5, 0.5]], trained=[0.5, 0.5], deployed=[0.9, 0.1]).tolist()
    [[0.9, 0.1]]
    """
    given = _checked_probabilities(probabilities)
    trained = _checked_shares("trained", trained, given.shape[1])
    deployed = _checked_shares("deployed", deployed, given.shape[1])
    if ((trained <= 0) & (deployed > 0)).any():
        raise InvalidInputError(
            "a class has no share in training and one where the probabilities are to hold: "
            "nothing was learnt about it, so that they cannot be corrected",
            remedy=None,
        )
    ratio = np.divide(deployed, trained, out=np.zeros_like(deployed), where=deployed > 0)
    scaled = given * ratio
    total = scaled.sum(axis=1, keepdims=True)
    return np.where(total > 0, scaled / np.where(total > 0, total, 1.0), deployed)


def estimate_prior(
    probabilities: ArrayLike,
    trained: ArrayLike,
    *,
    tolerance: float = 1e-8,
    max_iter: int = 10_000,
) -> NDArray[np.float64]:
    """Return the class ratio of unlabelled rows from their probabilities, by maximum likelihood.

    The EM algorithm of Saerens, Latinne and Decaestecker (2002): correct the probabilities to the
    present estimate, take their mean for the next.

    Parameters
    ----------
    probabilities : array-like of shape (n_rows, n_classes)
        Probabilities under the ratio `trained`. They must be calibrated for it: the estimate is no
        better than they are.
    trained : array-like of shape (n_classes,)
        Shares of the classes that the probabilities are for.
    tolerance : float, default=1e-8
        Stop when no share changes by more.
    max_iter : int, default=10,000
        Most rounds.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        The estimated shares.

    Warns
    -----
    SamplingWarning
        With the code "class not found" if less than half a row is left of a class, so that all
        probabilities corrected to these shares are about 0; with "not converged" after `max_iter`.

    Examples
    --------
    >>> from counterpoise.models.prior_corrected import estimate_prior
    >>> estimate_prior([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0.5, 0.5]).tolist()
    [0.75, 0.25]
    """
    given = _checked_probabilities(probabilities)
    if not len(given):
        raise InvalidInputError(
            "probabilities has no rows",
            joint=": ",
            needed="a ratio is estimated from many",
            remedy=None,
            parameter="probabilities",
        )
    trained = _checked_shares("trained", trained, given.shape[1])
    checked_number("tolerance", tolerance, "a number above 0", least=0.0, most=np.inf)
    share = trained.copy()
    for _ in range(checked_whole("max_iter", max_iter, 1)):
        following = correct_prior(given, trained, share).mean(axis=0)
        change = np.abs(following - share).max()
        share = following
        if change <= tolerance:
            break
    else:
        _warn_not_converged(max_iter, change)
    _warn_of_lost_classes(share, trained, len(given))
    return share


def _warn_not_converged(max_iter: int, change: float) -> None:
    warnings.warn(
        SamplingWarning(
            "not converged",
            f"after {max_iter} rounds of EM the estimated class ratio still changes by "
            f"{change:.2g} a round: raise max_iter or tolerance",
        ),
        stacklevel=3,
    )


def _warn_of_lost_classes(
    share: NDArray[np.float64], trained: NDArray[np.float64], n_rows: int
) -> None:
    lost = np.flatnonzero((share * n_rows < 0.5) & (trained > 0))
    if not len(lost):
        return
    which = " and ".join(map(str, lost.tolist()))
    warnings.warn(
        SamplingWarning(
            "class not found",
            f"EM finds no row of the class at position {which} among {n_rows} rows, so all "
            "probabilities of it would be about 0. Either there is none, or the rows are too few, "
            "or the probabilities are not calibrated: ask for more rows at once, calibrate, or "
            "give the class ratio yourself",
        ),
        stacklevel=3,
    )


def _checked_probabilities(probabilities: ArrayLike) -> NDArray[np.float64]:
    given = as_floats(probabilities)
    if given.ndim != 2 or not bool(((given >= 0) & (given < np.inf)).all()):
        raise InvalidInputError(
            f"probabilities={brief(probabilities)} cannot be used",
            joint=": ",
            needed="it must have a row for each row and a column for each class, of numbers "
            "from 0 to 1",
            remedy=None,
            parameter="probabilities",
        )
    return given


def _checked_shares(name: str, shares: ArrayLike, n_classes: int) -> NDArray[np.float64]:
    found = as_floats(shares)
    fits = found.shape == (n_classes,) and bool(((found >= 0) & (found < np.inf)).all())
    if not fits or not found.sum() > 0:
        raise InvalidInputError(
            f"{name}={brief(shares)} cannot be used",
            joint=": ",
            needed=f"it must be the shares of the {n_classes} classes, from 0 to 1",
            remedy=None,
            parameter=name,
        )
    return found


def as_floats(values: object) -> NDArray[np.float64]:
    """Return values as an array of numbers; an empty one where they are no numbers."""
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError):
        return np.empty(0)
