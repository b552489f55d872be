"""CRC-32C (Castagnoli), quick without a compiled module.

A CRC is linear, so a long buffer is cut into lanes that advance side by side: first each byte is looked up in the table
for its distance from the end of its lane, then the lanes are folded in half until one is left. NumPy looks up whole
lanes as 32-bit numbers; without it ``bytes.translate`` does the same for each of a remainder's four bytes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Callable, List, Optional, Sequence, Tuple, Union

try:
    import numpy
except ImportError:  # the standard library alone is enough
    numpy = None

Buffer = Union[bytes, bytearray, memoryview]

_POLYNOMIAL = 0x82F63B78
_BLOCKS = 64  # bytes of one lane in the first step
_SMALLEST, _LARGEST = 11, 18  # base-2 logarithms of the parts that are cut into lanes


def _expand(basis: Sequence[int]) -> List[int]:
    """The 256 values of a linear map of a byte from its values at 1, 2, 4, …, 128."""
    table = [0]
    for value in basis:
        table += [entry ^ value for entry in table]
    return table


def _byte_table() -> List[int]:
    basis = []
    for bit in range(8):
        remainder = 1 << bit
        for _ in range(8):
            remainder = (remainder >> 1) ^ (_POLYNOMIAL if remainder & 1 else 0)
        basis.append(remainder)
    return _expand(basis)


_TABLE = _byte_table()


@lru_cache(maxsize=None)
def _shift_tables(log2: int) -> Tuple[List[int], ...]:
    """Four tables, one for each byte of a remainder, that append 2^log2 zero bytes to it."""
    if log2 == 0:
        def one(remainder: int) -> int:
            return _TABLE[remainder & 255] ^ (remainder >> 8)
    else:
        half = _shift_tables(log2 - 1)

        def one(remainder: int) -> int:
            return _shift(half, _shift(half, remainder))
    return tuple(_expand([one(1 << (8 * byte + bit)) for bit in range(8)]) for byte in range(4))


def _shift(tables: Tuple[List[int], ...], remainder: int) -> int:
    return (
        tables[0][remainder & 255]
        ^ tables[1][remainder >> 8 & 255]
        ^ tables[2][remainder >> 16 & 255]
        ^ tables[3][remainder >> 24]
    )


def _append_zeros(remainder: int, count: int) -> int:
    log2 = 0
    while count:
        if count & 1:
            remainder = _shift(_shift_tables(log2), remainder)
        count >>= 1
        log2 += 1
    return remainder


def _planes(table: Sequence[int]) -> Tuple[bytes, ...]:
    return tuple(bytes(value >> (8 * plane) & 255 for value in table) for plane in range(4))


@lru_cache(maxsize=None)
def _first_tables(log2: int) -> List[List[int]]:
    """For a part of 2^log2 bytes: the table of each block, which appends the blocks that follow it."""
    lanes = (1 << log2) // _BLOCKS
    return [
        _expand([_append_zeros(_TABLE[1 << bit], (_BLOCKS - 1 - block) * lanes) for bit in range(8)])
        for block in range(_BLOCKS)
    ]


# With the standard library


@lru_cache(maxsize=None)
def _first_planes(log2: int) -> List[Tuple[bytes, ...]]:
    return [_planes(table) for table in _first_tables(log2)]


@lru_cache(maxsize=None)
def _shift_planes(log2: int) -> Tuple[Tuple[bytes, ...], ...]:
    return tuple(_planes(table) for table in _shift_tables(log2))


def _part_by_translation(part: Buffer, log2: int) -> int:
    data = bytes(part)
    lanes = len(data) // _BLOCKS
    sums = [0, 0, 0, 0]
    for block, tables in enumerate(_first_planes(log2)):
        piece = data[block * lanes : (block + 1) * lanes]
        for plane in range(4):
            sums[plane] ^= int.from_bytes(piece.translate(tables[plane]), "little")
    planes = [value.to_bytes(lanes, "little") for value in sums]
    while lanes > 1:
        lanes //= 2
        tables_of_shift = _shift_planes(lanes.bit_length() - 1)
        front = [plane[:lanes] for plane in planes]
        sums = [int.from_bytes(plane[lanes:], "little") for plane in planes]
        for source in range(4):
            for plane in range(4):
                sums[plane] ^= int.from_bytes(front[source].translate(tables_of_shift[source][plane]), "little")
        planes = [value.to_bytes(lanes, "little") for value in sums]
    return int.from_bytes(b"".join(planes), "little")


# With NumPy


@lru_cache(maxsize=None)
def _first_arrays(log2: int) -> "numpy.ndarray":
    return numpy.array(_first_tables(log2), dtype=numpy.uint32)


@lru_cache(maxsize=None)
def _shift_arrays(log2: int) -> "numpy.ndarray":
    return numpy.array(_shift_tables(log2), dtype=numpy.uint32)


def _part_by_arrays(part: Buffer, log2: int) -> int:
    data = numpy.frombuffer(part, dtype=numpy.uint8)
    lanes = len(data) // _BLOCKS
    tables = _first_arrays(log2)
    remainders = tables[0].take(data[:lanes])
    for block in range(1, _BLOCKS):
        remainders ^= tables[block].take(data[block * lanes : (block + 1) * lanes])
    while lanes > 1:
        lanes //= 2
        shifts = _shift_arrays(lanes.bit_length() - 1)
        front, remainders = remainders[:lanes], remainders[lanes:].copy()
        for byte in range(4):
            remainders ^= shifts[byte].take(front >> (8 * byte) & 255)
    return int(remainders[0])


def _crc32c(data: Buffer, part_remainder: Callable[[Buffer, int], int]) -> int:
    view = memoryview(data).cast("B")
    remainder = 0xFFFFFFFF
    position = 0
    log2 = _LARGEST
    while log2 >= _SMALLEST:
        if len(view) - position < 1 << log2:
            log2 -= 1
            continue
        part = view[position : position + (1 << log2)]
        remainder = _shift(_shift_tables(log2), remainder) ^ part_remainder(part, log2)
        position += 1 << log2
    table = _TABLE
    for byte in view[position:]:
        remainder = table[(remainder ^ byte) & 255] ^ (remainder >> 8)
    return remainder ^ 0xFFFFFFFF


def crc32c_standard_library(data: Buffer) -> int:
    """CRC-32C with nothing but the standard library."""
    return _crc32c(data, _part_by_translation)


def crc32c_numpy(data: Buffer) -> int:
    """CRC-32C with NumPy."""
    return _crc32c(data, _part_by_arrays)


def _compiled() -> Optional[Callable[[Buffer], int]]:
    try:
        import crc32c as module  # the module of that name outside this package

        return module.crc32c
    except ImportError:
        pass
    try:
        import google_crc32c

        if google_crc32c.implementation == "c":
            return lambda data: google_crc32c.value(bytes(data))
    except ImportError:
        pass
    return None


_fastest = _compiled() or (crc32c_numpy if numpy is not None else crc32c_standard_library)


def crc32c(data: Buffer) -> int:
    """The CRC-32C of a buffer, by the quickest way that this installation has."""
    return _fastest(data)
