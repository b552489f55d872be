"""BLOBS payloads: media under their SHA-256 (section 8 of the specification)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Dict, List, Optional, Union

from . import cbor
from .columns import read_directory, skip_zeros
from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]


@dataclass(frozen=True)
class Blob:
    """One medium. ``data`` is a view of the payload, ``facts`` what was probed of it."""

    digest: bytes
    data: memoryview
    facts: Optional[Dict[str, Any]]

    def check(self) -> None:
        """Raises ``badBlobDigest`` when the bytes do not have their name."""
        if sha256(self.data).digest() != self.digest:
            raise ShardError("badBlobDigest", f"the bytes named {self.digest.hex()} are others")


def parse_blobs(payload: Buffer, entries: int, largest_blob: int) -> List[Blob]:
    """The blobs of a payload, their digests not yet compared. Raises ``badBlobs``."""
    view = memoryview(payload)
    directory, position = read_directory(view, "badBlobs", cbor.BLOBS_DIRECTORY_ITEMS)
    if not isinstance(directory, list) or len(directory) != entries:
        raise _bad(f"the directory is not an array of {entries} blobs")
    blobs = []
    for row in directory:
        if not isinstance(row, list) or len(row) != 3:
            raise _bad("a blob is not [digest, length, facts]")
        digest, length, facts = row
        if not isinstance(digest, bytes) or len(digest) != 32 or type(length) is not int or length < 0:
            raise _bad("a digest or a length is not allowed")
        if facts is not None and not isinstance(facts, dict):
            raise _bad(f"the facts of {digest.hex()} are not a map")
        if length > largest_blob:
            raise _bad(f"{digest.hex()} has {length} bytes, and at most {largest_blob} are allowed")
        end = position + length
        if end > len(view):
            raise _bad(f"{digest.hex()} is longer than the payload")
        blobs.append(Blob(digest, view[position:end], facts))
        position = skip_zeros(view, end, "badBlobs")
    if position != len(view):
        raise _bad("bytes after the last blob")
    return blobs


def _bad(reason: str) -> ShardError:
    return ShardError("badBlobs", reason)
