// Threads that stay from one call to the next, waiting: to start one takes as long as brief work.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace counterpoise {

class Crew {
public:
    // The threads of this process. A process that was forked has none of its parent's, and begins
    // anew. They are never joined: the process ends while they wait.
    static Crew& of_process();

    // Run a job, which throws nothing, on a thread that waits or on a new one. Raise
    // std::system_error if the system gives no thread.
    void start(std::function<void()> job);

private:
    void serve();

    std::mutex mutex_;
    std::condition_variable come_;
    std::deque<std::function<void()>> waiting_;  // for each a thread is on its way
    size_t n_idle_ = 0;
};

}  // namespace counterpoise
