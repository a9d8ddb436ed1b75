// Threads that stop when the user presses Ctrl-C.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

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
        std::atomic<int64_t> next{0};
        std::exception_ptr failure;
        std::mutex mutex;
        std::condition_variable done;
        int running = n_threads_;
        auto loop = [&](int thread) {
            try {
                for (int64_t task; !stopped() && (task = next.fetch_add(1)) < n_tasks;)
                    work(task, thread);
            } catch (...) {
                std::lock_guard<std::mutex> lock(mutex);
                failure = std::current_exception();
                stop_.store(true);
            }
            std::lock_guard<std::mutex> lock(mutex);
            --running;
            done.notify_one();
        };
        std::vector<std::thread> threads;
        try {
            for (int thread = 0; thread < n_threads_; ++thread) threads.emplace_back(loop, thread);
        } catch (...) {  // the system gives no more threads: those started finish the work
            std::lock_guard<std::mutex> lock(mutex);
            running -= n_threads_ - static_cast<int>(threads.size());
        }
        const bool none = threads.empty();
        if (none) {
            running = 1;
            loop(0);
        }
        bool interrupted = false;
        std::unique_lock<std::mutex> lock(mutex);
        while (running > 0) {
            if (done.wait_for(lock, std::chrono::milliseconds(50), [&] { return running == 0; }))
                break;
            lock.unlock();
            if (!interrupted && go_on_ && !go_on_()) {
                interrupted = true;
                stop_.store(true);
            }
            lock.lock();
        }
        lock.unlock();
        for (std::thread& thread : threads) thread.join();
        if (failure) std::rethrow_exception(failure);
        if (interrupted) throw Interrupted();
    }

private:
    int n_threads_;
    GoOn go_on_;
    std::atomic<bool> stop_{false};
};

}  // namespace counterpoise
