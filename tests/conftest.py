"""What holds for all rooms: the marks that a folder gives its tests, and the order they run in."""

from __future__ import annotations

import pytest

BY_FOLDER = {"engines/spark": "spark", "faults": "faults", "report/test_page.py": "browser"}
BY_FOLDER["benchmarks"] = "truth"
