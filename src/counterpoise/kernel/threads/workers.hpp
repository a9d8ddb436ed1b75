// Threads that stop when the user presses Ctrl-C.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "threads/crew.hpp"

namespace counterpoise {

struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

// How the calling thread asks, every so often, whether to go on; false means stop. The kernel
// proper does not know Python: the bindings pass a function that looks for signals.
using GoOn = std::function<bool()>;

class Workers {
public:
    Workers(int n_threads, GoOn go_on)
        : n_threads_(n_threads < 1 ? 1 : n_threads), go_on_(std::move(go_on)) {}

    int n_threads() const { return n_threads_; }
    bool stopped() const { return stop_.load(std::memory_order_relaxed); }

    // Do work(task, thread) for each task. Tasks go to whichever thread is free, so no result may
    // depend on the thread. Brief work stays on the calling thread: starting one costs as much.
    template <class Work>
    void run(int64_t n_tasks, bool brief, Work work) {
        if (brief) {
            for (int64_t task = 0; task < n_tasks; ++task) work(task, 0);
            return;
        }
        const int n_threads = static_cast<int>(std::min<int64_t>(n_threads_, n_tasks));
        if (n_threads < 1) return;
        const auto shared = std::make_shared<Shared>(n_threads);
        // A thread lets go of `work` before it tells that it is done, and of what is shared after.
        auto loop = [this, shared, n_tasks, &work](int thread) {
            try {
                for (int64_t task; !stopped() && (task = shared->next.fetch_add(1)) < n_tasks;)
                    work(task, thread);
            } catch (...) {
                std::lock_guard<std::mutex> lock(shared->mutex);
                shared->failure = std::current_exception();
                stop_.store(true);
            }
            std::lock_guard<std::mutex> lock(shared->mutex);
            --shared->running;
            shared->done.notify_one();
        };
        int started = 0;
        try {
            for (; started < n_threads; ++started)
                Crew::of_process().start([loop, started] { loop(started); });
        } catch (...) {  // the system gives no more threads: those started finish the work
            std::lock_guard<std::mutex> lock(shared->mutex);
            shared->running -= n_threads - started;
        }
        if (started == 0) {
            shared->running = 1;
            loop(0);
        }
        wait(*shared);
    }

private:
    // What the threads of a run share. It outlives the run, for the last thread unlocks it after
    // the caller may have gone on.
    struct Shared {
        explicit Shared(int n_threads) : running(n_threads) {}

        std::atomic<int64_t> next{0};
        std::exception_ptr failure;
        std::mutex mutex;
        std::condition_variable done;
        int running;
    };

    void wait(Shared& shared) {
        bool interrupted = false;
        std::unique_lock<std::mutex> lock(shared.mutex);
        while (shared.running > 0) {
            if (shared.done.wait_for(lock, std::chrono::milliseconds(50),
                                     [&] { return shared.running == 0; }))
                break;
            lock.unlock();
            if (!interrupted && go_on_ && !go_on_()) {
                interrupted = true;
                stop_.store(true);
            }
            lock.lock();
        }
        if (shared.failure) std::rethrow_exception(shared.failure);
        if (interrupted) throw Interrupted();
    }

    int n_threads_;
    GoOn go_on_;
    std::atomic<bool> stop_{false};
};

}  // namespace counterpoise
