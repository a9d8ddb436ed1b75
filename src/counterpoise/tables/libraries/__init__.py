"""What differs between dataframe libraries: reading a column, writing one, putting rows together.

Each library is a module with one class; `library_of` says which one a frame needs.
"""

from __future__ import annotations

from typing import Any

from counterpoise.errors import InvalidInputError
from counterpoise.tables.libraries.base import Library

__all__ = ["Library", "library_of"]


def library_of(frame: Any) -> Library[Any, Any]:
    """Return the library of a dataframe, imported when it is needed."""
    name = type(frame).__module__.split(".")[0]
    if name == "polars":
        from counterpoise.tables.libraries.polars_frames import PolarsLibrary

        return PolarsLibrary()
    if name == "pyarrow":
        from counterpoise.tables.libraries.arrow_tables import ArrowLibrary

        return ArrowLibrary()
    if _is_pandas(frame):
        from counterpoise.tables.libraries.pandas_frames import PandasLibrary

        return PandasLibrary()
    raise InvalidInputError(
        f"the table is a {name} dataframe",
        needed="pandas, polars and pyarrow are known",
        remedy="convert it first, for example with to_pandas()",
    )


def _is_pandas(frame: Any) -> bool:
    # Subclasses, such as geopandas', are frames of pandas too.
    return any(base.__module__.split(".")[0] == "pandas" for base in type(frame).__mro__)
