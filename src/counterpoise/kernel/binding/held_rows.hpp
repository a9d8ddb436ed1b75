// A table whose arrays are kept alive as long as the kernel may read them.
#pragma once

#include <optional>

#include "binding/arrays.hpp"
#include "rows/rows.hpp"

namespace counterpoise {

struct HeldRows {
    Rows rows;
    std::optional<Table> dense;
    std::optional<Values> values;
    std::optional<Read<int64_t, 1>> starts;
    std::optional<Read<int32_t, 1>> columns;
    std::optional<Codes> codes;
};

}  // namespace counterpoise
