"""scikit-learn's bases of estimators, with types.

scikit-learn has none, and under a base without types a type checker takes every argument and every
attribute for right. When the package runs, these are scikit-learn's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:

    class BaseEstimator:
        """What has parameters."""

        def get_params(self, deep: bool = True) -> dict[str, Any]:
            """Return the parameters by name."""

        def set_params(self, **params: Any) -> Self:
            """Change parameters."""

        def get_metadata_routing(self) -> Any:
            """Return what it asks of `fit` beside the table."""

        def __sklearn_tags__(self) -> Any:
            """Return what it takes and gives."""

        def __getstate__(self) -> dict[str, Any]:
            """Return what a pickle holds."""

        @classmethod
        def _get_param_names(cls) -> list[str]: ...

    class OneToOneFeatureMixin:
        """What returns the columns that it is given."""

        def get_feature_names_out(self, input_features: Any = None) -> Any:
            """Return the columns' names."""

else:
    from sklearn.base import BaseEstimator, OneToOneFeatureMixin

__all__ = ["BaseEstimator", "OneToOneFeatureMixin"]
