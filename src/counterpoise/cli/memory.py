"""Memory that is too short to begin with is told, because libraries hang or abort without it."""

from __future__ import annotations

import os

__all__ = ["ShortMemory", "is_short", "prepare_memory"]

# Addresses that the libraries take before there is a table, measured: with less, one of them fails
# to load, waits for a thread that could not start, or ends the process.
_LEAST = 768 << 20
_LEAST_OF_A_CORE = 32 << 20


class ShortMemory(MemoryError):
    """There is too little memory to begin."""


def prepare_memory() -> None:
    """Raise `ShortMemory` if the process may take too little memory (``ulimit -v``)."""
    try:
        import resource
    except ImportError:
        return
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY:
        return
    needed = _LEAST + _LEAST_OF_A_CORE * (os.cpu_count() or 1)
    if allowed < needed:
        raise ShortMemory(
            f"the process may take {allowed >> 20:,} MiB of memory (ulimit -v), and needs "
            f"{needed >> 20:,} MiB before it has read anything: allow it more"
        )
    # Each of its threads sets memory aside, and where it finds none it ends the process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def is_short(error: BaseException) -> bool:
    """Return whether something failed because there was no memory left."""
    words = ("failed to map segment", "cannot allocate memory", "can't start new thread")
    return isinstance(error, MemoryError) or any(word in str(error).lower() for word in words)
