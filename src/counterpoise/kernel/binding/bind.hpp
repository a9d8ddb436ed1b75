// What the kernel offers Python, room by room. The binding turns arrays into the kernel's own
// structs and back, and calls; what is computed, and what is checked of the values, is in the
// rooms.
#pragma once

#include <nanobind/nanobind.h>

namespace counterpoise {

void bind_rows(nanobind::module_& m);
void bind_search(nanobind::module_& m);
void bind_make(nanobind::module_& m);
void bind_random(nanobind::module_& m);

}  // namespace counterpoise
