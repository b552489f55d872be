"""INDEX: where frames and blobs of a member are (section 11 of the specification)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import List, NamedTuple, Optional, Tuple, Union

from .columns import ColumnBlock
from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]

_TYPES = {
    "frame.offset": "u64", "frame.kind": "u8", "frame.entries": "u32", "frame.stored": "u64",
    "blob.digest": "bytes", "blob.frame": "u32", "blob.slot": "u32",
}  # fmt: skip


class FrameRow(NamedTuple):
    offset: int
    """from the member's beginning"""
    kind: int
    entries: int
    stored: int


class BlobRow(NamedTuple):
    digest: bytes
    frame: int
    """row of the frame"""
    slot: int
    """place in it"""


@dataclass(frozen=True)
class Index:
    frames: List[FrameRow]
    blobs: List[BlobRow]

    def find_blob(self, digest: bytes) -> Optional[Tuple[int, int]]:
        """Row of the frame, and place in it, of the first stored blob of that name."""
        place = bisect_left(self.blobs, (digest, 0, 0))
        if place < len(self.blobs) and self.blobs[place].digest == digest:
            return self.blobs[place].frame, self.blobs[place].slot
        return None


def parse_index(payload: Buffer, entries: int) -> Index:
    """Raises ``badColumns`` and ``badIndex``."""
    block = ColumnBlock.parse(payload)
    for name, type_name in _TYPES.items():
        if name not in block.columns:
            raise ShardError("badIndex", f"no column {name}")
        if block[name].type != type_name:
            raise ShardError("badIndex", f"column {name} is not {type_name}")
    frame_columns = [block[name].values() for name in ("frame.offset", "frame.kind", "frame.entries", "frame.stored")]
    if any(len(column) != entries for column in frame_columns):
        raise ShardError("badIndex", f"a column has not {entries} rows")
    digests = block["blob.digest"].raw
    blob_frames, blob_slots = block["blob.frame"].values(), block["blob.slot"].values()
    if len(digests) != 32 * len(blob_frames) or len(blob_frames) != len(blob_slots):
        raise ShardError("badIndex", "the columns of blobs differ in length")
    frames = [FrameRow(*row) for row in zip(*frame_columns)]
    blobs = [
        BlobRow(digests[32 * row : 32 * row + 32].tobytes(), frame, slot)
        for row, (frame, slot) in enumerate(zip(blob_frames, blob_slots))
    ]
    if any(first.digest > second.digest for first, second in zip(blobs, blobs[1:])):
        raise ShardError("badIndex", "the digests of blobs do not ascend")
    return Index(frames, blobs)
