"""Stages that measure a class give from a file in batches what they give in memory."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterpoise.files import balance_file
from counterpoise.methods.registry import METHODS


def write(path, n=120):
    """Write a table with numbers, some of them missing, and categories."""
    rng = np.random.default_rng(7)
    klass = rng.permutation(np.repeat(["a", "b"], [40, n - 40]))
    shift = np.where(klass == "a", 0.0, 1.5)
    columns = {
        "x": rng.normal(size=n) + shift,
        "y": pa.array(rng.normal(100, 30, n).round(1) + 20 * shift, mask=rng.random(n) < 0.08),
        "kind": rng.choice(["fig", "kiwi", "plum"], n),
        "class": klass,
    }
    pq.write_table(pa.table(columns), path)
    return str(path)


@pytest.mark.parametrize(
    "method",
    ["cluster-smote", "random-smote", "sn-smote", "mct", "dbsmote", "cbso", "cure", "soi-cj"],
)
def test_a_file_in_batches_gets_the_rows_that_it_gets_in_memory(tmp_path, method):
    path = write(tmp_path / "t.parquet")
    assert method in METHODS
    found = []
    for stream in (False, True):
        told = balance_file(
            path, target="class", method=method, seed=4, stream=stream, batch_rows=31, force=True
        )
        with open(told.output, "rb") as file:
            found.append(file.read())
        assert told.balance.to_dict()["n_new"] == 40
    assert found[0] == found[1]
