// Copies of the old rows.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "threads/pieces.hpp"
#include "threads/workers.hpp"

namespace counterpoise {

// A copy that whoever has a thread to spare may take part in.
class RowCopy {
public:
    RowCopy(const void* source, int64_t n_bytes, void* out)
        : source_(static_cast<const char*>(source)),
          out_(static_cast<char*>(out)),
          pieces_(out, n_bytes) {}

    // Copy what nobody has taken yet; others may still be copying when this returns.
    void work(Workers& workers) {
        workers.run(workers.n_threads(), pieces_.is_brief(), [&](int64_t, int) {
            for (int64_t piece;
                 !workers.stopped() && (piece = next_.fetch_add(1)) < pieces_.count();) {
                const int64_t begin = pieces_.start(piece), end = pieces_.start(piece + 1);
                std::memcpy(out_ + begin, source_ + begin, static_cast<size_t>(end - begin));
            }
        });
    }

private:
    const char* source_;
    char* out_;
    Pieces pieces_;
    std::atomic<int64_t> next_{0};
};

}  // namespace counterpoise
