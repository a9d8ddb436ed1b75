"""The lineage as a table that people read."""

from __future__ import annotations

import importlib
import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import noise_of
from counterpoise.core.problem import label_array

__all__ = ["provenance_columns", "to_table"]


def provenance_columns(
    lineage: Lineage,
    output_rows: NDArray[np.int64],
    labels: list[Any],
    index: Any = None,
    numeric_names: list[Any] | None = None,
    category_names: list[Any] | None = None,
    categories: list[NDArray[Any]] | None = None,
) -> dict[str, Any]:
    """Return the columns of a provenance table, one row for each new row.

    Parameters
    ----------
    lineage : Lineage of n_new rows
        Where they come from.
    output_rows : ndarray of shape (n_new,)
        Row numbers of the new rows in the output.
    labels : list
        Class labels by code.
    index : pandas index, optional
        Labels of the input's rows.
    numeric_names, category_names : list, optional
        Names of the numeric and categorical columns.
    categories : list of ndarray, optional
        The categories that codes stand for.

    Returns
    -------
    dict of str to array of shape (n_new,)
        ``row`` (in the output), ``class``, then for each parent (``base``, ``partner``,
        ``partner_2``, ...) its row number in the input, ``_weight`` and, where rows have labels,
        ``_label``. Noise that was added is in ``noise:NAME``, voted categories in ``vote:NAME``;
        where columns share a name, the second is called ``NAME.1`` here, and so on.
    """
    columns: dict[str, Any] = {
        "row": output_rows,
        "class": _pick(labels, lineage.klass),
    }
    weights = lineage.weights
    for j, role in enumerate(_roles(lineage.parents.shape[1])):
        columns[role] = lineage.parents[:, j]
        columns[f"{role}_weight"] = weights[:, j]
        if index is not None:
            columns[f"{role}_label"] = index.take(lineage.parents[:, j])
    noise = None if numeric_names is None else noise_of(lineage, len(numeric_names))
    if noise is not None and numeric_names is not None:
        for j, name in enumerate(_distinct(numeric_names)):
            columns[f"noise:{name}"] = noise[:, j]
    codes = lineage.codes
    if codes is not None and category_names is not None and categories is not None:
        for j, name in enumerate(_distinct(category_names)):
            voted = _pick([*categories[j].tolist(), None], codes[:, j])
            columns[f"vote:{name}"] = voted
    return columns


def to_table(columns: dict[str, Any], kind: str) -> Any:
    """Return columns as a table of the library of the input.

    Parameters
    ----------
    columns : dict
        Arrays of equal length.
    kind : str
        "pandas", "polars" or "pyarrow"; for an array or a sparse matrix whichever of them is
        installed, or else a numpy record array.
    """
    preferred = {"polars": "polars", "pyarrow": "pyarrow"}.get(kind, "pandas")
    for library in dict.fromkeys((preferred, "pandas", "polars", "pyarrow")):
        try:
            module = importlib.import_module(library)
        except ImportError:
            continue
        if library == "pandas":
            return module.DataFrame(columns)
        plain = {name: _plain(values) for name, values in columns.items()}
        return module.table(plain) if library == "pyarrow" else module.DataFrame(plain)
    arrays = [np.asarray(values) for values in columns.values()]
    return np.rec.fromarrays(
        arrays, dtype=[(n, a.dtype) for n, a in zip(columns, arrays, strict=True)]
    )


def _distinct(names: list[Any]) -> list[str]:
    """Return names as texts that differ: as pandas does, the second ``a`` becomes ``a.1``."""
    texts: list[str] = []
    for name in map(str, names):
        free = (f"{name}.{i}" if i else name for i in itertools.count())
        texts.append(next(text for text in free if text not in texts))
    return texts


def _roles(n_parents: int) -> list[str]:
    return ["base", "partner", *(f"partner_{j}" for j in range(2, n_parents))][:n_parents]


def _pick(values: list[Any], positions: NDArray[Any]) -> NDArray[Any]:
    """Return values at positions, as an array of objects only where they have no common type."""
    picked: NDArray[Any] = label_array(values)[positions]
    return picked


def _plain(values: Any) -> Any:
    """Return what polars and pyarrow take: numbers as arrays, the rest as values of one type."""
    array = np.asarray(values)
    if array.dtype.kind in "biuf":
        return array
    listed = array.tolist()
    if len({type(value) for value in listed if value is not None}) > 1:
        return [None if value is None else str(value) for value in listed]
    return listed
