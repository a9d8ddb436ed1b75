"""Time ``import counterpoise`` against importing numpy and scikit-learn's base, in new processes.

Run ``python benchmarks/imports.py``. It also times ``from counterpoise import SMOTE``, which loads
the samplers that ``import counterpoise`` leaves for later.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

BASE = "import numpy, sklearn.base"
STATEMENTS = (BASE, f"{BASE}; import counterpoise", f"{BASE}; from counterpoise import SMOTE")
RUNS = 9


def seconds(statement: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - begin


def main() -> None:
    times: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for run in range(RUNS + 1):
        for statement in STATEMENTS:
            spent = seconds(statement)
            if run:  # the first fills the caches
                times[statement].append(spent)
    base = statistics.median(times[BASE])
    for statement in STATEMENTS:
        found = statistics.median(times[statement])
        print(f"{found:.3f} s ({found - base:+.3f} s)  {statement}")


if __name__ == "__main__":
    main()
