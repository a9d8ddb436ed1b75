"""The class ratio that predictions are for, as the user gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, brief
from counterpoise.models.correction import as_floats

__all__ = ["deployed_shares"]


def deployed_shares(prior: Any, classes: NDArray[Any]) -> NDArray[np.float64]:
    """Return a deployment prior as shares in the order of the classes; shape (n_classes,).

    Parameters
    ----------
    prior : array-like of shape (n_classes,) or dict
        Shares in the order of the classes, or by label.
    classes : ndarray of shape (n_classes,)
        The labels.

    Raises
    ------
    InvalidInputError
        If it is no distribution over the classes.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.models.deployment import deployed_shares
    >>> deployed_shares({"yes": 0.2, "no": 0.8}, np.array(["no", "yes"])).tolist()
    [0.8, 0.2]
    """
    labels = classes.tolist()
    if isinstance(prior, Mapping):
        if any(label not in prior for label in labels) or len(prior) != len(labels):
            raise InvalidInputError(
                f"deployment_prior names {', '.join(map(repr, prior))}",
                needed=f"the classes are {', '.join(map(repr, labels))}",
                remedy="give a share for each",
                parameter="deployment_prior",
            )
        prior = [prior[label] for label in labels]
    shares = as_floats(prior)
    fits = shares.shape == classes.shape and bool((shares >= 0).all())
    if not fits or not np.isclose(shares.sum(), 1.0):
        raise InvalidInputError(
            f"deployment_prior={brief(prior)} is no distribution over the {len(labels)} classes",
            remedy="give a share from 0 to 1 for each, in the order of classes_, that add up to 1",
            parameter="deployment_prior",
        )
    return shares
