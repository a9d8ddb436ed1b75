"""`counterpoise balance --engine spark`."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from counterpoise.cli.failures import DEBUG
from counterpoise.cli.logs import LOG
from counterpoise.errors import InvalidInputError

if TYPE_CHECKING:
    from counterpoise.cli.balance_options import BalanceOptions
    from counterpoise.engines.stream.balancing import FileSummary
    from counterpoise.plan.progress import Progress

__all__ = ["balance_on_spark"]


def balance_on_spark(options: BalanceOptions, progress: Progress) -> FileSummary:
    """Balance a table that Spark reads, and return what was done.

    Spark's own log and Java's traces are kept from the terminal, unless `debug` asks for them: what
    goes wrong is said in one line.
    """
    if options.destination is None or "-" in (options.source, options.destination):
        raise InvalidInputError(
            "--engine spark needs the paths of an input and of an output",
            remedy="counterpoise balance --engine spark INPUT OUTPUT",
            parameter="engine",
        )
    from counterpoise.diagnosis import critical_of_sample
    from counterpoise.engines.spark.files import balance_path, start_session
    from counterpoise.spark import balance

    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    debug = options.debug or bool(os.environ.get(DEBUG))
    with contextlib.ExitStack() as stack:
        progress.stage("Starting Spark")
        if debug:
            session = start_session()
        else:
            for name in ("DataFrameQueryContextLogger", "SQLQueryContextLogger"):
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
            said = stack.enter_context(tempfile.TemporaryFile())
            with _errors_to(said):
                session = _started(said)
            with contextlib.suppress(Exception):  # through Connect there is no log to set
                session.sparkContext.setLogLevel("OFF")
        stack.callback(_stop, session)
        asked = options.for_call(balance_path, balance)
        return balance_path(**asked, session=session, progress=progress, look=critical_of_sample)


def _started(said: IO[bytes]) -> Any:
    from counterpoise.engines.spark.files import start_session

    try:
        return start_session()
    except InvalidInputError as error:
        said.seek(0)
        lines = said.read().decode(errors="replace").split("\n")
        for line in lines:
            LOG.error("Spark: %s", line)
        last = next((line.strip() for line in reversed(lines) if line.strip()), "nothing")
        raise InvalidInputError(
            error.found or "",
            joint=": ",
            needed=f"{error.needed}; the last that was said: {last}",
            remedy=None,
        ) from error


def _stop(session: Any) -> None:
    # A Java process that is gone already cannot be stopped, and the outcome is known by now.
    with contextlib.suppress(Exception):
        session.stop()


@contextlib.contextmanager
def _errors_to(file: IO[bytes]) -> Iterator[None]:
    """Let what is started inside write its errors to a file: a child keeps what it began with."""
    kept = os.dup(2)
    try:
        os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
