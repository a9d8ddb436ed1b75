"""Tables, columns and targets to try."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import strategies as st

seeds = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Drawn:
    """A table of small quarters, of which float32 and float64 compute without rounding."""

    X: np.ndarray
    y: np.ndarray
    k: int
    seed: int

    def members(self, klass: int) -> list[int]:
        return np.flatnonzero(self.y == klass).tolist()


def rng_of(data: Any) -> np.random.Generator:
    return np.random.default_rng(data.draw(seeds, label="table"))


def classes(data: Any, rng: np.random.Generator, least: int, most: int = 14) -> np.ndarray:
    sizes = data.draw(st.lists(st.integers(least, most), min_size=2, max_size=3), label="sizes")
    y = np.repeat(np.arange(len(sizes)), sizes)
    return rng.permutation(y) if data.draw(st.booleans(), label="mixed") else y


def small_numbers(data: Any, rng: np.random.Generator, n: int, missing: bool = False) -> np.ndarray:
    """Return a table full of ties and repeated rows, of numbers that floats tell exactly."""
    n_columns = data.draw(st.integers(1, 4), label="columns")
    reach = data.draw(st.sampled_from([1, 3, 40]), label="reach")
    X = rng.integers(-reach, reach + 1, (n, n_columns)) / 4
    if missing and data.draw(st.booleans(), label="missing"):
        X[rng.random(X.shape) < 0.15] = np.nan
    if data.draw(st.booleans(), label="repeated"):
        X[rng.integers(0, n, n // 3)] = X[rng.integers(0, n)]
    return X


def drawn_table(data: Any, missing: bool = False, most: int = 14) -> Drawn:
    k = data.draw(st.integers(1, 4), label="k")
    rng = rng_of(data)
    y = classes(data, rng, k + 1, most)
    X = small_numbers(data, rng, len(y), missing)
    return Drawn(X, y, k, data.draw(seeds, label="seed"))


def hostile_column(data: Any, rng: np.random.Generator, dtype: np.dtype, n: int) -> np.ndarray:
    """Return numbers of a type as they are met at their worst."""
    kind, dtype = dtype.kind, dtype.newbyteorder("=")
    style = data.draw(
        st.sampled_from(["few", "small", "constant", "large", "ends", "offset", "spread"]),
        label="style",
    )
    if kind == "b":
        return rng.integers(0, 2, n).astype(bool)
    if kind in "iu":
        info = np.iinfo(dtype)
        low, high = int(info.min), int(info.max)
        ends = [low, low + 1, high - 1, high]
        match style:
            case "few":
                return rng.choice([0, 1], n).astype(dtype)
            case "small":
                return rng.integers(0, 20, n).astype(dtype)
            case "constant":
                return np.full(n, rng.choice(np.array([*ends, 0], object)), dtype)
            case "large":
                return rng.integers(low, high, n, dtype=dtype, endpoint=True)
            case "ends":
                return np.array([ends[i] for i in rng.integers(0, 4, n)], dtype)
            case "offset":
                return (high - rng.integers(0, 60, n).astype(object)).astype(dtype)
            case _:
                wide = rng.integers(0, 1 << (dtype.itemsize * 8 - 2), n).astype(object)
                return np.minimum(wide, high).astype(dtype)
    if kind in "mM":
        whole = hostile_column(data, rng, np.dtype("int64"), n)
        # The least of all counts is how NaT is written.
        whole = np.maximum(whole, -(2**63) + 1)
        return whole.view(dtype)
    info = np.finfo(dtype)
    match style:
        case "few":
            return rng.choice([0.0, 1.0], n).astype(dtype)
        case "small":
            return (rng.integers(-20, 20, n) / 8).astype(dtype)
        case "constant":
            return np.full(n, rng.choice([0.1, -0.0, 1e-30, 7.0]), dtype)
        case "large":
            return (rng.uniform(-0.5, 0.5, n) * float(info.max)).astype(dtype)
        case "ends":
            return rng.choice(np.array([info.max, info.min, 0, info.tiny], dtype), n)
        case "offset":
            return (float(info.max) ** 0.25 + rng.normal(size=n)).astype(dtype)
        case _:
            exponent = rng.uniform(-0.9, 0.9, n) * np.log10(float(info.max)) * 0.5
            return (rng.choice([-1, 1], n) * 10.0**exponent).astype(dtype)


NUMPY_TYPES = [
    np.dtype(name)
    for name in [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "datetime64[D]",
        "datetime64[s]",
        "datetime64[ms]",
        "datetime64[us]",
        "datetime64[ns]",
        "timedelta64[s]",
        "timedelta64[ns]",
        ">i4",
        ">f8",
    ]
]


def decimals(rng: np.random.Generator, n: int, digits: int = 2) -> list[Decimal]:
    return [Decimal(int(v)).scaleb(-digits) for v in rng.integers(-900, 900, n)]
