#include "binding/bind.hpp"

NB_MODULE(_kernel, m) {
    // An index that lives until the interpreter ends is no leak.
    nanobind::set_leak_warnings(false);
    counterpoise::bind_rows(m);
    counterpoise::bind_search(m);
    counterpoise::bind_make(m);
    counterpoise::bind_random(m);
    counterpoise::bind_ranges(m);
    counterpoise::bind_trees(m);
    counterpoise::bind_clusters(m);
}
