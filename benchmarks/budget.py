"""Does `compare` end within its budget? 50,000 rows, all four models, two budgets."""

from __future__ import annotations

import argparse
import time

from sklearn.datasets import make_classification

from counterpoise import compare


def main() -> None:
    """Print for each budget what was used, what was saved, and the verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--budgets", type=float, nargs="*", default=[60.0, 180.0], help="seconds")
    given = parser.parse_args()
    X, y = make_classification(
        given.rows, 30, n_informative=10, weights=[0.98], class_sep=0.7, random_state=0
    )
    for budget in given.budgets:
        begun = time.time()
        found = compare(X, y, budget=budget, n_jobs=-1)
        print(
            f"{given.rows:,} rows, budget {budget:.0f} s: used {time.time() - begun:.0f} s, "
            f"{found.folds['done']} of {found.folds['planned']} folds; {found.verdict}"
        )
        print("  saved: " + ("; ".join(found.budget["saved"]) or "nothing"))
        print(f"  {found.sentence}", flush=True)


if __name__ == "__main__":
    main()
