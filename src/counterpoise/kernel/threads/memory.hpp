// Memory that its first writers touch, in parallel, and nobody fills with zeros before.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace counterpoise {

inline constexpr int64_t huge_page = int64_t{1} << 21;  // bytes

// Large memory comes in huge pages where the system has them: a fault for each 4 KiB would take as
// long as what is written there.
inline std::align_val_t alignment_of(size_t bytes) {
    return std::align_val_t{bytes < 2 * huge_page ? 64 : size_t{huge_page}};
}

inline void* take_memory(size_t bytes) {
    void* taken = ::operator new(bytes, alignment_of(bytes));
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // Advice: no matter what it returns.
    if (bytes >= 2 * huge_page) madvise(taken, bytes, MADV_HUGEPAGE);
#endif
    return taken;
}

inline void give_memory(void* taken, size_t bytes) {
    ::operator delete(taken, alignment_of(bytes));
}

template <class Number>
class Raw {
public:
    void resize(int64_t n) {
        const size_t bytes = static_cast<size_t>(n) * sizeof(Number);
        data_ = Held(static_cast<Number*>(take_memory(bytes)), Give{bytes});
    }
    Number* data() { return data_.get(); }
    const Number* data() const { return data_.get(); }
    Number& operator[](int64_t at) { return data_.get()[at]; }

private:
    struct Give {
        size_t bytes = 0;
        void operator()(Number* taken) const { give_memory(taken, bytes); }
    };
    using Held = std::unique_ptr<Number, Give>;
    Held data_;
};

}  // namespace counterpoise
