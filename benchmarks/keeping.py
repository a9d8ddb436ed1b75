"""Results that are kept in a file, so that a long benchmark can be stopped and goes on later."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import joblib

import counterpoise

__all__ = ["Journal", "add_options", "kept"]


def add_options(parser: ArgumentParser, journal: str) -> None:
    """Add the options that every resumable benchmark has.

    Parameters
    ----------
    parser : ArgumentParser
        Of the benchmark.
    journal : str
        Where results are kept by default.
    """
    parser.add_argument("--journal", default=journal, help="file in which results are kept")
    parser.add_argument("--anew", action="store_true", help="forget what is in it (new code)")
    parser.add_argument("--jobs", type=int, default=-1, help="processes")
    parser.add_argument("--limit", type=float, help="seconds after which nothing more is begun")


class Journal:
    """Results of calls in a file, from this version of the package.

    Parameters
    ----------
    path : Path
        The file; it need not be there.
    name : str
        What is called.

    Attributes
    ----------
    known : dict of tuple to object
        The results by the values of the calls.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._prefix = [counterpoise.__version__, name]
        self.known: dict[tuple, Any] = {}
        if not path.exists():
            return
        text = path.read_text()
        whole, _, torn = text.rpartition("\n")
        if torn:  # killed while it was writing
            path.write_text(whole + "\n" if whole else "")
        for line in whole.splitlines():
            entry = json.loads(line)
            if entry["call"][:2] == self._prefix:
                self.known[tuple(entry["call"][2:])] = entry["result"]

    def keep(self, call: tuple, result: Any) -> None:
        """Write down what a call returned, which JSON must hold."""
        self.known[call] = result
        with self._path.open("a") as file:
            file.write(json.dumps({"call": [*self._prefix, *call], "result": result}) + "\n")


def kept(
    function: Callable[..., Any], calls: Iterable[tuple], given: Namespace
) -> dict[tuple, Any]:
    """Return the results of calls, each of which is made once and then read from the journal.

    Parameters
    ----------
    function : callable
        Takes a call's values; returns what JSON can hold.
    calls : iterable of tuple
        Numbers and texts that say what to compute.
    given : Namespace
        With the options of `add_options`.

    Returns
    -------
    dict of tuple to object
        What is known; calls for which the time did not suffice are missing.
    """
    path = Path(given.journal)
    if given.anew:
        path.unlink(missing_ok=True)
        given.anew = False
    journal = Journal(path, function.__name__)
    known = journal.known
    wanted = list(dict.fromkeys(calls))
    missing = [call for call in wanted if call not in known]
    end = time.monotonic() + given.limit if given.limit else float("inf")

    def ahead() -> Iterable[Any]:
        for call in missing:
            if time.monotonic() > end:
                return
            yield joblib.delayed(_named)(function, call)

    jobs = joblib.effective_n_jobs(given.jobs)
    run = joblib.Parallel(jobs, pre_dispatch=jobs, batch_size=1, return_as="generator_unordered")
    for call, result in run(ahead()):
        journal.keep(call, result)
    return {call: known[call] for call in wanted if call in known}


def _named(function: Callable[..., Any], call: tuple) -> tuple[tuple, Any]:
    return call, function(*call)
