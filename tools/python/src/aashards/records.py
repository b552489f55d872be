"""RECORDS payloads, and records under their long names (section 7, record.cddl, record.schema.json)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Callable, Dict, List, Tuple, Union

from . import cbor
from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]


@dataclass(frozen=True)
class Record:
    """One record. ``data`` is its CBOR, ``value`` the same under the long names, digests in hexadecimal."""

    digest: bytes
    data: memoryview
    value: Dict[str, Any]
    media: Tuple[bytes, ...]
    """SHA-256 of each medium that it names, in the order of their parts, each once"""


def split_records(payload: Buffer, entries: int) -> List[memoryview]:
    """The encodings of a payload's records. Raises ``badRecords``."""
    view = memoryview(payload)
    table = 4 * (entries + 1)
    if table > len(view):
        raise ShardError("badRecords", "the table of offsets is longer than the payload")
    offsets = [int.from_bytes(view[at : at + 4], "little") for at in range(0, table, 4)]
    if offsets[0] != 0 or offsets[-1] != len(view) - table:
        raise ShardError("badRecords", "the offsets do not run from 0 to the end of the payload")
    if any(first >= second for first, second in zip(offsets, offsets[1:])):
        raise ShardError("badRecords", "the offsets do not ascend")
    body = view[table:]
    return [body[first:second] for first, second in zip(offsets, offsets[1:])]


def parse_record(data: memoryview) -> Record:
    """One record from its CBOR. Raises ``nonCanonicalCBOR`` and ``invalidRecord``."""
    return named_record(data, cbor.decode(data))


def named_record(data: memoryview, value: Any) -> Record:
    """One record from its CBOR and the value of that. Raises ``invalidRecord``."""
    media: Dict[bytes, None] = {}
    try:
        named = _Names(media).record(value)
    except _Refused as refused:
        raise ShardError("invalidRecord", str(refused)) from None
    return Record(sha256(data).digest(), data, named, tuple(media))


class _Refused(Exception):
    """What is wrong, with the path to it."""

    def inside(self, name: object) -> "_Refused":
        return _Refused(f"{name}: {self}")


Converter = Callable[[Any], Any]
Fields = Dict[str, Tuple[str, Converter, bool]]  # short name → long name, converter, whether it must be there


def _map(value: Any, fields: Fields) -> Dict[str, Any]:
    if not isinstance(value, dict):
        raise _Refused("not a map")
    for key in value:
        if key not in fields:
            raise _Refused(f"unknown key {key!r}")
    result = {}
    for short, (name, convert, required) in fields.items():
        if short in value:
            try:
                result[name] = convert(value[short])
            except _Refused as refused:
                raise refused.inside(name) from None
        elif required:
            raise _Refused(f"no {name}")
    return result


def _array(convert: Converter, least: int = 0) -> Converter:
    def converter(value: Any) -> List[Any]:
        if not isinstance(value, list):
            raise _Refused("not an array")
        if len(value) < least:
            raise _Refused("empty")
        result = []
        for number, element in enumerate(value):
            try:
                result.append(convert(element))
            except _Refused as refused:
                raise refused.inside(number) from None
        return result

    return converter


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Refused("not text")
    return value


def _one_of(*words: str) -> Converter:
    def converter(value: Any) -> str:
        if value not in words:
            raise _Refused(f"not one of {', '.join(words)}")
        return value

    return converter


def _index(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise _Refused("not an unsigned integer")
    return value


def _number(value: Any) -> Union[int, float]:
    if type(value) not in (int, float):
        raise _Refused("not a number")
    return value


def _true(value: Any) -> bool:
    if value is not True:
        raise _Refused("not true")
    return True


def _span(value: Any) -> List[Union[int, float]]:
    numbers = _array(_number)(value)
    if len(numbers) != 2 or not numbers[0] <= numbers[1]:
        raise _Refused("not two numbers, the smaller one first")
    return numbers


def _texts(value: Any) -> Dict[str, str]:
    if not isinstance(value, dict) or not value or not all(isinstance(key, str) for key in value):
        raise _Refused("not a map of texts, or empty")
    return {key: _text(text) for key, text in value.items()}


def _json_texts(value: Any) -> Dict[str, Any]:
    result = {}
    for key, text in _texts(value).items():
        try:
            result[key] = json.loads(text, parse_constant=_no_constant)
        except ValueError:
            result[key] = text  # stands for itself
    return result


def _no_constant(word: str) -> Any:
    raise ValueError(word)


_SAID: Fields = {
    "k": ("criterion", _text, True),
    "f": ("rationale", _text, False),
    "fa": ("advice", _text, False),
    "fb": ("annotator", _text, False),
}

# The key that only this form of a judgement has → the form.
_JUDGEMENTS: Dict[str, Fields] = {
    "w": {**_SAID, "w": ("winner", _index, True), "y": ("loser", _index, True), "d": ("strength", _number, False)},
    "e": {**_SAID, "e": ("tie", _array(_index), True), "eb": ("both_bad", _true, False)},
    "o": {**_SAID, "o": ("rank", _array(_array(_index)), True)},
    "v": {
        **_SAID,
        "n": ("candidate", _index, True),
        "v": ("value", _number, True),
        "vl": ("low", _number, False),
        "vh": ("high", _number, False),
    },
    "u": {**_SAID, "n": ("candidate", _index, True), "u": ("label", _text, True)},
}

_CRITIQUE: Fields = {
    "n": ("candidate", _index, True),
    "t": ("text", _text, True),
    "fa": ("advice", _text, False),
    "qs": ("score", _number, False),
    "qm": ("aspect", _text, False),
}

_REFINEMENT: Fields = {
    "xf": ("from", _index, True),
    "xt": ("to", _index, True),
    "xq": ("answers", _array(_index, 1), False),
}

_SOURCE: Fields = {"sn": ("name", _text, True), "sl": ("locator", _text, True)}


def _judgement(value: Any) -> Dict[str, Any]:
    if isinstance(value, dict):
        for key, fields in _JUDGEMENTS.items():
            if key in value:
                return _map(value, fields)
    raise _Refused("neither pair, tie, rank, rating nor label")


def _critique(value: Any) -> Dict[str, Any]:
    return _map(value, _CRITIQUE)


def _refinement(value: Any) -> Dict[str, Any]:
    return _map(value, _REFINEMENT)


def _source(value: Any) -> Dict[str, Any]:
    return _map(value, _SOURCE)


class _Names:
    """Converts one record and notes the media that it meets."""

    def __init__(self, media: Dict[bytes, None]) -> None:
        self._media = media
        self._medium: Fields = {
            "m": ("media", _one_of("image", "audio", "video"), True),
            "h": ("sha256", self._digest, True),
            "z": ("span", _span, False),
            "l": ("licence", _text, False),
        }
        parts = _array(self._part)
        self._message: Fields = {
            "r": ("role", _one_of("system", "user", "assistant"), True),
            "b": ("parts", parts, True),
        }
        self._candidate: Fields = {
            "b": ("parts", parts, True),
            "a": ("author", _text, False),
            "g": ("sampling", _texts, False),
        }
        self._record: Fields = {
            "i": ("id", _text, True),
            "p": ("prompt", _array(lambda value: _map(value, self._message)), True),
            "c": ("candidates", _array(lambda value: _map(value, self._candidate), 1), True),
            "j": ("judgements", _array(_judgement, 1), False),
            "q": ("critiques", _array(_critique, 1), False),
            "x": ("refinements", _array(_refinement, 1), False),
            "s": ("split", _text, False),
            "so": ("source", _source, True),
            "l": ("licence", _text, False),
            "z+": ("extra", _json_texts, False),
        }

    def record(self, value: Any) -> Dict[str, Any]:
        return _map(value, self._record)

    def _part(self, value: Any) -> Dict[str, Any]:
        if isinstance(value, dict) and "t" in value:
            return _map(value, {"t": ("text", _text, True)})
        return _map(value, self._medium)

    def _digest(self, value: Any) -> str:
        if not isinstance(value, bytes) or len(value) != 32:
            raise _Refused("not 32 bytes")
        self._media[value] = None
        return value.hex()
