"""How much memory the machine has."""

from __future__ import annotations

import ctypes
import os

__all__ = ["machine_memory"]


class _MemoryStatus(ctypes.Structure):
    """What Windows says of its memory, MEMORYSTATUSEX."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("others", ctypes.c_uint64 * 6),
    )


def machine_memory() -> int:
    """Return the machine's memory in bytes.

    Examples
    --------
    >>> from counterpoise.parameters.memory import machine_memory
    >>> machine_memory() > 2**20
    True
    """
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    system = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    system.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total)
