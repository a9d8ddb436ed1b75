"""What holds for all rooms: the marks that a folder or file gives its tests, and their order."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent

MARKS = {
    "engines/spark": "spark",
    "faults": "faults",
    "report/test_page.py": "browser",
    "benchmarks/test_truth.py": "truth",
    "benchmarks/test_verdicts.py": "truth",
}
"""What all tests of a folder or file have in common; others are marked where they stand."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(HERE)
        for place, mark in MARKS.items():
            if path.is_relative_to(place):
                item.add_marker(mark)
