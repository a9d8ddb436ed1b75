"""The report of a table that was balanced in memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from counterpoise.plan.sample import Sample
from counterpoise.report.of_files import Pages
from counterpoise.report.writing import write_page

if TYPE_CHECKING:
    from counterpoise.engines.memory.balancing import Balanced

__all__ = ["write_balance_report"]


def write_balance_report(path: str | os.PathLike[str], table: Any, balanced: Balanced) -> None:
    """Write the page that the command writes; a file of that name is replaced.

    Parameters
    ----------
    path : str or path
        Where to.
    table : pandas, polars or pyarrow table, or array
        The table as it was given.
    balanced : Balanced
        What `balance_table` made of it.
    """
    told = balanced.summary.to_dict()
    sample = Sample.from_balanced(table, balanced)
    source = f"table of {told['target']}"
    page = Pages().render(told, sample, source)
    write_page(path, page, force=True)
