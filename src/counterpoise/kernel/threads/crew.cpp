#include "threads/crew.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>
#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

namespace counterpoise {
namespace {

std::atomic<Crew*> kept{nullptr};

// A fork copies the crew, perhaps in the middle of a change, and none of its threads. The copy is
// left alone: not even its lock may be touched.
void leave_behind() { kept.store(nullptr); }

bool watch_forks() {
#if defined(__unix__) || defined(__APPLE__)
    if (pthread_atfork(nullptr, nullptr, leave_behind) != 0) throw std::bad_alloc();
#endif
    return true;
}

}  // namespace

Crew& Crew::of_process() {
    [[maybe_unused]] static const bool is_watched = watch_forks();
    Crew* crew = kept.load();
    if (crew != nullptr) return *crew;
    Crew* const made = new Crew;
    if (kept.compare_exchange_strong(crew, made)) return *made;
    delete made;  // another thread was quicker
    return *crew;
}

void Crew::start(std::function<void()> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    waiting_.push_back(std::move(job));
    if (waiting_.size() <= n_idle_) {
        come_.notify_one();
        return;
    }
    try {
        std::thread([this] { serve(); }).detach();
    } catch (...) {
        waiting_.pop_back();
        throw;
    }
}

void Crew::serve() {
    // More than there are processors wait in vain.
    const size_t most_idle = std::max(1u, std::thread::hardware_concurrency());
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
        while (waiting_.empty()) {
            if (n_idle_ >= most_idle) return;
            ++n_idle_;
            come_.wait(lock);
            --n_idle_;
        }
        std::function<void()> job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job();
        job = nullptr;  // what it holds goes before the next is waited for
        lock.lock();
    }
}

}  // namespace counterpoise
