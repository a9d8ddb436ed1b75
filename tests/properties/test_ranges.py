"""A new value lies between its parents', exactly; where these agree it is theirs bit for bit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

import counterpoise as cp
from counterpoise import SMOTE, Lineage, RandomOverSampler, balance, materialise
from counterpoise.core.grids import FREE, Grid, grid_table
from counterpoise.core.moments import ColumnMoments, moments_of_columns
from counterpoise.core.rows import Rows
from counterpoise.neighbors import MixedMetric, NeighborIndex
from counterpoise.space.geometry import column_std, column_units, in_units
from shared.grids import examples

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

settings.register_profile(
    "counterpoise", deadline=None, max_examples=examples(60), derandomize=True
)
settings.load_profile("counterpoise")

most = {np.float32: float(np.finfo(np.float32).max), np.float64: float(np.finfo(np.float64).max)}


@st.composite
def lineages(draw, dtype, missing=True):
    """Draw a table of any finite numbers and a lineage whose gaps are weights."""
    width = np.dtype(dtype).itemsize * 8
    finite = st.floats(allow_nan=False, allow_infinity=False, width=width)
    ends = st.sampled_from([most[dtype], -most[dtype], 0.0, -0.0, 1.0])
    elements = finite | ends | (st.just(np.nan) if missing else ends)
    table = draw(arrays(dtype, (draw(st.integers(1, 6)), 3), elements=elements))
    n_new, n_partners = draw(st.integers(1, 6)), draw(st.integers(0, 3))
    parents = draw(
        arrays(np.int64, (n_new, n_partners + 1), elements=st.integers(0, len(table) - 1))
    )
    gaps = draw(arrays(np.float64, (n_new, n_partners), elements=st.floats(0, 1)))
    gaps /= max(n_partners, 1)
    return table, Lineage(np.zeros(n_new, np.int64), parents, gaps)


def check_between(new, table, lineage):
    """Compare in exact arithmetic."""
    for row, parents in zip(new, lineage.parents, strict=True):
        for value, told in zip(row.tolist(), table[parents].T.tolist(), strict=True):
            if np.isnan(told[0]):
                assert np.isnan(value)
                continue
            present = [Fraction(v) for v in told if not np.isnan(v)]
            assert min(present) <= Fraction(value) <= max(present)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(st.data())
def test_values_lie_between_those_of_their_parents(dtype, data):
    table, lineage = data.draw(lineages(dtype))
    new = materialise(lineage, Rows(table, np.empty((len(table), 0), np.int32))).numeric
    assert new.dtype == dtype
    check_between(new, table, lineage)
    alike = (table[lineage.parents] == table[lineage.base][:, np.newaxis]).all(axis=1)
    assert np.array_equal(new[alike], table[lineage.base][alike])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(st.data())
def test_sparse_rows_are_those_of_the_dense_table(dtype, data):
    table, lineage = data.draw(lineages(dtype))
    codes = np.empty((len(table), 0), np.int32)
    dense = materialise(lineage, Rows(table, codes)).numeric
    found = materialise(lineage, Rows(sparse.csr_matrix(table), codes)).numeric.toarray()
    # In the mean that replaces differences which are too large, sums have another order.
    np.testing.assert_allclose(found, dense, rtol=1e-15 if dtype == np.float64 else 1e-6)
    check_between(found, table, lineage)


@given(st.data(), st.sampled_from([Grid(), Grid(100), Grid(10, 3, 5), Grid(1, 7, 86_400)]))
def test_values_on_a_grid_lie_on_it_and_between(data, grid):
    counts = data.draw(arrays(np.int64, (5, 3), elements=st.integers(-(10**9), 10**9)))
    table = (grid.origin + grid.step * counts) / grid.scale
    parents = data.draw(arrays(np.int64, (8, 2), elements=st.integers(0, 4)))
    gaps = data.draw(arrays(np.float64, (8, 1), elements=st.floats(0, 1)))
    lineage = Lineage(np.zeros(8, np.int64), parents, gaps)
    codes = np.empty((5, 0), np.int32)
    table_of_grids = grid_table([grid.row(), FREE, grid.row()])
    new = materialise(lineage, Rows(table, codes, table_of_grids)).numeric
    check_between(new, table, lineage)
    counted = np.rint(new * grid.scale)
    on_it = (counted / grid.scale == new) & ((counted - grid.origin) % grid.step == 0)
    assert on_it[:, [0, 2]].all()
    found = materialise(lineage, Rows(sparse.csr_matrix(table), codes, table_of_grids)).numeric
    np.testing.assert_array_equal(found.toarray(), new)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(st.data())
def test_noise_makes_nothing_infinite(dtype, data):
    table, lineage = data.draw(lineages(dtype, missing=False))
    noise = st.floats(-most[np.float64], most[np.float64])
    offsets = data.draw(arrays(np.float64, (len(lineage), 3), elements=noise))
    noisy = Lineage(lineage.klass, lineage.parents, lineage.gaps, offsets=offsets)
    codes = np.empty((len(table), 0), np.int32)
    assert np.isfinite(materialise(noisy, Rows(table, codes)).numeric).all()
    found = materialise(noisy, Rows(sparse.csr_matrix(table), codes)).numeric
    assert np.isfinite(found.data).all()


Y = np.repeat([0, 1], [12, 6])
ends = st.sampled_from([0, 1, -1, 2**53, 2**53 + 1, 2**62, 2**63 - 1, 2**63 - 2, -(2**63) + 1])
signed = st.integers(-(2**63) + 1, 2**63 - 1) | ends
unsigned = st.integers(0, 2**64 - 1) | st.integers(2**64 - 100, 2**64 - 1)

KINDS = {
    "int64": (signed, np.int64),
    "uint64": (unsigned, np.uint64),
    "instants": (signed, "M8[ns]"),
    "durations": (signed, "m8[us]"),
    "large": (st.integers(-(10**40), 10**40) | signed, object),
    "decimals": (st.decimals(-(10**20), 10**20, places=3, allow_nan=False), object),
    "fractions": (st.fractions(), object),
    "mixed": (st.floats(-1e300, 1e300) | st.integers(-(2**70), 2**70), object),
    "extended": (st.integers(-(2**64), 2**64), np.longdouble),
}


def column_of(values, dtype):
    if dtype is np.longdouble:
        return np.array([np.longdouble(v // 2**32) * 2**32 + v % 2**32 for v in values])
    if isinstance(dtype, str):
        return np.array(values, np.int64).view(dtype)
    column = np.empty(len(values), dtype)
    column[:] = values
    return column


def comparable(column):
    if column.dtype.kind in "mM":
        column = column.view(np.int64)
    if column.dtype == object:
        return [Fraction(v) for v in column]
    return [
        Fraction(*v.as_integer_ratio()) for v in column.astype(column.dtype, copy=False).tolist()
    ]


def parents_of(sampler):
    return sampler.lineage_.parents


def check_column(column, new, sampler):
    old, made = comparable(column), comparable(new)
    for value, parents in zip(made, parents_of(sampler), strict=True):
        told = [old[row] for row in parents]
        assert min(told) <= value <= max(told)


def grown(X, y=Y):
    sampler = SMOTE(random_state=0, k_neighbors=3)
    found, _ = sampler.fit_resample(X, y)
    return found, sampler


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_numbers_of_every_type_stay_between_their_parents(kind, data):
    elements, dtype = KINDS[kind]
    column = column_of(data.draw(st.lists(elements, min_size=18, max_size=18)), dtype)
    found, sampler = grown(column[:, np.newaxis])
    assert found.dtype == column.dtype
    check_column(column, found[len(column) :, 0], sampler)


@pytest.mark.parametrize("kind", ["int64", "uint64", "instants", "durations"])
@given(st.data())
def test_columns_of_every_library_stay_between_their_parents(kind, data):
    elements, dtype = KINDS[kind]
    column = column_of(data.draw(st.lists(elements, min_size=18, max_size=18)), dtype)
    frames = [pd.DataFrame({"x": column}), pl.DataFrame({"x": column}), pa.table({"x": column})]
    for frame in frames:
        found, sampler = grown(frame)
        values = found["x"]
        array = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
        check_column(column, array[len(column) :].astype(column.dtype), sampler)


@given(
    st.lists(st.decimals(-(10**30), 10**30, places=4, allow_nan=False), min_size=18, max_size=18)
)
def test_decimals_of_arrow_stay_between_their_parents(values):
    for kind in (pa.decimal128(38, 4), pa.decimal256(60, 4)):
        table = pa.table({"x": pa.array(values, kind)})
        found, sampler = grown(table)
        found.validate(full=True)
        assert found.schema == table.schema
        check_column(
            column_of(values, object), column_of(found["x"].to_pylist()[18:], object), sampler
        )


SHARED = [
    np.full(18, 2**63 - 1),
    np.full(18, 2**64 - 1, np.uint64),
    np.full(18, 9.99e307),
    np.full(18, 3.4e38, np.float32),
    np.full(18, "2262-04-11T23:47:16.854775807", "M8[ns]"),
    column_of([10**50 + 1] * 18, object),
    column_of([Decimal("0.1000000000000000000000000001")] * 18, object),
    column_of([Fraction(1, 3)] * 18, object),
    column_of([dt.timedelta(microseconds=1)] * 18, object),
    np.full(18, np.longdouble(1) / 3),
]


@pytest.mark.parametrize("column", SHARED, ids=lambda c: str(c.dtype))
def test_what_all_rows_share_stays_bit_for_bit(column):
    spread = np.arange(18.0)
    if column.dtype == object:
        X = np.empty((18, 2), object)
        X[:, 0], X[:, 1] = column, spread
        frame = pd.DataFrame({"x": column, "y": spread})
    else:
        X = column[:, np.newaxis]
        frame = pd.DataFrame({"x": column, "y": spread})
    found, _ = grown(X)
    assert found[:, 0].tolist() == [column.tolist()[0]] * 24
    found, _ = grown(frame)
    assert found["x"].tolist() == frame["x"].tolist() + [frame["x"].tolist()[0]] * 6
    if column.dtype != np.longdouble:  # which frames do not know, so that `balance` ignores it
        whole = balance(frame.assign(c=Y), "c", seed=0, k=3)
        assert whole["x"].tolist() == found["x"].tolist()


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e154, 1e200, 1e307, 1.7e308])
def test_extreme_numbers_have_the_same_neighbours_and_moments(size):
    rng = np.random.default_rng(0)
    plain = rng.integers(-1000, 1000, (300, 3)) / 1024
    power = np.frexp(size)[1] - 1
    X = np.ldexp(plain, power)
    for metric, codes in [("euclidean", None), (MixedMetric(0.0), rng.integers(0, 3, (300, 1)))]:
        wanted = NeighborIndex(4, metric=metric).fit(plain, codes=codes)
        found = NeighborIndex(4, metric=metric).fit(X, codes=codes)
        far, rows = found.kneighbors(X[:50], codes=None if codes is None else codes[:50])
        near, expected = wanted.kneighbors(plain[:50], codes=None if codes is None else codes[:50])
        assert np.array_equal(rows, expected)
        np.testing.assert_array_equal(far, np.ldexp(near, power))
    thin = sparse.csr_matrix(X)
    assert np.array_equal(NeighborIndex(4).fit(thin).kneighbors(thin[:50])[1], expected)
    mean, std = moments_of_columns(X)
    plain_mean, plain_std = moments_of_columns(plain)
    np.testing.assert_allclose(np.ldexp(mean, -power), plain_mean, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        np.ldexp(std, -power), plain_std, rtol=1e-3 if power < -1000 else 1e-12
    )
    moments = ColumnMoments()
    for part in np.array_split(X[:, 0], 7):
        moments.add(part)
    assert moments.finish()[1:] == (mean[0], std[0])
    for scale in ("standard", "robust"):
        points = in_units(X, column_units(X, scale))
        assert np.isfinite(points).all()
        assert points.std(axis=0) == pytest.approx(
            in_units(plain, column_units(plain, scale)).std(axis=0)
        )
    np.testing.assert_allclose(np.ldexp(column_std(thin), -power), plain_std, rtol=1e-9)


@pytest.mark.parametrize("scale", [None, "standard", "robust"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_finite_tables_give_finite_rows(dtype, scale):
    rng = np.random.default_rng(0)
    X = (rng.uniform(-1, 1, (90, 4)) * most[dtype]).astype(dtype)
    y = np.repeat([0, 1], [60, 30])
    samplers = [
        cp.SMOTE(random_state=0, scale=scale),
        cp.BorderlineSMOTE(random_state=0, scale=scale, m_neighbors=20),
        cp.ADASYN(random_state=0, scale=scale),
        cp.SMOTEENN(random_state=0, smote=SMOTE(random_state=0, scale=scale)),
    ]
    for sampler in samplers:
        found, _ = sampler.fit_resample(X, y)
        assert found.dtype == dtype
        assert np.isfinite(found).all()
    found, _ = RandomOverSampler(random_state=0, shrinkage=1.0).fit_resample(X, y)
    assert np.isfinite(found).all()
    codes = rng.integers(0, 3, (90, 1))
    mixed = pd.DataFrame(X).assign(c=codes.astype(str).ravel())
    sampler = cp.SMOTENC("auto", random_state=0, scale=scale)
    if scale is None and dtype == np.float64:
        with pytest.raises(cp.InvalidInputError, match="scale='standard'"):
            sampler.fit_resample(mixed.set_axis(list("abcde"), axis=1), y)
        return
    found, _ = sampler.fit_resample(mixed.set_axis(list("abcde"), axis=1), y)
    assert np.isfinite(found[list("abcd")].to_numpy()).all()
