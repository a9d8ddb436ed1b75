"""The kernel's threads wait for the next call, and a forked process has its own."""

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from counterpoise.neighbors import NeighborIndex

ROWS = np.random.default_rng(0).normal(size=(3000, 8))
"""Enough that the search is left to threads."""


def found(n_jobs=2):
    return NeighborIndex(n_jobs=n_jobs).fit(ROWS).kneighbors(n_neighbors=4)[1]


def of_child(pipe):
    pipe.send(found())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_process_forked_after_a_search_searches_too():
    expected = found()  # now there are threads, which the child will not have
    receiver, sender = get_context("fork").Pipe(duplex=False)
    child = get_context("fork").Process(target=of_child, args=(sender,))
    child.start()
    try:
        assert receiver.poll(30), "the child waits for threads that it has not"
        np.testing.assert_array_equal(receiver.recv(), expected)
    finally:
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
        child.join()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tasks are told by Linux")
def test_another_search_starts_no_more_threads():
    found()
    before = len(os.listdir("/proc/self/task"))
    for _ in range(5):
        found()
    assert len(os.listdir("/proc/self/task")) <= before + 1  # a thread may not wait again yet


def test_searches_at_the_same_time_answer_as_one_alone():
    expected = found(1)
    start = threading.Barrier(4)

    def together(_):
        start.wait()
        return found(3)

    with ThreadPoolExecutor(4) as callers:
        for rows in callers.map(together, range(4)):
            np.testing.assert_array_equal(rows, expected)
