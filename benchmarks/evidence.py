"""Put what the literature says about resampling to the test on real tables; ours beside theirs.

    python benchmarks/evidence.py                         # all that is not in the journal yet
    python benchmarks/evidence.py --limit 600 --jobs 1    # begin nothing more after ten minutes
    python benchmarks/evidence.py --limit -1              # print what is there

Stopped, it goes on where it was, the cheap parts of all tables first. What it prints says how many
tables, splits and draws are in it. All rows of a table are taken, up to 20,000.
"""

from __future__ import annotations

import argparse
import sys

from findings.checks import calibrated, hidden, screened
from findings.claims import Results
from findings.printing import print_all, write_claims
from findings.scoring import MODELS, scored
from findings.tables import TABLES
from keeping import add_options, kept


def main() -> None:
    """Compute what is missing, and print the findings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=3, help="how often each contest is repeated")
    parser.add_argument("--claims", help="CSV file for the table of claims")
    add_options(parser, "evidence.journal")
    given = parser.parse_args()
    ways = [
        (name, model, draw) for draw in range(given.draws) for model in MODELS for name in TABLES
    ]
    screens = kept(screened, ((name,) for name in TABLES), given)
    halves = kept(hidden, ((name,) for name in TABLES), given)
    scores = kept(scored, ways, given)
    corrected = kept(calibrated, ((name,) for name in TABLES), given)
    results = Results(scores, tuple(range(given.draws)))
    print_all(results, screens, halves, corrected)
    if given.claims:
        write_claims(results, given.claims)
    n_missing = len(ways) - len(scores)
    sys.exit(1 if n_missing else 0)


if __name__ == "__main__":
    main()
