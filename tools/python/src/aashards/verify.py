"""Verification of whole files, and proofs that a record is in one."""

from __future__ import annotations

import os
from typing import Any, BinaryIO, Dict, List, NamedTuple, Sequence, Union

from .errors import ShardError
from .layout import Limits
from .mapped import Shard
from .merkle import audit_path, verify_audit_path
from .reader import open_stream


class Verified(NamedTuple):
    """What was found in one member."""

    member: int
    frames: int
    """all frames, those from END on included"""
    bytes: int
    content: Dict[str, int]
    content_root: bytes


def verify(place: Union[str, "os.PathLike[str]", BinaryIO], *, limits: Limits = Limits()) -> List[Verified]:
    """Reads everything and compares everything. Raises ShardError at the first thing that is wrong."""
    found = []
    with open_stream(place, limits=limits, keep_blobs=False) as reader:
        for member in reader.members():
            frames = sum(1 for _ in member.frames())
            root = member.end.content_root if member.end else b""
            found.append(Verified(member.number, frames, member.length, member.content, root))
    return found


class Proof(NamedTuple):
    """That an entry is the index-th of size in the content tree with this root."""

    member: int
    entry: bytes
    index: int
    size: int
    path: List[bytes]
    """the nodes beside the way to the root, the lowest first"""
    root: bytes


def prove(path: Union[str, "os.PathLike[str]"], record_digest: Union[str, bytes]) -> Proof:
    """A proof that a record is in a file (or a TOKENS or PLAN frame, by its digest). Raises ``noSuchRecord``."""
    entry = bytes.fromhex(record_digest) if isinstance(record_digest, str) else bytes(record_digest)
    with Shard(path) as shard:
        for member in shard.members:
            entries = member.content_entries()
            if entry in entries:
                index = entries.index(entry)
                return Proof(
                    member.number, entry, index, len(entries), audit_path(entries, index), member.end.content_root
                )
    raise ShardError("noSuchRecord", f"no record {entry.hex()}")


def verify_proof(entry: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the entry to the root, which must come from a place that is trusted."""
    return verify_audit_path(entry, index, size, path, root)


def describe(found: Sequence[Verified]) -> List[Dict[str, Any]]:
    """The same for JSON."""
    return [{**member._asdict(), "content_root": member.content_root.hex()} for member in found]
