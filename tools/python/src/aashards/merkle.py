"""The content tree: RFC 6962 Merkle tree over 32-byte entries, with inclusion proofs."""

from __future__ import annotations

from hashlib import sha256
from typing import List, Sequence


def _leaf(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Accumulator:
    """The root of entries that come one by one, in memory that grows with the logarithm of their number."""

    def __init__(self) -> None:
        self.count = 0
        self._complete: List[bytes] = []  # roots of complete subtrees, the largest first

    def append(self, entry: bytes) -> None:
        node = _leaf(entry)
        size = self.count
        while size & 1:
            node = _node(self._complete.pop(), node)
            size >>= 1
        self._complete.append(node)
        self.count += 1

    def root(self) -> bytes:
        if not self._complete:
            return sha256(b"").digest()
        node = self._complete[-1]
        for left in reversed(self._complete[:-1]):
            node = _node(left, node)
        return node


def root(entries: Sequence[bytes]) -> bytes:
    """The root of a list of entries; of none, the SHA-256 of nothing."""
    accumulator = Accumulator()
    for entry in entries:
        accumulator.append(entry)
    return accumulator.root()


def audit_path(entries: Sequence[bytes], index: int) -> List[bytes]:
    """The nodes beside the way from the entry to the root, the lowest first (RFC 6962, section 2.1.1)."""
    if not 0 <= index < len(entries):
        raise IndexError("no such entry")
    path: List[bytes] = []
    first, last = 0, len(entries)
    while last - first > 1:
        middle = first + _left_size(last - first)
        if index < middle:
            path.append(root(entries[middle:last]))
            last = middle
        else:
            path.append(root(entries[first:middle]))
            first = middle
    path.reverse()
    return path


def verify_audit_path(entry: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether the path leads from the entry, the index-th of size, to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last = index, size - 1
    node = _leaf(entry)
    for beside in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = _node(beside, node)
            while here and not here & 1:
                here >>= 1
                last >>= 1
        else:
            node = _node(node, beside)
        here >>= 1
        last >>= 1
    return last == 0 and node == expected_root


def _left_size(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << ((count - 1).bit_length() - 1)
