"""Types and containers: the same rows from each, in its own kind, whatever the numbers are."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scipy import sparse

import counterpoise as cp
from shared.fuzz import reference
from shared.fuzz.containers import (
    ARROW_TYPES,
    INDICES,
    TABLES,
    TARGETS,
    VOTED,
    can_hold,
    drawn_column,
    labels_of,
    rows_of,
    types_of,
)
from shared.fuzz.draws import NUMPY_TYPES, classes, hostile_column, rng_of, seeds
from shared.fuzz.effort import LeftOut, fuzz, unchanged


def drawn_columns(data, rng, n):
    kinds = data.draw(st.lists(st.sampled_from(list(ARROW_TYPES)), min_size=1, max_size=5))
    missing = data.draw(st.booleans(), label="missing")
    return [drawn_column(kind, f"c{j}", rng, n, missing) for j, kind in enumerate(kinds)]


def sampler_for(data, columns, k, seed):
    """Return a method that takes the columns, and what it is."""
    every = data.draw(st.booleans(), label="any column may be a category")
    chosen = data.draw(st.sets(st.integers(0, 4)), label="categories") if every else set()
    voted = [j for j, c in enumerate(columns) if c.kind in VOTED or j in chosen]
    rng = data.draw(st.sampled_from(["numpy", "counter"]), label="rng")
    scale = data.draw(st.sampled_from([None, "standard", "robust"]), label="scale")
    if data.draw(st.integers(0, 5), label="copies") == 0:
        return cp.RandomOverSampler(random_state=seed, rng=rng)
    if not voted:
        return cp.SMOTE(k_neighbors=k, random_state=seed, rng=rng, scale=scale)
    if len(voted) == len(columns):
        return cp.SMOTEN(k_neighbors=k, random_state=seed, rng=rng)
    return cp.SMOTENC(voted, k_neighbors=k, random_state=seed, rng=rng, scale=scale)


@fuzz(40)
def test_every_container_gives_the_same_rows_in_its_own_types(data):
    rng = rng_of(data)
    k = data.draw(st.integers(1, 3), label="k")
    y = classes(data, rng, k + 1, 10)
    columns = drawn_columns(data, rng, len(y))
    sampler = sampler_for(data, columns, k, data.draw(seeds, label="seed"))
    index = data.draw(st.sampled_from(list(INDICES)), label="index")
    results = {}
    for name, make in TABLES.items():
        if not can_hold(name, columns):
            continue
        table = make(columns)
        if name == "pandas":
            table.index = INDICES[index](len(y))
        with unchanged(table):
            try:
                found, _ = sampler.fit_resample(table, y)
            except cp.InvalidInputError as error:
                found = error
        if isinstance(found, cp.InvalidInputError):
            results[name] = "refused"
            continue
        assert type(found) is type(table)
        if name == "lists":
            assert found[: len(y)] == table
        else:
            assert types_of(found) == types_of(table)
        results[name] = rows_of(found)
        assert results[name][: len(y)] == rows_of(table)
        if name == "pandas":
            assert found.index[: len(y)].equals(table.index)
    first = next(iter(results))
    for name, rows in results.items():
        assert rows == results[first], f"{name} differs from {first}"
    if results[first] == "refused":
        raise LeftOut


@fuzz(60)
def test_numbers_of_every_type_lie_between_their_parents_and_keep_what_those_share(data):
    rng = rng_of(data)
    k = data.draw(st.integers(1, 3), label="k")
    y = classes(data, rng, k + 1, 10)
    dtype = data.draw(st.sampled_from(NUMPY_TYPES), label="dtype")
    columns = [
        hostile_column(data, rng, dtype, len(y))
        for _ in range(data.draw(st.integers(1, 3), label="columns"))
    ]
    X = np.column_stack(columns).astype(dtype)
    if dtype.kind in "mM" or data.draw(st.integers(0, 3), label="frame") == 0:
        native = dtype.newbyteorder("=")
        if dtype.kind in "mM" and "[D]" in str(dtype):
            native = np.dtype("M8[s]")
            X = (X.astype(np.int64) % 10**9).astype("M8[s]")
        X = pd.DataFrame(X.astype(native))
    elif data.draw(st.integers(0, 3), label="objects") == 0 and dtype.kind in "iub":
        X = X.astype(object)
    sampler = cp.SMOTE(k_neighbors=k, random_state=data.draw(seeds, label="seed"))
    with unchanged(X, y):
        try:
            found, _ = sampler.fit_resample(X, y)
        except cp.InvalidInputError:
            raise LeftOut from None
    values = X.to_numpy() if isinstance(X, pd.DataFrame) else X
    new = (found.to_numpy() if isinstance(found, pd.DataFrame) else found)[len(y) :]
    if dtype.kind == "f":
        assert np.isfinite(new).all()
    for parents, row in zip(sampler.lineage_.parents, new, strict=True):
        for j, value in enumerate(row):
            ends = [reference.exact(values[p, j]) for p in parents]
            made = reference.exact(value)
            if None in ends:
                assert (made is None) == (ends[0] is None)
                continue
            assert min(ends) <= made <= max(ends), (ends, made)


@fuzz(40)
def test_neighbours_are_the_true_ones_whatever_the_size_of_the_numbers(data):
    rng = rng_of(data)
    k = data.draw(st.integers(1, 3), label="k")
    y = classes(data, rng, k + 1, 9)
    dtype = data.draw(st.sampled_from(["int64", "uint64", "float64", "float32", "int8"]))
    columns = [
        hostile_column(data, rng, np.dtype(dtype), len(y))
        for _ in range(data.draw(st.integers(1, 3), label="columns"))
    ]
    X = np.column_stack(columns)
    sampler = cp.SMOTE(k_neighbors=k, random_state=data.draw(seeds, label="seed"))
    try:
        sampler.fit_resample(X, y)
    except cp.InvalidInputError:
        raise LeftOut from None
    rows = reference.exact_rows(X)
    slack = 0.0
    if X.dtype.kind in "iu":  # distances are measured in float64, which tells 53 bits
        spans = [max(column) - min(column) for column in zip(*rows, strict=True)]
        slack = sum(4 * math.ulp(float(s)) for s in spans if s >= 2**53)
    could = {}
    for base, partner in sampler.lineage_.parents.tolist():
        if base not in could:
            members = np.flatnonzero(y == y[base]).tolist()
            could[base] = reference.could_be_nearest(rows, base, members, k, slack=slack)
        assert partner in could[base]


LABELS = {
    "whole": lambda c: [7, -3, 100][c],
    "wide": lambda c: [-100, 100, 28][c],
    "text": lambda c: ["no", "yes", "may be"][c],
    "accents": lambda c: ["é", "e", ""][c],
    "bool": lambda c: [False, True, False][c],
    "floats": lambda c: [0.0, 1.0, -2.0][c],
    "large": lambda c: [2**62, -(2**62), 3][c],
}


@fuzz(40)
def test_every_target_gives_the_same_classes_in_its_own_kind(data):
    rng = rng_of(data)
    codes = classes(data, rng, 3, 9).tolist()
    kind = data.draw(st.sampled_from(list(LABELS)), label="labels")
    labels = [LABELS[kind](c) for c in codes]
    if len(set(labels)) < 2:
        raise LeftOut
    X = rng.integers(-9, 9, (len(codes), 2)) / 4
    seed = data.draw(seeds, label="seed")
    expected = None
    for name, make in TARGETS.items():
        y = make(labels)
        sampler = cp.SMOTE(k_neighbors=2, random_state=seed)
        with unchanged(y):
            found, grown = sampler.fit_resample(X, y)
        plain = labels_of(grown)
        if name == "polars categories":
            assert plain[: len(labels)] == [str(v) for v in labels]
            counts = [plain.count(str(v)) for v in sorted(set(labels))]
            assert len(set(counts)) == 1
            continue
        assert type(grown) is (list if name == "tuple" else type(y))
        if hasattr(y, "dtype"):
            assert grown.dtype == y.dtype
        if hasattr(y, "type"):
            assert grown.type == y.type
        assert plain[: len(labels)] == labels
        assert [type(v) for v in plain] == [type(plain[0])] * len(plain)
        if expected is None:
            expected = (found.tolist(), plain)
            assert len({plain.count(v) for v in set(labels)}) == 1
        assert (found.tolist(), plain) == expected, name


NARROW = ["int8", "uint8", "int16", "uint16", "int32", "int64", "uint64", "bool", "float16", "<U3"]


@fuzz(40)
def test_labels_of_any_type_are_told_apart(data):
    rng = rng_of(data)
    dtype = np.dtype(data.draw(st.sampled_from(NARROW), label="dtype"))
    if dtype.kind == "U":
        pool = np.array(["a", "a ", "A", "", "0", "-0", "é"])
    elif dtype.kind == "b":
        pool = np.array([False, True])
    elif dtype.kind == "f":
        pool = np.array([0, 1, -1, 2048, 60000], dtype)
    else:
        info = np.iinfo(dtype)
        near = [info.min, info.min + 1, info.max, info.max - 1, 0, 1, 2, 3, 27, 100]
        pool = np.unique(np.array(near, object)).astype(dtype)
    chosen = rng.choice(len(pool), min(len(pool), data.draw(st.integers(2, 5))), replace=False)
    sizes = rng.integers(3, 9, len(chosen))
    y = rng.permutation(np.repeat(pool[chosen], sizes))
    X = rng.normal(size=(len(y), 2))
    what = data.draw(st.sampled_from(["over", "under", "category"]), label="what")
    counts = dict(zip(*np.unique(y, return_counts=True), strict=True))
    if what == "over":
        sampler = cp.SMOTE(k_neighbors=2, random_state=0)
        found = sampler.fit_resample(X, y)[1]
        assert dict(zip(*np.unique(found, return_counts=True), strict=True)) == dict.fromkeys(
            counts, max(counts.values())
        )
    elif what == "under":
        sampler = cp.RandomUnderSampler(random_state=0)
        found = sampler.fit_resample(X, y)[1]
        assert dict(zip(*np.unique(found, return_counts=True), strict=True)) == dict.fromkeys(
            counts, min(counts.values())
        )
    else:
        sampler = cp.SMOTEN(k_neighbors=2, random_state=0)
        two = np.repeat([0, 1], [len(y) - 3, 3])
        grown = sampler.fit_resample(y.reshape(-1, 1), two)[0]
        assert grown.dtype == y.dtype
        assert set(grown[len(y) :, 0].tolist()) <= set(y[-3:].tolist())
        return
    assert found.dtype == y.dtype


SPARSE = [
    sparse.csr_matrix,
    sparse.csc_matrix,
    sparse.csr_array,
    sparse.csc_array,
    sparse.coo_matrix,
    sparse.coo_array,
    sparse.lil_matrix,
    lambda X: pd.DataFrame(X).astype(pd.SparseDtype(X.dtype, 0)),
]


@fuzz(30)
def test_sparse_and_dense_tables_give_the_same_rows(data):
    rng = rng_of(data)
    k = data.draw(st.integers(1, 3), label="k")
    y = classes(data, rng, k + 1, 9)
    dtype = data.draw(st.sampled_from(["float64", "float32", "int64", "int8", "bool"]))
    X = rng.integers(-3, 4, (len(y), data.draw(st.integers(1, 4)))).astype(dtype)
    X[rng.random(X.shape) < 0.5] = 0
    method = data.draw(st.sampled_from(["smote", "random", "enn", "rose"]), label="method")
    seed = data.draw(seeds, label="seed")
    scale = data.draw(st.sampled_from([None, "standard"]))
    if scale is not None:  # rounding the units decides between neighbours that are equally near
        X = X * rng.uniform(1, 2, X.shape)
    make = {
        "smote": lambda: cp.SMOTE(k_neighbors=k, random_state=seed, scale=scale),
        "random": lambda: cp.RandomOverSampler(random_state=seed),
        "enn": lambda: cp.EditedNearestNeighbours(n_neighbors=k, scale=scale),
        "rose": lambda: cp.RandomOverSampler(shrinkage=0.5, random_state=seed),
    }[method]
    dense = make().fit_resample(X, y)
    holder = data.draw(st.sampled_from(SPARSE), label="holder")(X)
    with unchanged(holder):
        try:
            found = make().fit_resample(holder, y)
        except cp.InvalidInputError:
            raise LeftOut from None
    kept = isinstance(holder, pd.DataFrame) or holder.format in ("csr", "csc")
    assert type(found[0]) is type(holder) if kept else found[0].format == "csr"
    plain = found[0].to_numpy() if isinstance(holder, pd.DataFrame) else found[0].toarray()
    np.testing.assert_allclose(plain.astype(float), dense[0].astype(float), rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(found[1], dense[1])
