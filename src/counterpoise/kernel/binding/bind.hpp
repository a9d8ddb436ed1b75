// What the kernel offers Python, room by room. The binding turns arrays into the kernel's structs
// and back, looks at their shapes, and calls; the rooms compute, and look at the values.
#pragma once

#include <nanobind/nanobind.h>

namespace counterpoise {

void bind_rows(nanobind::module_& m);
void bind_search(nanobind::module_& m);
void bind_make(nanobind::module_& m);
void bind_random(nanobind::module_& m);
void bind_ranges(nanobind::module_& m);
void bind_trees(nanobind::module_& m);
void bind_clusters(nanobind::module_& m);

}  // namespace counterpoise
