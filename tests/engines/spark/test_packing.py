"""Claims about rows as bytes: they come back bit for bit, whatever Spark does with them between."""

import numpy as np
import pyarrow as pa
import pytest

from counterpoise.engines.spark.distributed.packing import PACKED, Packing

TYPES = ["i1", "i2", "i4", "i8", "f4", "f8"]


def table(n, missing):
    rng = np.random.default_rng(n)
    columns = {"text": pa.array(rng.choice(["a", "b"], n))}
    for j, kind in enumerate(TYPES * 2):  # so that missing values take more than one byte
        values = rng.integers(-100, 100, n).astype(kind)
        if kind[0] == "f":
            values[::5] = np.nan  # which is not the same as missing
        columns[f"c{j}"] = pa.array(values, mask=rng.random(n) < missing)
    return pa.table(columns)


@pytest.mark.parametrize("missing", [0.0, 0.3, 1.0])
def test_numbers_come_back_bit_for_bit_in_any_order_and_in_any_chunks(missing):
    given = table(40, missing)
    packing = Packing([f"c{j}" for j in range(12)], TYPES * 2)
    packed = packing.pack(given)
    assert packed.column_names == ["text", PACKED]
    order = np.random.default_rng(0).permutation(40)
    shuffled = pa.concat_tables([packed.take(order[:7]), packed.take(order[7:]).slice(3)])
    whole = given.take(np.concatenate([order[:7], order[10:]]))
    back = packing.unpack(shuffled).select(given.column_names)
    for name in given.column_names:
        assert back[name].is_null().equals(whole[name].is_null())
        assert back[name].type == whole[name].type
        # NaN is not equal to itself, but its text is.
        assert list(map(str, back[name].to_pylist())) == list(map(str, whole[name].to_pylist()))


def test_columns_of_a_parent_keep_what_stands_before_their_names():
    packing = Packing(["c0"], ["f4"])
    packed = packing.pack(pa.table({"c0": pa.array([1.0, 2.0], pa.float32())}))
    back = packing.unpack(packed.rename_columns([f"parent1_{PACKED}"]), "parent1_")
    assert back.to_pydict() == {"parent1_c0": [1.0, 2.0]}


def test_what_is_packed_is_known_beforehand():
    packing = Packing(["c0", "c2"], ["f4", "i8"])
    assert packing.others(["c0", "c1", "c2"]) == ["c1", PACKED]
    assert packing.others(["c1"]) == ["c1"]
    assert Packing([], []).others(["c1"]) == ["c1"]
