"""The kernel's binding: the exact answer, or an error; never what lies beyond an array.

`tests/kernel/sanitize.sh` runs these also under the address sanitizer.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import sparse

from counterpoise.core.grids import FREE, Grid, grid_table
from counterpoise.errors import InvalidInputError
from counterpoise.kernel import _kernel
from counterpoise.neighbors import MixedMetric, NeighborIndex, ValueDifferenceMetric
from shared.fuzz import reference
from shared.fuzz.draws import rng_of
from shared.fuzz.effort import fuzz

REFUSALS = (TypeError, ValueError, IndexError, OverflowError, MemoryError)


def odd_integers(data, usual):
    """Return a usual number most often, and else one that nobody would give."""
    odd = [0, -1, 1, 2**31 - 1, 2**31, 2**62, -(2**62), 2**63, -(2**63), 2**64, 10**30]
    if data.draw(st.integers(0, 3), label="odd") == 0:
        return data.draw(st.sampled_from(odd), label="number")
    return usual


def odd_array(data, array):
    """Return an array most often as it is, and else of another shape, type or layout."""
    if array is None or data.draw(st.integers(0, 3), label="odd array"):
        return array
    make = data.draw(
        st.sampled_from(
            [
                lambda a: a[:-1],
                lambda a: a[:0],
                lambda a: a.T,
                lambda a: a[::-1],
                lambda a: a[..., np.newaxis],
                lambda a: a.ravel()[:1].reshape(()) if a.size else a,
                lambda a: a.astype(a.dtype.newbyteorder()),
                lambda a: a.astype(np.float16),
                lambda a: a.astype(np.complex128),
                lambda a: a.astype(np.int64),
                lambda a: a.astype(np.int32),
                lambda a: a.astype(object),
                lambda a: a.tolist(),
                lambda a: None,
                lambda a: np.concatenate([a, a]),
                lambda a: np.repeat(a, 2, axis=-1),
                lambda a: np.asfortranarray(a),
            ]
        ),
        label="made",
    )
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make(array)


def odd_values(data, rng, array):
    """Return whole numbers most often as they are, and else with one that is out of range."""
    if array is None or not array.size or data.draw(st.integers(0, 2), label="odd values"):
        return array
    array = array.copy()
    limits = np.iinfo(array.dtype)
    odd = [-1, -2, limits.min, limits.max, len(array), 10**6]
    array.ravel()[rng.integers(array.size)] = data.draw(st.sampled_from(odd), label="value")
    return array


def made_rows(data, rng, n, d, c, n_categories, form):
    """Return the kernel's rows and the arrays that they are made of."""
    dtype = data.draw(st.sampled_from([np.float64, np.float32]), label="dtype")
    table = (rng.integers(-4, 5, (n, d)) / 4).astype(dtype)
    if data.draw(st.booleans(), label="NaN") and table.size:
        table.ravel()[rng.integers(table.size)] = np.nan
    codes = rng.integers(-1, n_categories, (n, c)).astype(np.int32) if c else None
    codes = odd_array(data, odd_values(data, rng, codes))
    if form == "sparse":
        csr = sparse.csr_matrix(np.nan_to_num(table))
        return _kernel.sparse_rows(
            odd_array(data, csr.data),
            odd_array(data, odd_values(data, rng, csr.indptr.astype(np.int64))),
            odd_array(data, odd_values(data, rng, csr.indices.astype(np.int32))),
            odd_integers(data, d),
            codes,
        )
    return _kernel.dense_rows(odd_array(data, table), codes)


@fuzz(150)
def test_a_search_with_odd_arguments_raises_or_answers_with_rows_of_the_table(data):
    rng = rng_of(data)
    n, d, c = (data.draw(st.integers(low, high)) for low, high in ((0, 40), (0, 4), (0, 2)))
    n_queries = data.draw(st.integers(0, 5), label="queries")
    form = data.draw(st.sampled_from(["dense", "sparse"]), label="form")
    k = odd_integers(data, data.draw(st.integers(1, max(n - 1, 1)), label="k"))
    plan = data.draw(st.sampled_from(["automatic", "exact", "flat", "tree", "pairs", "", "é"]))
    shares = [rng.random((3, 2)) for _ in range(c)] if data.draw(st.booleans()) else []
    try:
        rows = made_rows(data, rng, n, d, c, 3, form)
        queries = made_rows(data, rng, n_queries, d, c, 3, form)
        shares = [odd_array(data, s) for s in shares]
        cost = data.draw(st.sampled_from([0.0, 1.5, -1.0, np.inf, np.nan]), label="cost")
        engine = _kernel.Engine(rows, cost, shares)
        exclude = rng.integers(-1, max(n, 1), n_queries)
        exclude = odd_array(data, odd_values(data, rng, exclude)) if n_queries else None
        distances, found = engine.search(
            queries,
            k,
            exclude,
            data.draw(st.booleans(), label="may miss"),
            data.draw(st.sampled_from([1, 2, 0, -3]), label="threads"),
            data.draw(st.booleans(), label="distances"),
            plan,
        )
        _kernel.look(rows, 1)
    except REFUSALS:
        return
    assert found.shape == (n_queries, k)
    assert (found >= 0).all()
    assert (found < n).all()
    assert all(len(set(row)) == len(row) for row in found.tolist())
    del distances


@fuzz(100)
def test_new_rows_with_odd_arguments_are_refused_or_right(data):
    rng = rng_of(data)
    n, d, n_new, p = (
        data.draw(st.integers(low, high)) for low, high in ((1, 8), (0, 4), (0, 6), (1, 3))
    )
    dtype = data.draw(st.sampled_from([np.float64, np.float32]), label="dtype")
    table = (rng.integers(-4, 5, (n, d)) / 4).astype(dtype)
    if data.draw(st.booleans(), label="NaN") and table.size:
        table.ravel()[rng.integers(table.size)] = np.nan
    parents = rng.integers(0, n, (n_new, p))
    gaps = rng.random((n_new, p - 1)) / max(p - 1, 1)
    offsets = rng.normal(size=(n_new, d)) if data.draw(st.booleans(), label="offsets") else None
    whole = rng.random(d) < 0.5 if data.draw(st.booleans(), label="whole") else None
    grid = None
    if whole is not None:
        grid = grid_table([Grid().row(-1.0, 1.0) if is_whole else FREE for is_whole in whole])
    out = np.full((n_new, d), 77, dtype)
    given = [table, parents, gaps, offsets, grid]
    odd = [odd_array(data, a) for a in given]
    odd[1] = odd_values(data, rng, odd[1]) if odd[1] is parents else odd[1]
    odd_out = odd_array(data, out)
    n_threads = data.draw(st.sampled_from([1, 2, 0, -3]), label="threads")
    try:
        _kernel.materialise(*odd, True, n_threads, odd_out)
    except REFUSALS:
        return
    if odd_out is not out or any(a is not b for a, b in zip(odd, given, strict=True)):
        return
    rows = reference.exact_rows(table)
    for i in range(n_new):
        base, *partners = (rows[r] for r in parents[i])
        for j, wanted in enumerate(reference.interpolated(base, partners, gaps[i])):
            if wanted is None:
                assert np.isnan(out[i, j])
                continue
            wanted = float(wanted) + (0 if offsets is None else offsets[i, j])
            if whole is not None and whole[j]:
                wanted = min(max(np.rint(wanted), -1), 1)
                if offsets is None:  # nothing that rounds moves a value beyond its parents
                    told = [float(row[j]) for row in (base, *partners) if row[j] is not None]
                    wanted = min(max(wanted, min(told)), max(told))
            assert out[i, j] == pytest.approx(wanted, rel=1e-5, abs=1e-5)


@fuzz(40)
def test_a_copy_with_odd_arguments_is_refused_or_right(data):
    rng = rng_of(data)
    table = rng.normal(size=(data.draw(st.integers(0, 9)), data.draw(st.integers(0, 3))))
    source, out = odd_array(data, table), odd_array(data, np.empty_like(table))
    try:
        _kernel.RowCopy(source, out).work(data.draw(st.sampled_from([1, 2, 0, -1])))
    except REFUSALS:
        return
    np.testing.assert_array_equal(np.asarray(out).ravel(), np.asarray(source).ravel())


def test_only_a_generator_of_numpy_draws():
    good = np.random.RandomState(0)._bit_generator
    assert _kernel.masked_draws(good.capsule, 9, 5).shape == (5, 1)
    import datetime

    for other in (datetime.datetime_CAPI, None, 3):
        with pytest.raises(REFUSALS):
            _kernel.masked_draws(other, 9, 5)


METRICS = ["euclidean", "mixed", "value difference"]


@fuzz(60)
def test_the_index_answers_as_exact_arithmetic_does(data):
    rng = rng_of(data)
    n = data.draw(st.integers(1, 40), label="rows")
    d, c = data.draw(st.integers(0, 4), label="numbers"), data.draw(st.integers(0, 3))
    metric = data.draw(st.sampled_from(METRICS), label="metric")
    if metric == "euclidean" or not d + c:
        metric, c, d = "euclidean", 0, max(d, 1)
    if metric == "value difference":
        d, c = 0, max(c, 1)
    X = rng.integers(-6, 7, (n, d)) / 4
    if data.draw(st.booleans(), label="missing"):
        X[rng.random(X.shape) < 0.2] = np.nan
    codes = rng.integers(-1 if data.draw(st.booleans()) else 0, 3, (n, c))
    shares = [rng.integers(0, 5, (3, 2)) / 4 for _ in range(c)]
    kinds = {
        "euclidean": "euclidean",
        "mixed": MixedMetric(2.25),
        "value difference": ValueDifferenceMetric(shares),
    }
    index = NeighborIndex(metric=kinds[metric], n_jobs=data.draw(st.sampled_from([None, 1, 2])))
    index._plan = data.draw(st.sampled_from(["automatic", "exact", "flat", "tree", "pairs"]))
    given_codes = {"codes": codes} if c else {}
    index.fit(X, **given_codes)
    k = odd_integers(data, data.draw(st.integers(1, 8), label="k"))
    exclude = rng.integers(-1, n, n) if data.draw(st.booleans(), label="exclude") else None
    own = data.draw(st.booleans(), label="own")
    try:
        if own:
            distances, found = index.kneighbors(n_neighbors=k)
            exclude = np.arange(n)
        else:
            distances, found = index.kneighbors(X, n_neighbors=k, exclude=exclude, **given_codes)
    except InvalidInputError:
        assert not 1 <= k <= n - (exclude is not None or own)
        return
    price = MixedMetric(2.25).cost

    def distance(a, b):
        pairs = [(x, y) for x, y in zip(a[0], b[0], strict=True) if None not in (x, y)]
        codes = [
            (j, x, y) for j, (x, y) in enumerate(zip(a[1], b[1], strict=True)) if min(x, y) >= 0
        ]
        if not pairs and not codes:
            return None
        total = sum(((x - y) ** 2 for x, y in pairs), reference.Fraction(0))
        for j, x, y in codes:
            if metric == "mixed":
                total += reference.Fraction(price) * (x != y)
            else:
                delta = sum(abs(p - q) for p, q in zip(shares[j][x], shares[j][y], strict=True))
                total += reference.Fraction(delta) ** 2
        return total * (d + c) / (len(pairs) + len(codes))

    rows = list(zip(reference.exact_rows(X), codes.tolist(), strict=True))
    for i in range(n):
        among = [r for r in range(n) if exclude is None or r != exclude[i]]
        known = sorted(
            ((distance(rows[i], rows[r]), r) for r in among),
            key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1]),
        )
        far = [float("inf") if dist is None else float(dist) for dist, _ in known[:k]]
        root = far if metric == "value difference" else np.sqrt(far)
        np.testing.assert_allclose(distances[i], root, rtol=1e-12)
        exactly = all(
            dist is None or dist.denominator & (dist.denominator - 1) == 0 for dist, _ in known
        )
        if exactly:  # a factor of 4/3 is rounded, and then rounding decides between ties
            assert found[i].tolist() == [r for _, r in known[:k]]
