"""How much memory the machine has, also where the system is asked as Windows is."""

from __future__ import annotations

import ctypes
import os
from types import SimpleNamespace

from counterpoise.parameters.memory import machine_memory


def test_windows_is_asked_in_its_own_way(monkeypatch):
    def answer(status):
        found = status._obj
        assert found.length == ctypes.sizeof(found) == 64  # that of MEMORYSTATUSEX
        found.total = 8 << 30

    kernel = SimpleNamespace(GlobalMemoryStatusEx=answer)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.delattr(os, "sysconf")
    assert machine_memory() == 8 << 30
