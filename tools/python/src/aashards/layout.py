"""The fixed 64-byte structures: preamble, frame header and trailer (sections 2, 3 and 13)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Union

from .codec import STORED, ZSTD, can_read
from .crc32c import crc32c
from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]

UNIT = 64  # everything begins on a multiple of it
MAGIC = b"\x89AAS\r\n\x1a\n"
SYNC = b"\xf8AAF\xff\r\n\x1a"
TRAILER_MARK = b"\xf8AAT\xff\r\n\x1a"

META, RECORDS, BLOBS, TOKENS, PLAN, TOMBSTONES, END, INDEX, SUMMARY, ABORT, PAD = range(1, 12)
NAMES = {
    META: "META", RECORDS: "RECORDS", BLOBS: "BLOBS", TOKENS: "TOKENS", PLAN: "PLAN", TOMBSTONES: "TOMBSTONES",
    END: "END", INDEX: "INDEX", SUMMARY: "SUMMARY", ABORT: "ABORT", PAD: "PAD",
}  # fmt: skip
_CRITICAL = {META, RECORDS, BLOBS, TOKENS, PLAN, TOMBSTONES, END, ABORT}
_NOT_CRITICAL = {INDEX, SUMMARY, PAD}
_ALWAYS_STORED = {META, END, INDEX, SUMMARY, ABORT}
_WITHOUT_ENTRIES = {META, END, SUMMARY, ABORT}

MOST_RECORDS = 1 << 20  # in a frame: records of one byte would else take many times their size in memory

# Kinds that stand in members of some profiles only.
PROFILES_WITH = {TOKENS: ("tokens", "packed"), PLAN: ("packed",)}

_PREAMBLE = struct.Struct("<8sHHIQQBBBB4s20sI")
_HEADER = struct.Struct("<8sBBHIQQ16sI4sII")
_TRAILER = struct.Struct("<8sQQQQ4s16sI")


@dataclass(frozen=True)
class Limits:
    """What a reader is willing to hold, as base-2 logarithms of bytes."""

    payload_log2: int = 32
    window_log2: int = 34


@dataclass(frozen=True)
class Preamble:
    major: int
    minor: int
    payload_log2: int
    window_log2: int
    tag: bytes

    @property
    def largest_payload(self) -> int:
        return 1 << self.payload_log2

    @property
    def window(self) -> int:
        return 1 << self.window_log2

    @property
    def largest_blob(self) -> int:
        return min(self.window // 2, self.largest_payload - 4096)

    @classmethod
    def parse(cls, data: Buffer, limits: Limits) -> "Preamble":
        (magic, major, minor, length, required, _, payload_log2, window_log2, alignment_log2, zero, tag, zeros,
         checksum) = _PREAMBLE.unpack(data)  # fmt: skip
        if magic != MAGIC:
            raise ShardError("badMagic", "this is not a shard")
        if checksum != crc32c(data[:60]):
            raise ShardError("badPreambleChecksum", "the preamble is damaged")
        if major != 1:
            raise ShardError("unsupportedVersion", f"version {major}.{minor}; this reader knows 1")
        if required:
            raise ShardError("unknownFeature", f"required features {required:#x}; this reader knows none")
        if length != UNIT or alignment_log2 != 6 or zero or any(zeros):
            raise ShardError("badPreamble", "a length, an alignment or a reserved value is not allowed")
        if not 16 <= payload_log2 <= 32 or not 16 <= window_log2 <= 40:
            raise ShardError("badPreamble", f"L = 2^{payload_log2} or W = 2^{window_log2} is out of range")
        if payload_log2 > limits.payload_log2 or window_log2 > limits.window_log2:
            raise ShardError(
                "limitTooLarge",
                f"the stream asks for L = 2^{payload_log2} and W = 2^{window_log2}; "
                f"this reader holds 2^{limits.payload_log2} and 2^{limits.window_log2}",
            )
        return cls(major, minor, payload_log2, window_log2, tag)


@dataclass(frozen=True)
class FrameHeader:
    kind: int
    codec: int
    critical: bool
    entries: int
    stored_length: int
    raw_length: int
    frame_id: bytes
    payload_checksum: int

    @property
    def padded_length(self) -> int:
        """Bytes of the frame, header and padding included."""
        return UNIT + self.stored_length + -self.stored_length % UNIT

    @classmethod
    def parse(cls, data: Buffer, preamble: Preamble) -> "FrameHeader":
        """A header after all of its checks; nothing of the payload is needed."""
        (sync, kind, codec, flags, entries, stored, raw, frame_id, payload_checksum, tag, zero,
         checksum) = _HEADER.unpack(data)  # fmt: skip
        if sync != SYNC:
            raise ShardError("badSync", "no frame begins here")
        if checksum != crc32c(data[:60]):
            raise ShardError("badHeaderChecksum", "a frame header is damaged")
        if not can_read(codec):
            raise ShardError("unknownCodec", f"codec {codec}")
        if kind == 0 or flags & ~1 or zero:
            raise ShardError("badHeader", "a kind, a flag or a reserved value is not allowed")
        critical = bool(flags & 1)
        if (kind in _CRITICAL and not critical) or (kind in _NOT_CRITICAL and critical):
            raise ShardError("badHeader", f"the critical flag does not fit {NAMES[kind]}")
        if kind in _ALWAYS_STORED and codec != STORED:
            raise ShardError("badHeader", f"{NAMES[kind]} is always stored")
        if kind in _WITHOUT_ENTRIES and entries:
            raise ShardError("badHeader", f"{NAMES[kind]} has no entries")
        if tag != preamble.tag:
            raise ShardError("foreignFrame", "the frame belongs to another stream")
        most = min(raw, MOST_RECORDS) if kind == RECORDS else raw
        if max(raw, stored) > preamble.largest_payload or entries > most:
            raise ShardError("frameTooLarge", f"{entries} entries, {stored} bytes stored, {raw} raw")
        if codec == STORED and stored != raw:
            raise ShardError("badHeader", f"{stored} bytes stored of {raw}")
        if codec == ZSTD and not (stored <= raw <= 1 << 26 and raw <= (1 << 20) + 256 * stored):
            raise ShardError("badCompression", f"{stored} compressed bytes may not hold {raw}")
        if kind == TOMBSTONES or (critical and kind not in NAMES):
            raise ShardError("unknownCriticalFrame", f"kind {kind}")
        return cls(kind, codec, critical, entries, stored, raw, frame_id, payload_checksum)

    def digest(self, payload: Buffer) -> bytes:
        """The frame digest of a raw payload."""
        identity = payload
        if self.kind == BLOBS and len(payload) >= 8:
            end = 8 + int.from_bytes(payload[:8], "little")
            if end <= len(payload):
                identity = memoryview(payload)[:end]
        hasher = sha256(struct.pack("<BIQ", self.kind, self.entries, self.raw_length))
        hasher.update(identity)
        return hasher.digest()


@dataclass(frozen=True)
class Trailer:
    length: int
    end: int
    index: int
    summary: int
    tag: bytes

    @classmethod
    def parse(cls, data: Buffer) -> "Trailer":
        mark, length, end, index, summary, tag, zeros, checksum = _TRAILER.unpack(data)
        if mark != TRAILER_MARK:
            raise ShardError("badTrailer", "no trailer where one must be")
        if checksum != crc32c(data[:60]):
            raise ShardError("badTrailer", "the trailer is damaged")
        if any(zeros) or any(value % UNIT for value in (length, end, index, summary)):
            raise ShardError("badTrailer", "a reserved or unaligned value")
        if max(end, index, summary) >= length:
            raise ShardError("badTrailer", "an offset outside the member")
        return cls(length, end, index, summary, tag)
