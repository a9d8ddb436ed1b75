"""What methods for categories share."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import clone

from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.methods.oversampler import Oversampler
from counterpoise.tables import Coding, Table

__all__ = ["WithCategories"]


class WithCategories(Oversampler, without=("recipe",)):
    """What the methods for categories share: the encoder that users of imbalanced-learn know.

    Distances need only codes. An encoder of the user's decides the order of the categories, and
    with it which of two equally frequent ones a vote elects.
    """

    categorical_encoder: Any

    @property
    def categorical_encoder_(self) -> Any:
        """The encoder, fitted to the categories; the usual one is when it is first asked for.

        Nothing here needs it, and to fit it takes longer than to resample a small table.
        """
        if "_encoder" not in vars(self):
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute 'categorical_encoder_': call "
                "fit_resample first"
            )
        encoder, categories = vars(self)["_encoder"]
        if categories is not None:
            try:
                encoder.fit(categories)
            except (TypeError, ValueError):  # such as a column that mixes types
                encoder.fit(np.frompyfunc(str, 1, 1)(categories))
            vars(self)["_encoder"] = (encoder, None)
        return encoder

    def _encode(self, table: Table, looks_at_values: bool) -> tuple[Rows, Coding]:
        rows, coding = super()._encode(table, looks_at_values)
        self._check_columns(coding)
        if self.categorical_encoder is None:
            vars(self)["_encoder"] = (
                self._default_encoder(rows),
                _categories_as_table(coding),
            )
            return rows, coding
        encoder = clone(self.categorical_encoder, safe=False)
        try:
            vars(self)["_encoder"] = (encoder.fit(_categories_as_table(coding)), None)
        except (TypeError, ValueError) as error:  # such as a column that mixes types
            raise InvalidInputError(
                f"categorical_encoder {type(encoder).__name__} cannot be fitted to the "
                f"categories ({error})",
                remedy="turn them into text, or name all of them in the encoder",
                parameter="categorical_encoder",
            ) from error
        if not hasattr(encoder, "categories_"):
            raise InvalidInputError(
                f"categorical_encoder {type(encoder).__name__} has no categories_ after fitting",
                remedy="use sklearn's OneHotEncoder or OrdinalEncoder",
                parameter="categorical_encoder",
            )
        return coding.reorder(rows, encoder.categories_)

    def _takes_categories(self) -> bool:
        return True

    def _check_columns(self, coding: Coding) -> None:
        """Raise `InvalidInputError` if the table's columns are not what the method is for."""

    def _default_encoder(self, rows: Rows) -> Any:
        """Return the encoder used where the user gives none."""


def _categories_as_table(coding: Coding) -> np.ndarray:
    """Return every category at least once; shape (n_most_categories, n_categorical), object."""
    n_most = max((len(c) for c in coding.categories), default=0)
    table = np.empty((max(n_most, 1), len(coding.categories)), object)
    for j, categories in enumerate(coding.categories):
        place = np.minimum(np.arange(len(table)), max(len(categories) - 1, 0))
        table[:, j] = categories[place] if len(categories) else None
    return table
