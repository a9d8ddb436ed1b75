// Long work, done while other threads of Python's may run, and ended by Ctrl-C.
#pragma once

#include <nanobind/nanobind.h>

#include "threads/workers.hpp"

namespace counterpoise {

inline bool no_signal() {
    nanobind::gil_scoped_acquire acquire;
    return PyErr_CheckSignals() == 0;
}

// Call `work` with so many workers, and without Python's lock.
template <class Work>
void with_workers(int n_threads, Work work) {
    try {
        nanobind::gil_scoped_release release;
        Workers workers(n_threads, no_signal);
        work(workers);
    } catch (const Interrupted&) {
        throw nanobind::python_error();
    }
}

}  // namespace counterpoise
