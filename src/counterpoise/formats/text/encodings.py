"""How a text is encoded, and whether the encoding gives its bytes again."""

from __future__ import annotations

import codecs

from counterpoise.errors import InvalidInputError

__all__ = ["RoundTrip", "find_encoding"]

# The mark of UTF-32 begins with that of UTF-16, so it comes first.
_MARKED = ("utf-8", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")

# With a mark these are told by it. Without one they are what most programs write.
_EITHER_ORDER = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}

_SAMPLE = 'a,1\n"b";\t2|\r\n'


def find_encoding(start: bytes, given: str | None) -> tuple[str, bytes]:
    """Return the encoding of a text, and its byte order mark: empty where it has none.

    Parameters
    ----------
    start : bytes
        The first bytes of the file.
    given : str or None
        The encoding, where the user says it.

    Raises
    ------
    InvalidInputError
        If it is unknown, or no encoding of text.

    Examples
    --------
    >>> from counterpoise.formats.text.encodings import find_encoding
    >>> find_encoding("\\ufeffa,b".encode(), None)
    ('utf-8', b'\\xef\\xbb\\xbf')
    >>> find_encoding(b"a,b", "latin1")
    ('iso8859-1', b'')
    """
    name = "utf-8" if given is None else _canonical(given)
    candidates: tuple[str, ...] = _MARKED if given is None else (name,)
    if name in _EITHER_ORDER:
        candidates = tuple(c for c in _MARKED if c.startswith(name))
    for candidate in candidates:
        mark = _mark(candidate)
        if mark and start.startswith(mark):
            return candidate, mark
    return _EITHER_ORDER.get(name, name), b""


class RoundTrip:
    """Finds out whether an encoding gives a file's own bytes again.

    Parameters
    ----------
    encoding : str
        The encoding.

    Attributes
    ----------
    differs_in : int or None
        Number of the first line that it writes in another way.
    """

    def __init__(self, encoding: str):
        self._encoding = encoding
        self._encoder = codecs.getincrementalencoder(encoding)()
        self._read, self._written = b"", b""
        self.differs_in: int | None = None

    def add(self, raw: bytes, text: str, n_lines: int) -> None:
        """Take the next bytes, what they say, and the number of the line they begin in."""
        if self.differs_in is not None:
            return
        begun = len(self._read)
        self._read += raw
        try:
            self._written += self._encoder.encode(text, final=not raw)
        except UnicodeError:
            self.differs_in = n_lines
            return
        n = min(len(self._read), len(self._written)) if raw else None
        if self._read[:n] == self._written[:n]:
            self._read, self._written = self._read[n:], self._written[n:]
            return
        pairs = zip(self._read, self._written, strict=False)
        shorter = min(len(self._read), len(self._written))
        same = next((j for j, (a, b) in enumerate(pairs) if a != b), shorter)
        before = self._read[begun:same].decode(self._encoding, errors="ignore")
        self.differs_in = n_lines + before.count("\n")


def _canonical(given: str) -> str:
    """Return Python's name of an encoding of text."""
    try:
        name = codecs.lookup(given).name
        if name == "utf-8-sig":
            return "utf-8"
        mark = _mark(name)
        once, twice = (text.encode(name).removeprefix(mark) for text in (_SAMPLE, _SAMPLE * 2))
        whole = once.decode(name) == _SAMPLE and twice == once * 2
    except (LookupError, ValueError) as error:  # UnicodeError is a ValueError
        whole = False
        if not isinstance(error, UnicodeError) and "not a text encoding" not in str(error):
            raise InvalidInputError(
                f"encoding {given!r} is not known to Python", remedy=None, parameter="encoding"
            ) from error
    if not whole:
        raise InvalidInputError(
            f"encoding {given!r} is none of a table's text",
            remedy="say how its characters are written, for example --encoding latin-1 or "
            "--encoding cp1252",
            parameter="encoding",
        )
    return name


def _mark(name: str) -> bytes:
    """Return the byte order mark as an encoding writes it; empty where it has none."""
    try:
        return "\ufeff".encode(name) if name not in _EITHER_ORDER else "".encode(name)
    except UnicodeError:
        return b""
