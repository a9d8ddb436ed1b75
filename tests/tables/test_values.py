"""Claims about columns as plain floats, for what only looks at them."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from counterpoise.tables.values import quantities_of

DAY = dt.date(1970, 1, 3)
HALF_PAST = dt.time(1, 30, 0, 500_000)


@pytest.mark.parametrize(
    ("column", "kind", "seconds"),
    [
        (pa.array([DAY, None], pa.date32()), "time", 2 * 86_400),
        (pa.array([DAY, None], pa.date64()), "time", 2 * 86_400),
        (pa.array([HALF_PAST, None], pa.time32("ms")), "number", 5400.5),
        (pa.array([5_400_500_000_001, None], pa.int64()).cast(pa.time64("ns")), "number", 5400.5),
        (pd.Series([HALF_PAST, None], dtype=object), "number", 5400.5),
        (pd.Series([DAY, None], dtype=object), "time", 2 * 86_400),
        (pd.Series([dt.timedelta(minutes=1), None], dtype=object), "number", 60),
        (pd.Series([7.5, None]), "number", 7.5),
    ],
    ids=str,
)
def test_moments_times_of_day_and_durations_are_seconds(column, kind, seconds):
    native = pa.chunked_array([column]) if isinstance(column, pa.Array) else column
    found, values = quantities_of(native)
    assert found == kind
    np.testing.assert_allclose(values[0], seconds, atol=1e-6)
    assert np.isnan(values[1])
