// Memory that several threads write, cut up among them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "threads/memory.hpp"

namespace counterpoise {

// Pieces that end where huge pages do. The system fills a fresh page with zeros for whoever touches
// it first, and if two threads do at once, for both: pieces that share pages would make two threads
// hardly quicker than one.
class Pieces {
public:
    Pieces(const void* begin, int64_t n_bytes)
        : n_bytes_(n_bytes),
          size_(n_bytes < 2 * huge_page ? small : huge_page),
          lead_(static_cast<int64_t>(reinterpret_cast<uintptr_t>(begin) %
                                     static_cast<uintptr_t>(size_))) {}

    int64_t count() const { return n_bytes_ == 0 ? 0 : (lead_ + n_bytes_ + size_ - 1) / size_; }
    int64_t start(int64_t piece) const {
        return std::clamp<int64_t>(piece * size_ - lead_, 0, n_bytes_);
    }
    bool is_brief() const { return n_bytes_ <= brief; }

private:
    // The pieces of memory that has no huge pages, and how much one thread writes before others
    // have started and touched pages of their own.
    static constexpr int64_t small = int64_t{1} << 18, brief = int64_t{1} << 20;
    int64_t n_bytes_, size_, lead_;
};

}  // namespace counterpoise
