"""The mapped reader: a finished file, opened from its end, read in any order (sections 11 and 13)."""

from __future__ import annotations

import os
from bisect import bisect_right
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple, Union

from . import layout
from .audit import blob_row_frames_exist, check_summary
from .blobs import parse_blobs
from .codec import STORED, decompress
from .columns import ColumnBlock
from .crc32c import crc32c
from .documents import PROFILES, End, parse_end, parse_meta, parse_summary
from .errors import ShardError
from .index import BlobRow, FrameRow, Index, parse_index
from .layout import UNIT, FrameHeader, Limits, Preamble, Trailer
from .plain import plain
from .plans import Bin, Plan, Waiting
from .reader import Reader
from .records import Record, parse_record, split_records
from .source import MappedSource, mapped_file
from .tokens import TokenFrame, TokenGroup
from .vocabulary import check_tokenizer

Buffer = Union[bytes, bytearray, memoryview]

_NOT_BETWEEN = (layout.META, layout.END, layout.INDEX, layout.SUMMARY, layout.ABORT)
_FRAMES_HELD = 8  # parsed or decompressed frames a member keeps


class _Payload(NamedTuple):
    header: FrameHeader
    data: Buffer
    digest: bytes


class MappedMember:
    """One member of a mapped file. Only what stands at its beginning and end is read when it is opened."""

    def __init__(self, view: memoryview, number: int, offset: int, trailer: Trailer, limits: Limits) -> None:
        self.number = number
        self.offset = offset
        self.length = trailer.length
        self._view = view[offset : offset + trailer.length]
        self._first_frame: Optional[int] = None
        try:
            self.preamble = Preamble.parse(self._view[:UNIT], limits)
        except ShardError as error:
            raise error.at(number, None, offset)
        if trailer.tag != self.preamble.tag:
            raise ShardError(
                "badTrailer", "the trailer is another stream's", member=number, offset=offset + trailer.length - UNIT
            )
        self._stop = trailer.length - UNIT
        self.end_at = trailer.end
        self._index: Optional[Index] = None
        self.frame = lru_cache(maxsize=_FRAMES_HELD)(self._frame)
        self.token_frame = lru_cache(maxsize=_FRAMES_HELD)(self._token_frame)
        self.records_of = lru_cache(maxsize=_FRAMES_HELD)(self._records_of)

        meta = self._read(UNIT, layout.META)
        if sha256(meta.data).digest()[:4] != self.preamble.tag:
            raise self._error("badMeta", "the preamble was written for another META", UNIT)
        self.meta: Dict[str, Any] = self._placed(UNIT, parse_meta, meta.data)
        self._vocabulary_size: Optional[int] = self._placed(UNIT, check_tokenizer, self.meta)
        self.end: End = self._placed(self.end_at, parse_end, self._read(self.end_at, layout.END).data)
        self.summary: Optional[Dict[str, Any]] = None
        self.index_at: Optional[int] = None
        self.closing_frames = self._read_closing(trailer)

    def _read_closing(self, trailer: Trailer) -> int:
        """How many frames stand from END on."""
        count, at = 0, self.end_at
        while at < self._stop:
            header = self._header(at)
            if header.kind == layout.INDEX and self.index_at is None and self.summary is None:
                self.index_at = at
            elif header.kind == layout.SUMMARY and self.summary is None:
                payload = self._read(at, layout.SUMMARY)
                self.summary = self._placed(at, parse_summary, payload.data)
                self._placed(at, check_summary, self.summary, self.end.record_bytes, self.end.blob_bytes, at)
                if at != trailer.summary:
                    raise self._error("badTrailer", "SUMMARY is not where the trailer says", self._stop)
            elif at != self.end_at and header.kind in layout.NAMES and header.kind != layout.PAD:
                raise self._error("unexpectedFrame", f"{layout.NAMES[header.kind]} in the wrong place", at)
            at += header.padded_length
            count += 1
        if at != self._stop or (self.index_at or 0) != trailer.index or (self.summary is None) != (not trailer.summary):
            raise self._error("badTrailer", "the frames after END are not where the trailer says", self._stop)
        return count

    @property
    def index(self) -> Index:
        """The index of the file, or one rebuilt from the frames when the file has none."""
        if self._index is None:
            if self.index_at is None:
                self._index = self._rebuilt_index()
            else:
                payload = self._read(self.index_at, layout.INDEX)
                self._index = self._placed(self.index_at, parse_index, payload.data, payload.header.entries)
                self._placed(self.index_at, blob_row_frames_exist, self._index)
            rows = self._index.frames
            records = sum(row.entries for row in rows if row.kind == layout.RECORDS)
            if len(rows) != self.end.frames or records != self.end.records:
                raise self._error("countMismatch", "END and the index count differently", self.end_at)
            for row in rows[1:]:
                if row.kind in _NOT_BETWEEN or self.meta["profile"] not in layout.PROFILES_WITH.get(row.kind, PROFILES):
                    raise self._error("unexpectedFrame", f"{layout.NAMES[row.kind]} may not stand here", row.offset)
        return self._index

    def _rebuilt_index(self) -> Index:
        frames: List[FrameRow] = []
        blobs: List[BlobRow] = []
        at = UNIT
        while at < self.end_at:
            header = self._header(at)
            if header.kind == layout.BLOBS:
                payload = self._read(at, layout.BLOBS, whole=False)
                rows = self._placed(at, parse_blobs, payload.data, header.entries, self.preamble.largest_blob)
                blobs += [BlobRow(blob.digest, len(frames), slot) for slot, blob in enumerate(rows)]
            frames.append(FrameRow(at, header.kind, header.entries, header.stored_length))
            at += header.padded_length
        if at != self.end_at:
            raise self._error("badTrailer", "END is not where the trailer says", self.end_at)
        return Index(frames, sorted(blobs))

    # Frames

    def rows(self, kind: int) -> List[int]:
        """The rows of the index with frames of a kind."""
        return [number for number, row in enumerate(self.index.frames) if row.kind == kind]

    def _frame(self, row: int, whole: bool = True) -> _Payload:
        """A frame by its row, its header compared with the row."""
        expected = self.index.frames[row]
        if expected.offset % UNIT or not UNIT <= expected.offset < self.end_at:
            raise self._error("badIndex", f"frame {row} is said to be outside the member", self.index_at or 0)
        header = self._header(expected.offset)
        if (header.kind, header.entries, header.stored_length) != (expected.kind, expected.entries, expected.stored):
            raise self._error("badIndex", f"frame {row} is not what the index says", expected.offset)
        return self._read(expected.offset, expected.kind, whole)

    def _token_frame(self, row: int) -> TokenFrame:
        payload = self.frame(row)
        at = self.index.frames[row].offset
        block = self._placed(at, ColumnBlock.parse, payload.data)
        return self._placed(at, TokenFrame, block, payload.header.entries, self._vocabulary_size)

    def plan(self, row: int, waiting: Waiting) -> Plan:
        """Carries out the plan of a row."""
        payload = self.frame(row)
        at = self.index.frames[row].offset
        block = self._placed(at, ColumnBlock.parse, payload.data)
        return self._placed(at, waiting.take, block, payload.header.entries)

    def _records_of(self, row: int) -> List[memoryview]:
        payload = self.frame(row)
        return self._placed(self.index.frames[row].offset, split_records, payload.data, payload.header.entries)

    def record(self, row: int, place: int) -> Record:
        return self._placed(self.index.frames[row].offset, parse_record, self.records_of(row)[place])

    def blob(self, digest: bytes) -> Optional[memoryview]:
        """The bytes of a stored blob, or None when the member does not store it."""
        found = self.index.find_blob(digest)
        if found is None:
            return None
        row, slot = found
        payload = self.frame(row, False)
        at = self.index.frames[row].offset
        blobs = self._placed(at, parse_blobs, payload.data, payload.header.entries, self.preamble.largest_blob)
        if blobs[slot].digest != digest:
            raise self._error("badIndex", f"blob {digest.hex()} is not where the index says", at)
        self._placed(at, blobs[slot].check)
        return blobs[slot].data

    def content_entries(self) -> List[bytes]:
        """The entries of the content tree, in stream order."""
        entries: List[bytes] = []
        for number, row in enumerate(self.index.frames):
            if row.kind == layout.RECORDS:
                entries += [sha256(data).digest() for data in self.records_of(number)]
            elif row.kind in (layout.TOKENS, layout.PLAN):
                entries.append(self.frame(number).digest)
        return entries

    def _header(self, at: int) -> FrameHeader:
        if at + UNIT > self._stop:
            raise self._error("badTrailer", "a frame is said to be outside the member", at)
        header = self._placed(at, FrameHeader.parse, self._view[at : at + UNIT], self.preamble)
        if at + header.padded_length > self._stop:
            raise self._error("badTrailer", "a frame reaches beyond the trailer", at)
        return header

    def _read(self, at: int, kind: int, whole: bool = True) -> _Payload:
        """A verified payload. Without whole, media are left to their own digests, and padding and checksum unread."""
        header = self._header(at)
        if header.kind != kind:
            raise self._error("unexpectedFrame", f"{layout.NAMES[kind]} is not where it is said to be", at)
        end = at + UNIT + header.stored_length
        stored = self._view[at + UNIT : end]
        if whole or header.codec != STORED:
            if any(self._view[end : at + header.padded_length]):
                raise self._error("badPadding", "bytes behind the payload are not zero", at)
            if crc32c(stored) != header.payload_checksum:
                raise self._error("badPayloadChecksum", "the payload is damaged", at)
        data = self._placed(at, decompress, header.codec, stored, header.raw_length)
        digest = header.digest(data)
        if digest[:16] != header.frame_id:
            raise self._error("badFrameIdentity", "the payload is not the one that the header names", at)
        return _Payload(header, data, digest)

    def _placed(self, at: int, call: Any, *arguments: Any) -> Any:
        try:
            return call(*arguments)
        except ShardError as error:
            raise error.at(self.number, self._ordinal(at), self.offset + at)

    def _error(self, code: str, message: str, at: int) -> ShardError:
        return ShardError(code, message).at(self.number, self._ordinal(at), self.offset + at)

    def number_frames(self, first: int) -> None:
        """Says how many frames stand before the member, which errors tell."""
        self._first_frame = first

    def _ordinal(self, at: int) -> Optional[int]:
        """The ordinal of the frame at an offset, as far as it is known."""
        if self._first_frame is None or self._index is None:
            return None
        for number, row in enumerate(self._index.frames):
            if row.offset == at:
                return self._first_frame + number
        return None


class Shard:
    """A finished file of one or more members, for records by ordinal and digest and media by SHA-256.

    What is read is verified; what is not read is not. ``verify`` looks at everything.
    """

    def __init__(self, path: Union[str, "os.PathLike[str]"], *, limits: Limits = Limits()) -> None:
        self.path = path
        self._source: MappedSource = mapped_file(path)
        try:
            self.members = self._open_members(limits)
        except ShardError:
            self._source.close()
            self._diagnose(limits)
            raise
        first = 0
        for member in self.members:
            member.number_frames(first)
            first += member.end.frames + member.closing_frames
        self._ordinals: Optional[Dict[bytes, int]] = None
        self._places: Optional[Tuple[List[int], List[Tuple[MappedMember, int]]]] = None

    def _open_members(self, limits: Limits) -> List[MappedMember]:
        view, stop = self._source.view, len(self._source.view)
        trailers: List[Tuple[int, Trailer]] = []
        while stop:
            if stop < 2 * UNIT:
                raise ShardError("badTrailer", "no member ends here", offset=max(0, stop - UNIT))
            try:
                trailer = Trailer.parse(view[stop - UNIT : stop])
            except ShardError as error:
                raise error.at(None, None, stop - UNIT)
            if trailer.length > stop:
                raise ShardError("badTrailer", "the member is longer than the file", offset=stop - UNIT)
            stop -= trailer.length
            trailers.append((stop, trailer))
        trailers.reverse()
        return [MappedMember(view, number, at, trailer, limits) for number, (at, trailer) in enumerate(trailers)]

    def _diagnose(self, limits: Limits) -> None:
        """Reads from the beginning, since that tells better what is wrong with a file that does not end well."""
        source = MappedSource(self.path)
        with Reader(source, limits, keep_blobs=False) as reader:
            for _ in reader.frames():
                pass

    def __enter__(self) -> "Shard":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file; views that were handed out stay good."""
        self.members = []
        self._places = self._ordinals = None
        self._source.close()

    def info(self) -> List[Dict[str, Any]]:
        """What each member says of itself at its beginning and end; the data are not read."""
        return [
            {
                "member": member.number,
                "bytes": member.length,
                "meta": plain(member.meta),
                "records": member.end.records,
                "groups": member.end.groups,
                "bins": member.end.bins,
                "blobs": member.end.blobs,
                "record_bytes": member.end.record_bytes,
                "blob_bytes": member.end.blob_bytes,
                "frames": member.end.frames,
                "content_root": member.end.content_root.hex(),
                "counters": (member.summary or {}).get("counters", {}),
            }
            for member in self.members
        ]

    # Records and media

    def __len__(self) -> int:
        """The number of records."""
        return sum(member.end.records for member in self.members)

    def record(self, which: Union[int, str, bytes]) -> Record:
        """A record by its ordinal in the file, or by the SHA-256 of its bytes. Raises ``noSuchRecord``."""
        ordinal = which if isinstance(which, int) else self._by_digest(which)
        if not 0 <= ordinal < len(self):
            raise ShardError("noSuchRecord", f"record {which} of {len(self)}")
        starts, places = self._record_places()
        place = bisect_right(starts, ordinal) - 1
        member, row = places[place]
        return member.record(row, ordinal - starts[place])

    def records(self) -> Iterator[Dict[str, Any]]:
        """Records under the names of record.schema.json."""
        for ordinal in range(len(self)):
            yield self.record(ordinal).value

    def blob(self, digest: Union[str, bytes]) -> memoryview:
        """The bytes of a medium, a view of the file when its frame is stored. Raises ``noSuchRecord``."""
        name = bytes.fromhex(digest) if isinstance(digest, str) else digest
        for member in self.members:
            data = member.blob(name)
            if data is not None:
                return data
        raise ShardError("noSuchRecord", f"no blob {name.hex()}")

    def _record_places(self) -> Tuple[List[int], List[Tuple[MappedMember, int]]]:
        """The first ordinal of each RECORDS frame that has records, and the frame."""
        if self._places is None:
            places = [
                (member, row)
                for member in self.members
                for row in member.rows(layout.RECORDS)
                if member.index.frames[row].entries
            ]
            counts = [member.index.frames[row].entries for member, row in places]
            self._places = [0, *accumulate(counts)][: len(counts)], places
        return self._places

    def _by_digest(self, digest: Union[str, bytes]) -> int:
        if self._ordinals is None:
            # No part of the format lists the names of records, so the first question reads all of them.
            self._ordinals = {}
            ordinal = 0
            for member, row in self._record_places()[1]:
                for data in member.records_of(row):
                    self._ordinals.setdefault(sha256(data).digest(), ordinal)
                    ordinal += 1
        name = bytes.fromhex(digest) if isinstance(digest, str) else digest
        if name not in self._ordinals:
            raise ShardError("noSuchRecord", f"no record {name.hex()}")
        return self._ordinals[name]

    # Tokens

    @property
    def group_count(self) -> int:
        return sum(member.end.groups for member in self.members)

    def groups(self, first: int = 0, step: int = 1) -> Iterator[TokenGroup]:
        """Every step-th token tree from the first one on, in stream order; arrays of stored frames are views of the
        file."""
        wanted, before = first, 0
        for member in self.members:
            for row in member.rows(layout.TOKENS):
                count = member.index.frames[row].entries
                while wanted < before + count:
                    yield member.token_frame(row)[wanted - before]
                    wanted += step
                before += count

    def bins(self) -> Iterator[Bin]:
        """The bins of plans."""
        for member in self.members:
            waiting = Waiting()
            held: Dict[int, Tuple[TokenFrame, int]] = {}
            come = 0
            for row, frame in enumerate(member.index.frames):
                if frame.kind == layout.TOKENS:
                    groups = member.token_frame(row)
                    held.update((come + number, (groups, number)) for number in range(len(groups)))
                    come += len(groups)
                    waiting.come(len(groups))
                elif frame.kind == layout.PLAN:
                    plan = member.plan(row, waiting)
                    for ordinal in plan.dropped:
                        del held[ordinal]
                    capacity = plan.attributes.get("capacity", 0)
                    for ordinals in plan.bins:
                        taken = [held.pop(ordinal) for ordinal in ordinals]
                        yield Bin(capacity, tuple(groups[number] for groups, number in taken))
            if member.meta["profile"] == "packed" and len(waiting):
                raise ShardError("badPlan", f"{len(waiting)} groups are in no plan").at(
                    member.number, None, member.offset + member.end_at
                )


def info(path: Union[str, "os.PathLike[str]"], *, limits: Limits = Limits()) -> List[Dict[str, Any]]:
    """What the members of a file say of themselves; the data are not read."""
    with Shard(path, limits=limits) as shard:
        return shard.info()
