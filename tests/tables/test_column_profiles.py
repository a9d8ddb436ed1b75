"""What a column is told to hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from counterpoise.scans.column_scan import ColumnScan
from counterpoise.tables import read_table


def told(values):
    """Return the profiles of a column in every container, and as a file's batches tell it."""
    values = np.asarray(values)
    scan = ColumnScan(pa.field("a", pa.array(values).type))
    for start in range(0, len(values), 100):
        scan.add(pa.array(values[start : start + 100]))
    tables = [
        values[:, np.newaxis],
        pd.DataFrame({"a": values}),
        pl.DataFrame({"a": values}),
        pa.table({"a": values}),
    ]
    return [*(read_table(table).profile(0) for table in tables), scan.profile()]


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2"])
def test_a_counter_that_starts_again_does_not_number_the_rows(dtype):
    info = np.iinfo(dtype)
    values = np.arange(info.min, info.max + 1).astype(dtype)
    wrapped = np.roll(values, len(values) // 3)
    assert all(profile.counts_rows for profile in told(values))
    assert not any(profile.counts_rows for profile in told(wrapped))
    assert not any(profile.counts_rows for profile in told(np.tile(values, 2)))
