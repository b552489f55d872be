"""Decompression of payloads (codec 1 is zstd), with whichever zstd module this Python has."""

from __future__ import annotations

from typing import Callable, Optional, Union

from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]

STORED, ZSTD = 0, 1


def _by_standard_library() -> Callable[[Buffer, int], bytes]:
    from compression import zstd  # Python 3.14

    def decompress(data: Buffer, raw_length: int) -> bytes:
        decompressor = zstd.ZstdDecompressor()
        raw = decompressor.decompress(data, max_length=raw_length + 1)
        _must(decompressor.eof and not decompressor.unused_data)
        return raw

    return decompress


def _by_zstandard() -> Callable[[Buffer, int], bytes]:
    import zstandard

    def decompress(data: Buffer, raw_length: int) -> bytes:
        decompressor = zstandard.ZstdDecompressor().decompressobj()
        raw = bytearray()
        # This one takes no limit for what it writes: a piece of 256 bytes brings 8 MiB at most.
        view = memoryview(data)
        for start in range(0, len(view), 256):
            _must(not decompressor.eof)
            raw += decompressor.decompress(view[start : start + 256])
            _must(len(raw) <= raw_length)
        _must(decompressor.eof and not decompressor.unused_data)
        return bytes(raw)

    return decompress


def _by_pyzstd() -> Callable[[Buffer, int], bytes]:
    import pyzstd

    def decompress(data: Buffer, raw_length: int) -> bytes:
        decompressor = pyzstd.ZstdDecompressor()
        raw = decompressor.decompress(data, raw_length + 1)
        _must(decompressor.eof and not decompressor.unused_data)
        return raw

    return decompress


def _must(condition: bool) -> None:
    if not condition:
        raise ValueError("not one zstd frame of the declared length")


_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_LARGEST_WINDOW = 1 << 26


def _check_zstd_header(stored: Buffer, raw_length: int) -> None:
    """Refuses what the format does not allow of RFC 8878, section 3.1.1.1: a dictionary, no content size or another
    one, a larger window."""
    head = bytes(stored[:14])
    _must(len(head) >= 6 and head[:4] == _ZSTD_MAGIC)
    descriptor, at = head[4], 5
    single = descriptor & 32
    _must(not descriptor & 3)  # the width of a dictionary's id
    if not single:
        window = 1 << (10 + (head[5] >> 3))
        _must(window + window // 8 * (head[5] & 7) <= _LARGEST_WINDOW)
        at = 6
    width = (1 if single else 0, 2, 4, 8)[descriptor >> 6]
    _must(0 < width <= len(head) - at)
    size = int.from_bytes(head[at : at + width], "little") + (256 if width == 2 else 0)
    _must(size == raw_length)


def _find() -> Optional[Callable[[Buffer, int], bytes]]:
    for maker in (_by_standard_library, _by_zstandard, _by_pyzstd):
        try:
            return maker()
        except ImportError:
            continue
    return None


_decompress_zstd = _find()


def can_read(codec: int) -> bool:
    """Whether this installation reads the codec."""
    return codec == STORED or (codec == ZSTD and _decompress_zstd is not None)


def decompress(codec: int, stored: Buffer, raw_length: int) -> Buffer:
    """The raw payload; a stored one is returned as it is. Raises ``badCompression``."""
    if codec == STORED:
        return stored
    if _decompress_zstd is None:
        raise ShardError("unknownCodec", "install zstandard, or use Python 3.14, to read zstd")
    try:
        _check_zstd_header(stored, raw_length)
        raw = _decompress_zstd(stored, raw_length)
    except Exception as error:  # each module has an error type of its own
        raise ShardError("badCompression", str(error)) from None
    if len(raw) != raw_length:
        raise ShardError("badCompression", f"{len(raw)} bytes instead of {raw_length}")
    return raw
