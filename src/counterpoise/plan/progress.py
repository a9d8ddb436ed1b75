"""How work on a file tells how far it is."""

from __future__ import annotations

from typing import Any

from counterpoise.errors import Note

__all__ = ["SILENT", "Progress"]


class Progress:
    """Told of each stage of a long task; this one keeps it to itself.

    Whoever works calls the methods, whoever watches overrides those that interest it. All are
    called from one thread, and `advance` a few times a second rather than for every row. An
    exception raised by one of them ends the work, and nothing is written.

    Examples
    --------
    >>> from counterpoise.plan.progress import Progress
    >>> class Printed(Progress):
    ...     def stage(self, name, total=None, unit="rows"):
    ...         print(f"{name}: {total} {unit}")
    >>> progress = Printed()
    >>> progress.stage("Writing 'out.csv'", total=1000)
    Writing 'out.csv': 1000 rows
    >>> progress.advance(500)
    """

    def stage(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        """Say that a stage begins, and with it that the one before it is done.

        Parameters
        ----------
        name : str
            What is done, such as "Writing 'out.csv'".
        total : int, optional
            How much there is to do; None where nobody knows.
        unit : {"rows", "bytes"}, default="rows"
            What `total` and `advance` count.
        """

    def advance(self, amount: int) -> None:
        """Say that so much more of the stage is done.

        Parameters
        ----------
        amount : int
            Rows or bytes since the last call.
        """

    def note(self, note: Note) -> None:
        """Say something that the user should know and that is no error.

        Parameters
        ----------
        note : Note
            One line, such as that a pipe is kept on disk to be read twice, with a code that tells
            which thing it says.
        """

    def planned(self, summary: Any) -> None:
        """Say what will be done, before any row is made or written.

        Parameters
        ----------
        summary : FileSummary
            The column roles, the method and the class counts as they will be.
        """


SILENT = Progress()
"""Tells nobody."""
