"""What was done so far, in a file, so that a comparison goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from counterpoise.comparison.evaluation import Outcome
from counterpoise.comparison.result import JsonObject
from counterpoise.errors import InvalidInputError, Setting

__all__ = ["Journal", "digest"]

_FORMAT = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS plan (
    digest TEXT, wish TEXT, plan TEXT NOT NULL, PRIMARY KEY (digest, wish)
);
CREATE TABLE IF NOT EXISTS outcome (
    digest TEXT, entry TEXT, outcome TEXT NOT NULL, probabilities BLOB, n_classes INTEGER,
    PRIMARY KEY (digest, entry)
);
CREATE TABLE IF NOT EXISTS contribution (
    digest TEXT, entry TEXT, amounts BLOB, PRIMARY KEY (digest, entry)
);
"""


def digest(parts: Iterable[object]) -> str:
    """Return a digest of arrays and plain values."""
    found = hashlib.sha256(str(_FORMAT).encode())
    for part in parts:
        if isinstance(part, np.ndarray):
            found.update(f"{part.dtype}{part.shape}".encode())
            found.update(np.ascontiguousarray(part).tobytes())
        else:
            found.update(repr(part).encode())
        found.update(b"\0")
    return found.hexdigest()


def _check_tables(file: sqlite3.Connection) -> None:
    """Raise `sqlite3.Error` if it is a database for something else, to which nothing is added."""
    found = {
        name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if found and not {"plan", "outcome"} <= found:
        raise sqlite3.DatabaseError("it is a database with other tables")


class Journal:
    """Outcomes by digest of data and settings; several comparisons may share a file.

    Parameters
    ----------
    path : str or path, optional
        The SQLite file; None keeps nothing.
    key : str
        Digest of data and settings.

    Raises
    ------
    InvalidInputError
        If the file is no journal.
    """

    def __init__(self, path: str | os.PathLike[str] | None, key: str):
        self.key = key
        self.known: dict[str, Outcome] = {}
        self.n_found = 0
        self.file: sqlite3.Connection | None = None
        if path is None:
            return
        try:
            self.file = sqlite3.connect(os.path.abspath(path), timeout=30)
            _check_tables(self.file)
            self.file.executescript(_TABLES)
            found = self.file.execute(
                "SELECT entry, outcome, probabilities, n_classes, amounts FROM outcome "
                "LEFT JOIN contribution USING (digest, entry) WHERE digest = ?",
                (key,),
            ).fetchall()
        except sqlite3.Error as error:
            raise InvalidInputError(
                Setting("resume", str(path)),
                f" cannot be used as a journal ({error})",
                remedy="name a file that a comparison wrote, or one that does not exist yet",
            ) from error
        for entry, text, blob, n_classes, amounts in found:
            outcome = Outcome(**json.loads(text))
            if blob is not None:
                outcome.probabilities = (
                    np.frombuffer(blob, np.float32).reshape(-1, n_classes).astype(np.float64)
                )
            if amounts is not None:
                outcome.contributions = np.frombuffer(amounts, np.float32)
            self.known[entry] = outcome
        self.n_found = len(self.known)

    def get(self, entry: str) -> Outcome | None:
        """Return what was noted for an entry."""
        return self.known.get(entry)

    def note(self, entry: str, outcome: Outcome) -> None:
        """Keep an outcome, on disk before this returns."""
        self.known[entry] = outcome
        if self.file is None:
            return
        arrays = ("probabilities", "contributions")
        plain = {k: v for k, v in vars(outcome).items() if k not in arrays}
        p, amounts = outcome.probabilities, outcome.contributions
        with self.file:
            self.file.execute(
                "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?)",
                (
                    self.key,
                    entry,
                    json.dumps(plain),
                    None if p is None else p.astype(np.float32).tobytes(),
                    None if p is None else p.shape[1],
                ),
            )
            if amounts is not None:
                self.file.execute(
                    "INSERT OR REPLACE INTO contribution VALUES (?, ?, ?)",
                    (self.key, entry, amounts.tobytes()),
                )

    def plan(self, wish: str, plan: JsonObject | None = None) -> JsonObject | None:
        """Return the plan that was noted for a wish; note one if it is given."""
        if self.file is None:
            return plan
        if plan is not None:
            with self.file:
                self.file.execute(
                    "INSERT OR REPLACE INTO plan VALUES (?, ?, ?)",
                    (self.key, wish, json.dumps(plan)),
                )
            return plan
        row = self.file.execute(
            "SELECT plan FROM plan WHERE digest = ? AND wish = ?", (self.key, wish)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            with suppress(sqlite3.Error):
                self.file.close()
            self.file = None
