// Arrays of Python's as the kernel reads and writes them.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>

namespace counterpoise {

namespace nb = nanobind;

template <class Number, int n_axes>
using Read = nb::ndarray<const Number, nb::ndim<n_axes>, nb::c_contig, nb::device::cpu>;

// Numbers of either of the types that the kernel reads.
using Table = nb::ndarray<nb::ro, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Values = nb::ndarray<nb::ro, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// Written in place: bind it with noconvert(), for what is written to a copy would be lost.
using Out = nb::ndarray<nb::ndim<2>, nb::c_contig, nb::device::cpu>;

using Codes = Read<int32_t, 2>;

template <class Number>
using NewArray = nb::ndarray<nb::numpy, Number, nb::ndim<2>>;

template <class Array>
bool reads_doubles(const Array& array) {
    if (array.dtype() == nb::dtype<double>()) return true;
    if (array.dtype() == nb::dtype<float>()) return false;
    throw nb::type_error("the kernel reads float32 and float64");
}

template <class Array>
int64_t length(const Array& array, size_t axis = 0) {
    return static_cast<int64_t>(array.shape(axis));
}

template <class Array>
bool has_shape(const Array& array, int64_t n_rows, int64_t n_columns) {
    return length(array, 0) == n_rows && length(array, 1) == n_columns;
}

// An array of shape (n, k) that nothing has been written to yet.
template <class Number>
NewArray<Number> new_array(size_t n, size_t k) {
    Number* data = new Number[n * k];
    nb::capsule owner(data, [](void* p) noexcept { delete[] static_cast<Number*>(p); });
    return NewArray<Number>(data, {n, k}, owner);
}

}  // namespace counterpoise
