"""CBOR values as JSON values."""

from __future__ import annotations

from typing import Any

from .cbor import Key


def plain(value: Any) -> Any:
    """The value with byte strings in hexadecimal, so that json can write it."""
    if isinstance(value, dict):
        return {_name(key): plain(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    return value


def _name(key: Any) -> str:
    if isinstance(key, str):
        return key
    return (key.encoding if isinstance(key, Key) else key).hex()
