"""Time every method against its peer on the same tables: smote-variants, or imbalanced-learn.

Run ``make bench-variants`` (or ``python benchmarks/variants.py``). Over-samplers run beside
smote-variants 1.0.1, under-samplers and cleaners beside imbalanced-learn 0.14.2, with the same k
and as many threads; methods that neither has are timed alone. The libraries take turns, each in a
process of its own, which goes on with the next method, and resample a small table first, so that
imports and the start of threads are nobody's time. A contestant that takes longer than ``--long``
runs once ("*"), one below a tenth of a second nine times; a peer that takes longer than
``--patience`` is stopped, and its time is a lower bound (">").

Where ours raises an error the table says "refuses", where the peer does "fails", and where an
output is the input again, without a word, "same"; such pairs are not in the mean.

``--journal PATH`` keeps what is measured, so that a run that was stopped goes on where it was.
``--at-once N`` runs N pairs at a time, each on cores of its own: quicker on a machine with many.
``--large`` runs each method once on a large table, and tells its seconds and its peak memory.
``--growth`` tells how time grows: the exponent of the rows, from tables of n and 4n rows.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import math
import os
import resource
import statistics
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from queue import Queue
from typing import Any

import numpy as np
from keeping import Journal
from sampling import name_of, table
from turns import Cell, Worker, medians, processor

from counterpoise.errors import InvalidInputError
from counterpoise.methods.registry import METHODS

SHAPES = [(5_000, 500, 10), (20_000, 2_000, 20)]
SMALL = (300, 60, 10)
LARGE = (200_000, 5_000, 20)
GROWTH = [(10_000, 1_000, 10), (40_000, 4_000, 10)]

PEERS = {
    "smote": "SMOTE",
    "borderline": "Borderline_SMOTE1",
    "kmeans": "kmeans_SMOTE",
    "adasyn": "ADASYN",
    "safe-level": "Safe_Level_SMOTE",
    "rose": "ROSE",
    "smoteenn": "SMOTE_ENN",
    "smotetomek": "SMOTE_TomekLinks",
    "msmote": "MSMOTE",
    "lnsmote": "LN_SMOTE",
    "sl-graph": "SL_graph_SMOTE",
    "mwmote": "MWMOTE",
    "prowsyn": "ProWSyn",
    "nras": "NRAS",
    "sdsmote": "SDSMOTE",
    "ans": "ANS",
    "and-smote": "AND_SMOTE",
    "supervised": "Supervised_SMOTE",
    "smmo": "SMMO",
    "edge-det": "Edge_Det_SMOTE",
    "nrsboundary": "NRSBoundary_SMOTE",
    "msyn": "MSYN",
    "stefanowski": "Stefanowski",
    "spy": "SPY",
    "smotewb": "SMOTEWB",
    "symprod": "SYMPROD",
    "oups": "OUPS",
    "cluster-smote": "cluster_SMOTE",
    "asuwo": "A_SUWO",
    "cure": "CURE_SMOTE",
    "dbsmote": "DBSMOTE",
    "somo": "SOMO",
    "ce-smote": "CE_SMOTE",
    "soi-cj": "SOI_CJ",
    "trim": "TRIM_SMOTE",
    "cbso": "CBSO",
    "mot2ld": "MOT2LD",
    "assembled": "Assembled_SMOTE",
    "sn-smote": "SN_SMOTE",
    "guided": "G_SMOTE",
    "random-smote": "Random_SMOTE",
    "mct": "MCT",
    "v-synth": "V_SYNTH",
    "nt-smote": "NT_SMOTE",
    "polynom-fit": "polynom_fit_SMOTE_star",
    "distance": "distance_SMOTE",
    "smote-out": "SMOTE_OUT",
    "smote-cosine": "SMOTE_Cosine",
    "selected": "Selected_SMOTE",
    "smote-d": "SMOTE_D",
    "adoms": "ADOMS",
    "gazzah": "Gazzah",
    "mdo": "MDO",
    "lvq": "LVQ_SMOTE",
    "lle": "LLE_SMOTE",
    "isomap-hybrid": "ISOMAP_Hybrid",
    "e-smote": "E_SMOTE",
    "gaussian-smote": "Gaussian_SMOTE",
    "smobd": "SMOBD",
    "asmobd": "ASMOBD",
    "rwo": "RWO_sampling",
    "pdfos": "PDFOS",
    "kernel-adasyn": "KernelADASYN",
    "ccr": "CCR",
    "gasmote": "GASMOTE",
    "de": "DE_oversampling",
    "sso": "SSO",
    "smote-ipf": "SMOTE_IPF",
    "lee": "Lee",
    "ismote": "ISMOTE",
    "smote-rsb": "SMOTE_RSB",
    "smote-frst": "SMOTE_FRST_2T",
    "neater": "NEATER",
    "vis-rst": "VIS_RST",
    "sundo": "SUNDO",
    "svm-balance": "SVM_balance",
    "ahc": "AHC",
}
"""The classes of smote-variants by our short names."""

OURS: dict[str, dict[str, Any]] = {"kmeans": {"cluster_balance_threshold": 0.02}}
THEIRS: dict[str, dict[str, Any]] = {"kmeans": {"irt": 50}}
"""Parameters without which a method refuses the tables, whose classes overlap everywhere."""

FAILS, GIVES_BACK = math.inf, -math.inf
"""What is told in place of seconds: an error, and an output that is the input again."""


def n_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def make_ours(method: str) -> Any:
    told = METHODS[method]
    given: dict[str, Any] = {"random_state": 0, "n_jobs": None}
    if told.k_parameter is not None and told.adds_rows:
        given[told.k_parameter] = 5
    given |= OURS.get(method, {})
    return told.make(**{name: value for name, value in given.items() if name in told.parameters})


def make_theirs(method: str) -> tuple[Any, str]:
    """Return the peer's sampler and the name of what resamples."""
    told = METHODS[method]
    if told.adds_rows:
        import smote_variants

        made = getattr(smote_variants, PEERS[method])
        # Not all of its classes take all of these.
        wanted = {"random_state": 0, "n_jobs": n_cores(), "n_neighbors": 5, "proportion": 1.0}
        takes = made.__init__.__code__.co_varnames[: made.__init__.__code__.co_argcount]
        given = {name: value for name, value in wanted.items() if name in takes}
        return made(**given, **THEIRS.get(method, {})), "sample"
    found = getattr(import_module("imblearn.under_sampling"), told.class_name)
    takes = found().get_params()
    wanted = {"random_state": 0, "n_jobs": n_cores()}
    given = {name: value for name, value in wanted.items() if name in takes}
    return found(**given), "fit_resample"


def has_peer(method: str) -> bool:
    told = METHODS[method]
    if told.adds_rows:
        return method in PEERS
    return hasattr(import_module("imblearn.under_sampling"), told.class_name)


def make_either(library: str, method: str) -> tuple[Any, str]:
    """Return ours or the peer's sampler and the name of what resamples."""
    if library == "counterpoise":
        return make_ours(method), "fit_resample"
    return make_theirs(method)


def prepare(library: str, method: str, shape: tuple[int, int, int], cores: set[int]) -> None:
    """Resample a small table on some cores, and make the one that is timed."""
    os.sched_setaffinity(0, cores)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sampler, verb = make_either(library, method)
    with contextlib.suppress(Exception):  # what comes of it is told where the table is the real one
        getattr(sampler, verb)(*table(*SMALL, False))
    table(*shape, False)


def timed(library: str, method: str, shape: tuple[int, int, int], cores: set[int]) -> float:
    """Return the seconds of one resampling on some cores, or what came of it."""
    os.sched_setaffinity(0, cores)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    X, y = table(*shape, False)
    sampler, verb = make_either(library, method)
    begin = time.perf_counter()
    try:
        X_new, _ = getattr(sampler, verb)(X, y)
    except InvalidInputError:
        return FAILS
    except Exception:
        if library == "counterpoise":
            raise
        return FAILS
    seconds = time.perf_counter() - begin
    is_same = len(X_new) == len(X) and bool((np.asarray(X_new) == X).all())
    return GIVES_BACK if is_same else seconds


def peak(method: str, shape: tuple[int, int, int]) -> tuple[float, float]:
    """Return the seconds and the gigabytes of one resampling, the process's own included."""
    seconds = timed("counterpoise", method, shape, os.sched_getaffinity(0))
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def seconds_of(value: float, failed: str = "fails") -> str:
    if math.isinf(value):
        return failed if value == FAILS else "same"
    return f"{value:.4f}"


@dataclass
class Place:
    """Some cores, and the processes that work on them one after the other."""

    cores: set[int]
    workers: dict[str, Worker] = field(default_factory=dict)


def each(given: argparse.Namespace, cells: list[Any], work: Callable[[Any, Place], Any]) -> Any:
    """Yield what some work returns for each cell, in order, as many at once as was asked for."""
    cores = sorted(os.sched_getaffinity(0))
    share = max(1, len(cores) // given.at_once)
    free: Queue[Place] = Queue()
    for i in range(given.at_once):
        free.put(Place(set(cores[i * share : (i + 1) * share])))

    def one(cell: Any) -> Any:
        own = free.get()
        try:
            return work(cell, own)
        finally:
            free.put(own)

    with ThreadPoolExecutor(given.at_once) as pool:
        yield from pool.map(one, cells)
    while not free.empty():
        for worker in free.get().workers.values():
            worker.stop()


def remembered(
    given: argparse.Namespace, name: str
) -> Callable[[tuple[str, int], Callable[[], Any]], Any]:
    """Return a function that measures a call, unless the journal knows what came of it."""
    journal = None if given.journal is None else Journal(Path(given.journal), name)

    def known_or(call: tuple[str, int], measure: Callable[[], Any]) -> Any:
        if journal is None:
            return measure()
        if call not in journal.known:
            found = measure()
            journal.keep(call, found)
            return found
        return journal.known[call]

    return known_or


def print_beside(given: argparse.Namespace) -> None:
    known_or = remembered(given, "compared")

    def compared(cell: tuple[str, tuple[int, int, int]], place: Place) -> Cell:
        method, shape = cell
        # Either peer has a process of its own: what one library imports is not the other's burden.
        peer = "smote-variants" if METHODS[method].adds_rows else "imbalanced-learn"
        libraries = ["counterpoise", peer] if has_peer(method) else ["counterpoise"]
        functions = {lib: (timed, lib, method, shape, place.cores) for lib in libraries}

        def measure() -> list[Any]:
            found = medians(
                functions, given.runs, given.patience, given.long, prepare, workers=place.workers
            )
            return [found.seconds, found.mark]

        return Cell(*known_or((method, shape[0]), measure))

    print(f"{'method':16}", end="")
    for shape in SHAPES:
        print(f"{name_of(shape):>28}", end="")
    print(f"\n{'':16}" + f"{'ours s':>10}{'peer s':>10}{'ratio':>8}" * len(SHAPES))
    ratios: dict[str, list[float]] = {"over": [], "under": []}
    cells = [(method, shape) for method in given.methods for shape in SHAPES]
    for (method, shape), cell in zip(cells, each(given, cells, compared), strict=True):
        kind = "over" if METHODS[method].adds_rows else "under"
        start = f"{method:16}" if shape == SHAPES[0] else ""
        print(start + told_of(cell, ratios[kind]), end="")
        if shape == SHAPES[-1]:
            print(flush=True)
    for kind, peer in (("over", "smote-variants"), ("under", "imbalanced-learn")):
        found = ratios[kind]
        if found:
            mean = statistics.geometric_mean(found)
            print(f"{peer}: geometric mean {mean:.1f}, least {min(found):.2f}, {len(found)} cells")


def told_of(cell: Cell, ratios: list[float]) -> str:
    """Return a cell in words; add its ratio to the others if there is one."""
    ours, *peers = cell.seconds.values()
    theirs = peers[0] if peers else None
    if theirs is None:
        return f"{seconds_of(ours, 'refuses'):>10}{'-':>10}{'-':>8}"
    shown = "-"
    if math.isfinite(theirs) and math.isfinite(ours):
        ratios.append(theirs / ours)
        shown = f"{theirs / ours:.1f}{cell.mark}"
    return f"{seconds_of(ours, 'refuses'):>10}{seconds_of(theirs):>10}{shown:>8}"


def print_large(given: argparse.Namespace) -> None:
    known_or = remembered(given, "large")

    def measured(method: str) -> Any:
        worker = Worker()
        found = worker.call(peak, method, LARGE, patience=given.patience)
        worker.stop()
        return found

    print(f"{name_of(LARGE)}: seconds, and the peak of the whole process in GB")
    for method in given.methods:
        found = known_or((method, LARGE[0]), partial(measured, method))
        told = f"over {given.patience:.0f} s"
        if found is not None:
            told = f"{seconds_of(found[0], 'refuses'):>10} s{found[1]:7.2f}"
        print(f"{method:16}{told}", flush=True)


def print_growth(given: argparse.Namespace) -> None:
    def grown(method: str, place: Place) -> float:
        few, many = (
            medians(
                {"ours": (timed, "counterpoise", method, shape, place.cores)},
                given.runs,
                long=5.0,
                prepare=prepare,
                workers=place.workers,
            )
            for shape in GROWTH
        )
        return many.seconds["ours"] / few.seconds["ours"]

    print("exponent of the rows in the time, from 10 000 to 40 000 rows (a tenth of them rare)")
    for method, factor in zip(given.methods, each(given, given.methods, grown), strict=True):
        told = f"{math.log(factor, 4):6.2f}" if math.isfinite(factor) else "refuses"
        print(f"{method:16}{told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS))
    parser.add_argument("--patience", type=float, default=120, help="seconds for one run")
    parser.add_argument("--long", type=float, default=10, help="seconds of a round to repeat")
    parser.add_argument("--at-once", type=int, default=1, metavar="N")
    parser.add_argument("--journal", metavar="PATH", help="file in which results are kept")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--growth", action="store_true")
    given = parser.parse_args()
    if given.methods is None:
        given.methods = [n for n, m in METHODS.items() if m.columns not in ("mixed", "categories")]
    at_once = f", {given.at_once} pairs at once" if given.at_once > 1 else ""
    print(f"{processor()}, {n_cores()} cores{at_once}")
    if given.large:
        print_large(given)
    elif given.growth:
        print_growth(given)
    else:
        print_beside(given)


if __name__ == "__main__":
    main()
