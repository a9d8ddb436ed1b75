"""Time imports and the command's help in new processes, whose modules were compiled before.

Run ``python benchmarks/imports.py``. ``from counterpoise import SMOTE`` loads the samplers that
``import counterpoise`` leaves for later, and stands beside what numpy and scikit-learn take anyway.
What is told is the processor time of the quickest of some runs, as others on the machine only add
to it, and how much more that is than of the first line of its kind.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

BASE = "import numpy, sklearn.base"
KINDS = [
    [["-c", "pass"], ["-c", "import counterpoise"], ["-m", "counterpoise", "--help"]],
    [["-c", BASE], ["-c", f"{BASE}; from counterpoise import SMOTE"]],
    [["-m", "counterpoise", "balance", "--help"], ["-m", "counterpoise", "methods"]],
]


def seconds(words: list[str], environment: dict[str, str]) -> float:
    """Return the processor time of a new interpreter with some arguments."""
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    n_runs = parser.parse_args().runs
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for kind in KINDS:
        least = [float("inf")] * len(kind)
        for run in range(n_runs + 1):
            for i, words in enumerate(kind):
                spent = seconds(words, environment)
                if run:  # the first fills the caches
                    least[i] = min(least[i], spent)
        for words, spent in zip(kind, least, strict=True):
            shown = words[1] if words[0] == "-c" else " ".join(words[1:])
            print(f"{spent:.3f} s ({spent - least[0]:+.3f} s)  {shown}", flush=True)


if __name__ == "__main__":
    main()
