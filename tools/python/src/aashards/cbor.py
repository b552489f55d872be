"""A decoder for deterministic CBOR that accepts nothing else (section 5 of the specification)."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple, Union

from .errors import ShardError

DEPTH, DIRECTORY_DEPTH = 64, 16
ITEMS, BLOBS_DIRECTORY_ITEMS = 1 << 20, 1 << 22


class Key(NamedTuple):
    """A map key that is neither text nor bytes, by its encoding: Python holds 1, 1.0 and True for one key."""

    encoding: bytes


def decode(data: Union[bytes, bytearray, memoryview], depth: int = DEPTH, items: int = ITEMS) -> Any:
    """The value of one item that fills the data.

    Integers become int, floating point float, text str, byte strings bytes, arrays list, maps dict.
    Raises ``nonCanonicalCBOR``.
    """
    decoder = _Decoder(bytes(data), depth, items)
    value = decoder.item()
    if decoder.position != len(decoder.data):
        raise _error("bytes after the item", decoder.position)
    return value


def encode(value: Any) -> bytes:
    """The encoding of what ``decode`` gave. Map keys must be text or bytes."""
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    pairs = sorted((encode(key), encode(element)) for key, element in value.items())
    return _head(5, len(pairs)) + b"".join(key + element for key, element in pairs)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    code = next(code for code in range(4) if argument < 1 << (8 << code))
    return bytes([major << 5 | 24 + code]) + argument.to_bytes(1 << code, "big")


def _float(value: float) -> bytes:
    if value != value:
        return b"\xf9\x7e\x00"
    code, lead = next((code, lead) for code, lead in ((">e", 0xF9), (">f", 0xFA), (">d", 0xFB)) if _fits(value, code))
    return bytes([lead]) + struct.pack(code, value)


def _error(reason: str, position: int) -> ShardError:
    return ShardError("nonCanonicalCBOR", f"{reason}, at byte {position} of the encoding")


def _text(value: bytes, position: int) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise _error("text is not UTF-8", position) from None


class _Decoder:
    def __init__(self, data: bytes, depth: int, items: int) -> None:
        self.data = data
        self.position = 0
        self.depth = depth
        self.items = items

    def item(self) -> Any:
        data, start = self.data, self.position
        self.items -= 1
        if self.items < 0:
            raise _error("too many items", start)
        if start >= len(data):
            raise _error("an item is cut off", start)
        initial = data[start]
        if 0x60 <= initial < 0x78:  # most items are short texts
            self.position = end = start + initial - 0x5F
            if end > len(data):
                raise _error("a string is cut off", start)
            return _text(data[start + 1 : end], start)
        major, argument = initial >> 5, initial & 31
        self.position = start + 1
        if major == 7:
            return self._simple(argument, start)
        if argument >= 24:
            argument = self._long_argument(argument, start)
        if major == 0:
            return argument
        if major == 1:
            return -1 - argument
        if major == 2 or major == 3:
            end = self.position + argument
            if end > len(data):
                raise _error("a string is cut off", start)
            value = data[self.position : end]
            self.position = end
            return value if major == 2 else _text(value, start)
        if major == 6:
            raise _error("a tag", start)
        # Each element takes at least one byte, so a length that lies is found before anything is allocated.
        if argument * (major - 3) > len(data) - self.position:
            raise _error("an array or a map is cut off", start)
        if self.depth == 0:
            raise _error("too many arrays and maps inside each other", start)
        self.depth -= 1
        value = [self.item() for _ in range(argument)] if major == 4 else self._map(argument)
        self.depth += 1
        return value

    def _long_argument(self, code: int, start: int) -> int:
        if code > 27:
            raise _error("an indefinite length or a reserved head", start)
        size = 1 << (code - 24)
        end = self.position + size
        if end > len(self.data):
            raise _error("a head is cut off", start)
        value = int.from_bytes(self.data[self.position : end], "big")
        if value < (24 if size == 1 else 1 << (4 * size)):
            raise _error("a head is longer than needed", start)
        self.position = end
        return value

    def _map(self, count: int) -> dict:
        data = self.data
        result: dict = {}
        last = b""
        for _ in range(count):
            start = self.position
            key = self.item()
            encoding = data[start : self.position]
            if encoding <= last:
                raise _error("map keys do not ascend", start)
            last = encoding
            result[key if isinstance(key, (str, bytes)) else Key(encoding)] = self.item()
        return result

    def _simple(self, code: int, start: int) -> Any:
        if code == 20:
            return False
        if code == 21:
            return True
        if code == 22:
            return None
        if not 25 <= code <= 27:
            raise _error("a simple value other than false, true and null", start)
        size = 1 << (code - 24)
        raw = self.data[self.position : self.position + size]
        if len(raw) < size:
            raise _error("a number is cut off", start)
        self.position += size
        value = struct.unpack({2: ">e", 4: ">f", 8: ">d"}[size], raw)[0]
        if value != value:
            if raw != b"\x7e\x00":
                raise _error("NaN that is not F9 7E 00", start)
        elif size > 2 and _fits(value, ">e" if size == 4 else ">f"):
            raise _error("floating point is longer than needed", start)
        return value


def _fits(value: float, code: str) -> bool:
    try:
        return struct.unpack(code, struct.pack(code, value))[0] == value
    except OverflowError:
        return False
