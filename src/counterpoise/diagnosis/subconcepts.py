"""The separate groups that a class consists of (small disjuncts)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from counterpoise.diagnosis.advice import FOR_GROUPS
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.minority_types import count_own
from counterpoise.diagnosis.study import Study

__all__ = ["concept_sizes", "find_subconcepts"]

FEWEST_ROWS = 3
"""The smallest group in which each row has two neighbours of its own."""

LEAST_SHARE = 0.1
"""Share of a class outside its largest group from which the groups matter."""


def concept_sizes(study: Study, klass: int) -> NDArray[np.int64]:
    """Return the rows of each group of a class, the largest first.

    Rows with two or more of their class among their five nearest are joined to those of their
    class among their ten nearest rows of any class; the connected pieces are the groups. Ranks
    among all rows, and not distances, decide, so that rows of other classes between two groups
    part them, whatever the density. (Groups of a class of more than 5,000 rows are those of a
    draw.)

    Parameters
    ----------
    study : Study
        The table.
    klass : int
        Class code.

    Returns
    -------
    ndarray of shape (n_groups,), int64
        Sizes of 3 or more.
    """
    found = study.around(klass)
    if found.rows.shape[1] < 2:
        return np.empty(0, np.int64)
    rows = found.rows
    members = study.members(klass)
    if len(found.queries) < len(members):
        # Among all rows the drawn ones would seldom be each other's neighbours: thin the table out
        # as a whole, so that the ranks keep their meaning.
        rows = _thinned_neighbours(study, klass)
    position = np.full(study.n_rows, -1, np.int64)
    core = found.queries[count_own(study, klass) >= 2]
    position[core] = np.arange(len(core))
    starts = np.repeat(position[found.queries], rows.shape[1])
    ends = position[rows.ravel()]
    both = (starts >= 0) & (ends >= 0)
    graph = sparse.coo_matrix(
        (np.ones(both.sum(), np.int8), (starts[both], ends[both])), shape=(len(core), len(core))
    )
    n_pieces, piece = connected_components(graph, directed=False)
    sizes = np.bincount(piece, minlength=n_pieces)
    return np.sort(sizes[sizes >= FEWEST_ROWS])[::-1]


def find_subconcepts(study: Study, klass: int) -> Iterator[Finding]:
    """Say how many separate groups a class consists of."""
    n = len(study.around(klass).queries)
    if n < 2 * FEWEST_ROWS:
        return
    sizes = concept_sizes(study, klass)
    inside = int(sizes.sum())
    beyond = (inside - int(sizes[0])) / n if len(sizes) else 0.0
    # The last scraps are not what k is to be chosen for.
    counted = np.searchsorted(np.cumsum(sizes), 0.95 * inside) if len(sizes) else 0
    smallest = int(sizes[counted]) if len(sizes) else 0
    figure = {
        "groups": len(sizes),
        "largest": int(sizes[0]) if len(sizes) else 0,
        "smallest": smallest,
        "share_outside_largest": beyond,
        "share_in_groups": inside / n,
    }
    label = study.labels[klass]
    if inside < n / 2:
        # Scraps of a scattered class are no groups; `scattered-minority` says so.
        yield Finding(
            "small-disjuncts",
            "note",
            figure,
            f"Only {inside / n:.0%} of the rows of {study.name(klass)} lie in groups of "
            f"{FEWEST_ROWS} rows or more.",
            klass=label,
        )
    elif len(sizes) > 1 and beyond >= LEAST_SHARE:
        listed = ", ".join(f"{size:,}" for size in sizes[:6]) + (", ..." if len(sizes) > 6 else "")
        yield Finding(
            "small-disjuncts",
            "warning",
            figure,
            f"{study.title(klass)} has {len(sizes)} separate groups ({listed} rows), with other "
            "classes between them.",
            f"Grow each group by itself: use method {FOR_GROUPS}, or a k below {smallest}, the "
            "size of the smaller groups. Score each group too, because models miss the small ones "
            "first.",
            label,
        )
    else:
        yield Finding(
            "small-disjuncts",
            "ok",
            figure,
            f"The largest connected group of {study.name(klass)} holds "
            f"{inside / n - beyond:.0%} of its rows, and no other group is large.",
            klass=label,
        )


def _thinned_neighbours(study: Study, klass: int) -> NDArray[np.int64]:
    """Return the drawn rows' ten nearest in a table thinned to the same share of every class."""
    found = study.around(klass)
    share = len(found.queries) / len(study.members(klass))
    others = np.flatnonzero((study.target != klass) & ~study.blank)
    kept = others[study.random(2, klass).random(len(others)) < share]
    reference = np.sort(np.concatenate([found.queries, kept]))
    return study.nearest(reference, found.queries, found.rows.shape[1], klass).rows
