"""What a member has held so far, to be compared with what END, INDEX and SUMMARY say of it."""

from __future__ import annotations

from collections import deque
from typing import Any, Deque, Dict, List, Sequence, Tuple

from .blobs import Blob
from .documents import End
from .errors import ShardError
from .index import BlobRow, FrameRow, Index
from .layout import BLOBS, FrameHeader
from .merkle import Accumulator
from .records import Record


class Window:
    """The blobs that a streaming reader keeps: the latest ones, of at most W bytes together."""

    def __init__(self, size: int, hold_data: bool) -> None:
        self._size = size
        self._hold_data = hold_data
        self._kept: Deque[Tuple[bytes, int]] = deque()
        self._bytes = 0
        self._held: Dict[bytes, Tuple[int, Any]] = {}  # digest → times kept, blob

    def add(self, blob: Blob) -> None:
        length = len(blob.data)
        times, _ = self._held.get(blob.digest, (0, None))
        self._held[blob.digest] = (times + 1, blob if self._hold_data else None)
        self._kept.append((blob.digest, length))
        self._bytes += length
        while self._bytes > self._size:
            digest, length = self._kept.popleft()
            self._bytes -= length
            times, held = self._held.pop(digest)
            if times > 1:
                self._held[digest] = (times - 1, held)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._held

    def blob(self, digest: bytes) -> Blob:
        held = self._held.get(digest, (0, None))[1]
        if held is None:
            raise ShardError("noSuchRecord", f"blob {digest.hex()} is not among those kept")
        return held


class Audit:
    """Counts, content tree and positions of one member."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.tree = Accumulator()
        self.counts = dict.fromkeys(("frames", "records", "record_bytes", "blobs", "blob_bytes", "groups", "bins"), 0)
        self._frames: List[FrameRow] = []
        self._blobs: List[BlobRow] = []

    def frame(self, offset: int, header: FrameHeader) -> None:
        """A frame before END, at an offset from the member's beginning."""
        self._frames.append(FrameRow(offset, header.kind, header.entries, header.stored_length))
        self.counts["frames"] += 1

    def blobs(self, blobs: Sequence[Blob]) -> None:
        for slot, blob in enumerate(blobs):
            blob.check()
            self.window.add(blob)
            self._blobs.append(BlobRow(blob.digest, self.counts["frames"], slot))
            self.counts["blobs"] += 1
            self.counts["blob_bytes"] += len(blob.data)

    def record(self, record: Record) -> None:
        for digest in record.media:
            if digest not in self.window:
                raise ShardError("unresolvedBlob", f"a record names blob {digest.hex()}, which is not among those kept")
        self.tree.append(record.digest)
        self.counts["records"] += 1
        self.counts["record_bytes"] += len(record.data)

    def groups(self, count: int, frame_digest: bytes) -> None:
        self.tree.append(frame_digest)
        self.counts["groups"] += count

    def bins(self, count: int, frame_digest: bytes) -> None:
        self.tree.append(frame_digest)
        self.counts["bins"] += count

    def check_end(self, end: End) -> None:
        for name, count in self.counts.items():
            said = getattr(end, name)
            if said != count:
                raise ShardError("countMismatch", f"END counts {said} {name}, and {count} came")
        if end.content_root != self.tree.root():
            raise ShardError("contentRootMismatch", "the content is not what END was written for")

    def index(self) -> Index:
        """The index as a writer makes it."""
        return Index(self._frames, sorted(self._blobs))

    def check_index(self, index: Index) -> None:
        mine = self.index()
        if index.frames != mine.frames:
            raise ShardError("badIndex", "the rows of frames are not those of the member")
        # Equal digests may stand in any order among themselves.
        if sorted(index.blobs) != mine.blobs:
            raise ShardError("badIndex", "the rows of blobs are not those of the member")

    def check_summary(self, summary: Dict[str, Any], offset: int) -> None:
        """offset: of SUMMARY from the member's beginning."""
        check_summary(summary, self.counts["record_bytes"], self.counts["blob_bytes"], offset)


def check_summary(summary: Dict[str, Any], record_bytes: int, blob_bytes: int, offset: int) -> None:
    """Raises ``badSummary`` when SUMMARY, which begins at an offset in its member, counts other bytes than these."""
    mine = {"records": record_bytes, "blobs": blob_bytes, "frames": offset}
    said = {name: summary["bytes"][name] for name in mine}
    if said != mine:
        raise ShardError("badSummary", f"bytes are {said}, and {mine} came")


def blob_row_frames_exist(index: Index) -> None:
    """Raises ``badIndex`` when a blob's row names a frame that is no BLOBS frame or has no such place."""
    for row in index.blobs:
        if row.frame >= len(index.frames):
            raise ShardError("badIndex", f"blob {row.digest.hex()} is said to be in a frame that is not there")
        frame = index.frames[row.frame]
        if frame.kind != BLOBS or row.slot >= frame.entries:
            raise ShardError("badIndex", f"blob {row.digest.hex()} is said to be where no blob is")
