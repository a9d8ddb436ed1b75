#include <string_view>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "random/masked_draws.hpp"
#include "random/words.hpp"

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

using Numbers = Read<int64_t, 1>;

template <class Number>
using Write = void (*)(const WordKey&, const int64_t*, int64_t, int64_t, Workers&, Number*);

template <class Number, Write<Number> write>
NewArray<Number> draw_by_number(uint64_t seed, uint64_t stratum, uint64_t purpose, Numbers numbers,
                                size_t n_columns, int n_threads) {
    NewArray<Number> drawn = new_array<Number>(numbers.shape(0), n_columns);
    const WordKey key{seed, stratum, purpose};
    with_workers(n_threads, [&](Workers& workers) {
        write(key, numbers.data(), length(numbers), static_cast<int64_t>(n_columns), workers,
              drawn.data());
    });
    return drawn;
}

template <class Number, Write<Number> write>
void bind_by_number(nb::module_& m, const char* name) {
    m.def(name, &draw_by_number<Number, write>, "seed"_a, "stratum"_a, "purpose"_a, "numbers"_a,
          "n_columns"_a, "n_threads"_a);
}

}  // namespace

void bind_random(nb::module_& m) {
    m.def("masked_draws", &draw_masked, "generator"_a, "most"_a, "n"_a);
    bind_by_number<uint64_t, write_words>(m, "words");
    bind_by_number<double, write_uniforms>(m, "uniforms");
    bind_by_number<double, write_normals>(m, "normals");
}

}  // namespace counterpoise
