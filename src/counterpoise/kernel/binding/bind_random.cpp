#include <string_view>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "random/masked_draws.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

NewArray<int64_t> draw_masked(nb::capsule generator, uint32_t most, size_t n) {
    if (generator.name() == nullptr || std::string_view(generator.name()) != "BitGenerator")
        throw nb::type_error("the generator is none of numpy's");
    NewArray<int64_t> drawn = new_array<int64_t>(n, 1);
    const auto& source = *static_cast<const BitGenerator*>(generator.data());
    {
        nb::gil_scoped_release release;
        masked_draws(source, most, static_cast<int64_t>(n), drawn.data());
    }
    return drawn;
}

}  // namespace

void bind_random(nb::module_& m) {
    m.def("masked_draws", &draw_masked, "generator"_a, "most"_a, "n"_a);
}

}  // namespace counterpoise
