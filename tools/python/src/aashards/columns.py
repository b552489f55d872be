"""Column blocks: named typed arrays behind a directory (section 9 of the specification)."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from typing import Any, Dict, Tuple, Union

from . import cbor
from .errors import ShardError
from .layout import UNIT

Buffer = Union[bytes, bytearray, memoryview]

# name → (format of memoryview and struct, bytes of an element, NumPy's name)
TYPES = {
    "u8": ("B", 1, "<u1"),
    "u16": ("H", 2, "<u2"),
    "u32": ("I", 4, "<u4"),
    "u64": ("Q", 8, "<u8"),
    "i32": ("i", 4, "<i4"),
    "f32": ("f", 4, "<f4"),
    "bytes": ("B", 1, "<u1"),
}


@dataclass(frozen=True)
class Column:
    """One array. ``raw`` is its bytes, a view of the payload."""

    name: str
    type: str
    count: int
    raw: memoryview

    def values(self) -> memoryview:
        """The elements as Python numbers, without copying on a little-endian machine."""
        code, size, _ = TYPES[self.type]
        if sys.byteorder == "little" or size == 1:
            return self.raw.cast(code)
        swapped = array(code, self.raw.tobytes())
        swapped.byteswap()
        return memoryview(swapped)

    def array(self) -> Any:
        """The elements as a NumPy array that views the payload."""
        import numpy

        return numpy.frombuffer(self.raw, dtype=TYPES[self.type][2])


@dataclass(frozen=True)
class ColumnBlock:
    attributes: Dict[str, Any]
    columns: Dict[str, Column]

    def __getitem__(self, name: str) -> Column:
        try:
            return self.columns[name]
        except KeyError:
            raise ShardError("noSuchColumn", name) from None

    @classmethod
    def parse(cls, payload: Buffer) -> "ColumnBlock":
        """Raises ``badColumns``, or ``nonCanonicalCBOR`` for the directory."""
        view = memoryview(payload)
        directory, position = read_directory(view, "badColumns", cbor.ITEMS)
        if not isinstance(directory, dict) or set(directory) != {"attributes", "columns"}:
            raise _bad("the directory is not a map of attributes and columns")
        attributes, rows = directory["attributes"], directory["columns"]
        if not isinstance(attributes, dict) or not all(isinstance(key, str) for key in attributes):
            raise _bad("the attributes are not a map with text keys")
        if not isinstance(rows, list):
            raise _bad("the columns are not an array")
        columns: Dict[str, Column] = {}
        last = None
        for row in rows:
            if not (isinstance(row, list) and len(row) == 3 and isinstance(row[0], str) and isinstance(row[1], str)):
                raise _bad("a column is not [name, type, count]")
            name, type_name, count = row
            if type_name not in TYPES or type(count) is not int or count < 0:
                raise _bad(f"column {name!r} has type {type_name!r}, count {count!r}")
            if last is not None and name.encode() <= last:
                raise _bad(f"column {name!r} stands in the wrong order")
            last = name.encode()
            end = position + count * TYPES[type_name][1]
            if end > len(view):
                raise _bad(f"column {name!r} is longer than the payload")
            columns[name] = Column(name, type_name, count, view[position:end])
            position = skip_zeros(view, end, "badColumns")
        if position != len(view):
            raise _bad("bytes after the last column")
        return cls(attributes, columns)


def read_directory(view: memoryview, code: str, items: int) -> Tuple[Any, int]:
    """The directory at a payload's beginning, and where the data behind it begin."""
    if len(view) < 8:
        raise ShardError(code, "the payload has no directory")
    end = 8 + int.from_bytes(view[:8], "little")
    if end > len(view):
        raise ShardError(code, "the directory is longer than the payload")
    return cbor.decode(view[8:end], cbor.DIRECTORY_DEPTH, items), skip_zeros(view, end, code)


def skip_zeros(view: memoryview, position: int, code: str) -> int:
    """The next multiple of 64; the bytes before it must be there and zero."""
    end = position + -position % UNIT
    if end > len(view) or any(view[position:end]):
        raise ShardError(code, "no zeros up to a multiple of 64")
    return end


def _bad(reason: str) -> ShardError:
    return ShardError("badColumns", reason)
