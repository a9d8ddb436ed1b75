"""JSON lines: original lines pass through byte for byte, new ones are spelled like them."""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.source import readable
from counterpoise.formats.text.blocks import BLOCK_BYTES, BOM, LONGEST_RECORD
from counterpoise.formats.text.json_text import Style, json_lines
from counterpoise.formats.text.originals import OwnTexts, TextCounts
from counterpoise.formats.text.spelling.date_learner import DateLearner
from counterpoise.formats.text.spelling.forms import Moments
from counterpoise.formats.text.spelling.markers import MISSING_NUMBERS
from counterpoise.formats.text.text_source import LINE, TextSource, arrow_memory, binary_array
from counterpoise.plan.progress import Progress

__all__ = ["JsonLinesSource"]

_PIECE = 1 << 20  # bytes that one thread parses at a time
_EXACT = 2.0**53
_LARGEST = 2**63
_DEEPEST = 64  # types nested deeper are not asked of Arrow
_DEEPEST_VALUE = 200  # Arrow's reader and Python's recurse, and must not run out of stack
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]')
_EMPTY = re.compile(rb"^\s*\{\s*\}")


class JsonLinesSource(TextSource):
    """A file with a JSON object in each line.

    The columns are the keys, in the order in which they first appear; where an object lacks a key
    or has null for it, a value is missing. Numbers that are whole stay whole, texts that are dates
    of one format are dates, lists and objects are carried along. Where a key holds now this, now
    that (`12345` and `"0123A"`), what is written there is taken as a text.

    Parameters
    ----------
    place, path, encoding, block_bytes, longest
        See `TextSource`.
    missing : sequence of str, optional
        Which texts and numbers say that a value is missing, as null does; none by default, but in
        dates the usual ones.
    """

    def __init__(
        self,
        place: Place,
        path: str,
        encoding: str | None = None,
        *,
        block_bytes: int = BLOCK_BYTES,
        longest: float = LONGEST_RECORD,
        missing: Sequence[str] | None = None,
    ):
        super().__init__(place, path, encoding, block_bytes, longest)
        first = next(self._text.blocks(None), b"").lstrip()
        if not first:
            raise InvalidInputError(
                f"{place.name} is empty",
                joint=": ",
                needed="it needs an object in each line",
                remedy=None,
            )
        line = first.split(b"\n", 1)[0]
        self._style = Style.of(line)
        self.newline = "\r\n" if line.endswith(b"\r") else "\n"
        self._keys: dict[str, _Key] = {}
        self._nothing = _Nothing(missing or ())

    def understand(
        self,
        as_text: Sequence[str],
        progress: Progress,
        target: str | None = None,
        scan: bool = False,
    ) -> None:
        progress.stage(f"Looking through {self.place.name}", *self.size)
        keys = self._keys
        n_lines, plain, escapes = 0, True, False
        labels = TextCounts()
        for block in self._text.blocks(None):
            self._check_depth(block, n_lines)
            for name, column in self._columns(block, n_lines).items():
                if name not in keys:
                    keys[name] = _Key(is_text=name in as_text)
                keys[name].learn(column)
                if name == target and pa.types.is_string(column.values.type):
                    labels.add(column.values.drop_null())
            n_lines += block.count(b"\n")
            plain, escapes = plain and block.isascii(), escapes or b"\\u" in block
            progress.advance(len(block))
        if not keys:
            raise InvalidInputError(
                f"{self.place.name} holds only empty objects",
                joint=": ",
                needed="it needs columns",
                remedy=None,
            )
        self._style.only_ascii = plain and escapes
        self.names = list(keys)
        self.schema = pa.schema([(name, key.finish()) for name, key in keys.items()])
        if target in keys:
            keys[target].keep(labels)

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(self.names))) if columns is None else list(columns)
        schema = pa.schema([self.schema.field(j) for j in wanted])
        keys = {self.names[j]: self._keys[self.names[j]] for j in wanted}
        with readable(self.place, "JSON lines"):
            n_lines = 0
            for block in self._text.blocks(None):
                try:
                    values = _values(block, keys, self._nothing)
                except json.JSONDecodeError:  # Arrow also takes -NaN and Inf for numbers
                    self._objects(block, n_lines)  # tells in which line
                    raise
                n_lines += block.count(b"\n")
                self._block_size = len(block)
                yield pa.RecordBatch.from_arrays([values[name] for name in keys], schema=schema)

    def lines(self, mark: str | None = None) -> Iterator[pa.Table]:
        for block in self._text.blocks(None):
            if mark is not None:
                block = _with_pair(block, self._style.key(mark) + "false", self._style.comma)
            yield pa.table([binary_array(_offsets(block), block)], LINE)

    def first_line(self, mark: str | None = None) -> bytes:
        return b""

    def spell(self, new: pa.Table, mark: str | None = None) -> pa.Table:
        columns = []
        for key, column in zip(self._keys.values(), new.columns, strict=True):
            columns.append(key.spell(column, self._style))
        names = list(self.names)
        if mark is not None:
            names.append(mark)
            columns.append(pa.repeat(pa.scalar("true"), new.num_rows))
        return json_lines(names, columns, self._style, self.newline)

    def _columns(self, block: bytes, n_lines: int) -> dict[str, _Found]:
        """Return what each key holds in a block."""
        texts = {n: pa.string() for n, k in self._keys.items() if k.type == pa.string()}
        try:
            if block.startswith(BOM):
                raise pa.ArrowInvalid("a mark within the text")
            table = _parse(block, texts, "infer")
            names = self._in_order(table, block, texts)
            dates = [f.name for f in table.schema if pa.types.is_timestamp(f.type)]
            if dates:  # whether texts are dates is for the key to say
                table = _parse(block, texts | dict.fromkeys(dates, pa.string()), "infer")
            large = any(
                pa.types.is_floating(c.type) and _largest(c) >= _EXACT for c in table.columns
            )
            deep = any(_is_deep(field.type) for field in table.schema)
            if table.num_rows == len(_offsets(block)) - 1 and not large and not deep:
                found = {name: _found(table.column(name)) for name in names}
                return {name: self._nothing.without(column) for name, column in found.items()}
        except pa.ArrowInvalid:
            pass  # what is wrong, and where, Python says better
        return _columns_of(self._objects(block, n_lines), self._nothing)

    def _check_depth(self, block: bytes, n_lines: int) -> None:
        """Raise `InvalidInputError` if lists and objects are nested too deep for any reader."""
        offsets = _offsets(block)
        for j in np.flatnonzero(np.diff(offsets) > _DEEPEST_VALUE).tolist():
            line = block[offsets[j] : offsets[j + 1]]
            if line.count(b"[") + line.count(b"{") > _DEEPEST_VALUE and _depth(line) > (
                _DEEPEST_VALUE
            ):
                begun = len(line) - len(line.lstrip())  # blank lines belong to the next
                number = n_lines + block.count(b"\n", 0, int(offsets[j]) + begun) + 1
                raise self._too_deep(f"{self.place.name}, line {number}")

    def _too_deep(self, where: str) -> InvalidInputError:
        return InvalidInputError(
            f"{where}: lists or objects are nested more than {_DEEPEST_VALUE} deep",
            remedy="remove the key that holds them, or write its value as a text",
        )

    def _in_order(
        self, table: pa.Table, block: bytes, texts: Mapping[str, pa.DataType]
    ) -> list[str]:
        """Return the keys of a block, new ones in the order in which they appear."""
        new = [name for name in table.column_names if name not in self._keys]
        if len(new) > 1 and len(block) > _PIECE:  # threads put them in any order
            table = _parse(block, texts, "infer", use_threads=False)
            new = [name for name in table.column_names if name not in self._keys]
        return [*(name for name in self._keys if name in table.column_names), *new]

    def _objects(self, block: bytes, n_lines: int) -> list[dict[str, Any]]:
        """Return the objects in a block, or raise `InvalidInputError`."""
        return [
            self._object(line, number)
            for number, line in enumerate(block.split(b"\n"), n_lines + 1)
            if line.strip()
        ]

    def _object(self, line: bytes, number: int) -> dict[str, Any]:
        """Return the object in a line, or raise `InvalidInputError`."""
        where = f"{self.place.name}, line {number}"
        try:
            found = json.loads(line.decode(), object_pairs_hook=_Pairs, parse_float=_finite)
            json.dumps(found, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            start = line.decode(errors="replace").strip()
            start = start[:60] + "…" if len(start) > 60 else start
            raise InvalidInputError(
                f"{where}, column {error.colno}: no JSON "
                f"({error.msg[:1].lower()}{error.msg[1:]}): {start} (each line must hold one "
                "whole object)",
                remedy=None,
            ) from error
        except OverflowError as error:
            raise InvalidInputError(
                f"{where} holds {error}, which is larger than a number can be (about 1.8e308)",
                remedy="correct it, or write it as a text",
            ) from error
        except UnicodeEncodeError as error:
            raise InvalidInputError(
                f"{where}: an escape \\u stands for half a character",
                remedy="write it in full, or remove it",
            ) from error
        except RecursionError as error:
            raise self._too_deep(where) from error
        if not isinstance(found, _Pairs):
            raise InvalidInputError(
                f"{where} holds a {_kind_of(found)}",
                joint=" where ",
                needed='an object is needed, such as {"x": 1.5, "class": "a"}',
                then="; ",
                remedy="jq -c '.[]' makes lines of an array" if isinstance(found, list) else None,
            )
        names = [name for name, _ in found]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InvalidInputError(
                f"{where} has the key {twice!r} twice", remedy="rename or remove one"
            )
        return {name: _unpaired(value) for name, value in found}


@dataclass(frozen=True)
class _Found:
    """What a key holds in a block.

    Parameters
    ----------
    values : pyarrow.Array
        The values; the JSON that is written there, if it is of several kinds.
    by_hand : bool
        Whether Arrow cannot read them.
    loose : bool
        Whether texts stand among other values and say that there is none.
    """

    values: pa.Array
    by_hand: bool = False
    loose: bool = False


class _Nothing:
    """The values that say that there is none.

    Parameters
    ----------
    missing : sequence of str
        Texts; those that are numbers stand for the number as well.
    """

    def __init__(self, missing: Sequence[str]):
        self.texts = frozenset(text.strip() for text in missing)
        self.numbers = frozenset(filter(math.isfinite, map(_number, self.texts)))

    def __contains__(self, value: Any) -> bool:
        if isinstance(value, str):
            return value.strip() in self.texts
        return _kind_of(value) == "number" and value in self.numbers

    def without(self, found: _Found) -> _Found:
        """Return what Arrow has read, null in the place of such values."""
        values = self.cleared(found.values)
        if len(values) == values.null_count > found.values.null_count:  # of any type, therefore
            return _Found(pa.nulls(len(values)), loose=True)
        return _Found(values, found.by_hand)

    def cleared(self, values: pa.Array) -> pa.Array:
        """Return values with null in the place of such as say that there is none."""
        if self.texts and pa.types.is_string(values.type):
            said = pc.is_in(pc.utf8_trim_whitespace(values), value_set=pa.array(sorted(self.texts)))
        elif self.numbers and pa.types.is_floating(values.type):
            said = pc.is_in(values, value_set=pa.array(sorted(self.numbers), values.type))
        elif self.numbers and pa.types.is_integer(values.type):
            whole = [int(n) for n in sorted(self.numbers) if n.is_integer() and abs(n) < _EXACT]
            said = pc.is_in(values, value_set=pa.array(whole, values.type))
        else:
            return values
        return pc.if_else(said, pa.scalar(None, values.type), values)


class _Key:
    """A key: the type of its values and how they are spelled.

    Parameters
    ----------
    is_text : bool
        Whether dates are to be left as they are written.
    """

    def __init__(self, is_text: bool):
        self.type: pa.DataType = pa.null()
        self.by_hand = False
        self.loose = False
        self._is_text = is_text
        self._dates: DateLearner | None = None
        self._seen_text = False
        self._all_whole = True
        self._moments: Moments | None = None
        self._own: OwnTexts | None = None
        self._whole_floats = False

    def learn(self, found: _Found) -> None:
        """Take the next rows."""
        values = found.values
        self.loose = self.loose or found.loose
        kind = _with_texts(values.type)
        if found.by_hand or self.by_hand or not self._join(kind):
            nested = any(map(pa.types.is_nested, (kind, self.type)))
            carried = nested or pa.binary() in (kind, self.type)
            self.type = pa.binary() if carried else pa.string()
            self.by_hand = True
            return
        present = values.drop_null()
        if not len(present):
            return
        if pa.types.is_floating(kind) and self._all_whole:
            numbers = present.to_numpy()
            numbers = numbers[~np.isnan(numbers)]
            small = np.abs(numbers) < _EXACT
            self._all_whole = bool(np.all(small & (numbers == np.rint(numbers))))
        elif pa.types.is_integer(kind) and self._all_whole:
            self._all_whole = bool(np.all(np.abs(present.to_numpy().astype(float)) < _EXACT))
        elif pa.types.is_string(kind) and not self._is_text:
            self._learn_dates(present)

    def finish(self) -> pa.DataType:
        """Return the type of the column."""
        if self.by_hand:
            return self.type
        if pa.types.is_nested(self.type) and _holds_nothing(self.type):
            # Nobody knows what would be in these lists and objects.
            self.type, self.by_hand = pa.binary(), True
        if self._dates is not None:
            self._moments = self._dates.finish("")
            if self._moments is not None:
                return self._moments.read(pa.array([], pa.string())).type
        if pa.types.is_floating(self.type) and self._all_whole:
            self._whole_floats = True
            return pa.int64()
        return self.type

    def read(self, values: pa.Array) -> pa.Array:
        """Return values in the type of the column."""
        if self._moments is not None:
            return self._moments.read(values)
        if pa.types.is_floating(values.type):  # NaN, which is no JSON, though some write it
            values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
        return values.cast(pa.int64()) if self._whole_floats else values

    def spell(self, values: Any, style: Style) -> pa.Array:
        """Return new values as JSON, null where they are missing."""
        values = _joined(values)
        if self.type == pa.binary() or pa.types.is_nested(self.type):
            return pa.nulls(len(values), pa.string())
        if self.by_hand:
            return values
        if self._moments is not None:
            text = self._moments.spell(values)
            return style.texts(text if self._own is None else self._own.spell(values, text))
        if self._whole_floats:
            return pc.binary_join_element_wise(values.cast(pa.string()), ".0", "")
        return style.values(values)

    def keep(self, labels: TextCounts) -> None:
        """Take the texts of the classes: dates among them are written as originals write them."""
        if self._moments is not None:
            self._own = labels.own(self._moments)

    def _join(self, kind: pa.DataType) -> bool:
        """Take up a type; return whether it goes with those before."""
        try:
            fields = [pa.schema([("", t)]) for t in (self.type, kind)]
            joined = pa.unify_schemas(fields, promote_options="permissive").field(0).type
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            return False
        self.type = joined
        return True

    def _learn_dates(self, present: pa.Array) -> None:
        present = present.filter(pc.invert(pc.is_in(present, value_set=pa.array(MISSING_NUMBERS))))
        if not len(present):
            return
        if not self._seen_text:
            self._seen_text = True
            self._dates = DateLearner(present[0].as_py())
        if self._dates is not None:
            self._dates.add(present)
            if self._dates.finish("") is None:
                self._dates = None


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, keys that stand twice included."""


def _unpaired(value: Any) -> Any:
    if isinstance(value, _Pairs):
        return {name: _unpaired(inner) for name, inner in value}
    return [_unpaired(inner) for inner in value] if isinstance(value, list) else value


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise OverflowError(text)
    return value


def _kind_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list) and not isinstance(value, _Pairs) else "object"


def _columns_of(objects: list[dict[str, Any]], nothing: _Nothing) -> dict[str, _Found]:
    """Return what each key holds in objects that Python has read."""
    names = dict.fromkeys(name for found in objects for name in found)
    columns = {}
    for name in names:
        values = [found.get(name) for found in objects]
        kept = [None if value in nothing else value for value in values]
        column = _column_of(kept)
        said = {type(v) for v, k in zip(values, kept, strict=True) if k is None} - {type(None)}
        kind = column.values.type
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
        fits = said <= {int, float} if number else said <= {str} and pa.types.is_string(kind)
        columns[name] = replace(column, loose=bool(said) and not fits and not column.by_hand)
    return columns


def _column_of(values: list[Any]) -> _Found:
    kinds = {_kind_of(value) for value in values} - {"null"}
    if kinds == {"number"}:
        wholes = [v for v in values if isinstance(v, int)]
        if any(not -_LARGEST <= v < _LARGEST for v in wholes):
            return _Found(_written(values), by_hand=True)
        if len(wholes) < len(values) - values.count(None):
            return _Found(pa.array([None if v is None else float(v) for v in values]))
    written = _written(values)
    if len(kinds) <= 1:
        if not kinds & {"list", "object"}:
            return _Found(pa.array(values))
        # Whatever Arrow makes of them it makes of them in other blocks.
        lines = "".join(f'{{"v": {line}}}\n' for line in written.to_pylist() if line is not None)
        with contextlib.suppress(pa.ArrowInvalid):
            nested = _parse(lines.encode(), {}, "infer").column("v")
            if not _is_deep(nested.type):
                return _found(nested)
    carried = kinds & {"list", "object"}
    return _Found(written.cast(pa.binary()) if carried else written, by_hand=True)


def _found(column: pa.ChunkedArray) -> _Found:
    # Of lists and objects only the type matters; lists of nothing come damaged out of Arrow.
    nested = pa.types.is_nested(column.type)
    return _Found(pa.array([], column.type) if nested else _joined(column))


def _written(values: list[Any]) -> pa.Array:
    """Return values as JSON, null where they are missing."""
    texts = [None if v is None else json.dumps(v, ensure_ascii=False) for v in values]
    return pa.array(texts, pa.string())


def _values(block: bytes, keys: Mapping[str, _Key], nothing: _Nothing) -> dict[str, pa.Array]:
    """Return the columns of a block."""
    plain = {n: key.type for n, key in keys.items() if not key.by_hand and not key.loose}
    found = {}
    if plain:
        table = _parse(block, plain, "ignore")
        for name in plain:
            found[name] = keys[name].read(nothing.cleared(_joined(table.column(name))))
    if len(plain) < len(keys):
        objects = [json.loads(line) for line in block.split(b"\n") if line.strip()]
        for name in keys.keys() - plain.keys():
            key = keys[name]
            values = [each.get(name) for each in objects]
            values = [None if value in nothing else value for value in values]
            if key.by_hand:
                found[name] = _written(values).cast(key.type)
            elif pa.types.is_nested(key.type):
                found[name] = _nested(values, key.type)
            else:
                found[name] = key.read(pa.array(values, key.type))
    return found


def _nested(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return lists or objects as Arrow reads them."""
    lines = "".join(f'{{"v": {json.dumps(value)}}}\n' for value in values)
    return _joined(_parse(lines.encode(), {"v": kind}, "ignore").column("v"))


def _parse(
    block: bytes, types: Mapping[str, pa.DataType], others: str, use_threads: bool = True
) -> pa.Table:
    """Return a block as a table; keys that have no type are inferred or ignored."""

    def read(piece: int) -> pa.Table:
        return pa.json.read_json(
            pa.BufferReader(arrow_memory(block)),
            read_options=pa.json.ReadOptions(use_threads, piece),
            parse_options=pa.json.ParseOptions(
                explicit_schema=pa.schema(list(types.items())), unexpected_field_behavior=others
            ),
        )

    if len(block) > _PIECE:
        try:
            return read(_PIECE)
        except pa.ArrowInvalid as error:
            if "straddling" not in str(error):  # a line that is longer than a piece
                raise
    return read(len(block) + 1)


def _joined(column: Any) -> pa.Array:
    if not isinstance(column, pa.ChunkedArray):
        return column
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _largest(column: pa.ChunkedArray) -> float:
    finite = column.filter(pc.is_finite(column))
    return pc.max(pc.abs(finite)).as_py() or 0.0


def _with_texts(kind: pa.DataType) -> pa.DataType:
    """Return a nested type with texts for times: other blocks may hold texts there."""
    if pa.types.is_list(kind):
        return pa.list_(_with_texts(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, _with_texts(field.type)) for field in kind])
    return pa.string() if pa.types.is_timestamp(kind) else kind


def _holds_nothing(kind: pa.DataType) -> bool:
    """Return whether a type has a part of which no value was seen."""
    if pa.types.is_list(kind):
        return _holds_nothing(kind.value_type)
    if pa.types.is_struct(kind):
        return not kind.num_fields or any(_holds_nothing(field.type) for field in kind)
    return bool(pa.types.is_null(kind))


def _is_deep(kind: pa.DataType) -> bool:
    """Return whether lists or objects are nested so deep that Python cannot follow."""
    level = [kind]
    for _ in range(_DEEPEST):
        level = [inner.field(i).type for inner in level for i in range(inner.num_fields)]
    return bool(level)


def _depth(line: bytes) -> int:
    """Return how deep lists and objects are nested in a line."""
    depth = deepest = 0
    for match in _NESTING.finditer(line):
        if match[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in (b"]", b"}"):
            depth -= 1
    return deepest


def _number(text: str) -> float:
    """Return the number that a text is; nan if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _offsets(block: bytes) -> NDArray[np.int64]:
    """Return where each line begins and where the last ends; blank lines belong to the next."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 0x0A) + 1
    starts = np.concatenate([[0], ends[:-1]])
    first = np.frombuffer(block, np.uint8)[starts]
    doubtful = np.flatnonzero(first <= 0x20)
    if len(doubtful):
        blank = [j for j in doubtful if not block[starts[j] : ends[j]].strip()]
        ends = np.delete(ends, blank)
        ends[-1:] = len(block)
    return np.concatenate([[0], ends])


def _with_pair(block: bytes, pair: str, comma: str) -> bytes:
    """Return the lines of a block with a key and a value more at the end of each object."""
    lines = []
    for line in block.removesuffix(b"\n").split(b"\n"):
        line += b"\n"
        if line.strip():
            end = line.rindex(b"}")
            head = line[:end].rstrip()
            between = "" if _EMPTY.match(line) else comma
            line = head + f"{between}{pair}".encode() + line[end:]
        lines.append(line)
    return b"".join(lines)
