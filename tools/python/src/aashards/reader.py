"""The streaming reader: one pass, everything verified (all sections of the specification)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, Dict, Iterator, List, Optional, Union

from . import cbor, layout
from .audit import Audit, Window
from .blobs import Blob, parse_blobs
from .codec import decompress
from .columns import ColumnBlock
from .crc32c import crc32c
from .documents import PROFILES, End, parse_abort, parse_end, parse_meta, parse_summary
from .errors import ShardError
from .index import Index, parse_index
from .layout import UNIT, FrameHeader, Limits, Preamble, Trailer
from .plans import Bin, Plan, Waiting
from .records import Record, named_record, split_records
from .source import Source, source_of
from .tokens import TokenFrame, TokenGroup
from .vocabulary import check_tokenizer

Buffer = Union[bytes, bytearray, memoryview]
Body = Union[List[Record], List[Blob], TokenFrame, Plan, Dict[str, Any], End, Index, None]


@dataclass(frozen=True)
class Frame:
    """One verified frame."""

    member: int
    ordinal: int
    """counted from 0 over all members"""
    offset: int
    """from the beginning of the stream"""
    header: FrameHeader
    digest: bytes
    payload: Buffer
    """raw; a view of the file when that is mapped and the frame is stored"""
    body: Body
    """records, blobs, TokenFrame, Plan, map of META or SUMMARY, End or Index; None for PAD and unknown kinds"""

    @property
    def kind(self) -> int:
        return self.header.kind

    @property
    def name(self) -> str:
        return layout.NAMES.get(self.kind, str(self.kind))


class Member:
    """One member while it is read; ``end``, ``index``, ``summary`` and ``length`` are there once it has been."""

    def __init__(self, reader: "Reader", number: int, head: Buffer, limits: Limits) -> None:
        self._reader = reader
        self.number = number
        self.offset = reader.source.position - len(head)
        self.meta: Dict[str, Any] = {}
        self.end: Optional[End] = None
        self.index: Optional[Index] = None
        self.summary: Optional[Dict[str, Any]] = None
        self.length = 0
        self._source = reader.source
        self._place = self.offset
        self._end_at = self._index_at = self._summary_at = 0
        self._waiting = Waiting()
        self._vocabulary_size: Optional[int] = None
        try:
            self.preamble = _preamble(head, limits)
        except ShardError as error:
            raise error.at(number, None, self.offset)
        self.window = Window(self.preamble.window, reader.keeps_blobs)
        self._audit = Audit(self.window)
        self._iterator = self._read()

    @property
    def content(self) -> Dict[str, Any]:
        """Counts of what has been read so far."""
        return dict(self._audit.counts)

    def frames(self) -> Iterator[Frame]:
        """The frames that have not been read yet, META, END, INDEX and SUMMARY included."""
        return self._iterator

    def _read(self) -> Iterator[Frame]:
        try:
            while True:
                self._place = self._source.position
                head = self._source.take(UNIT)
                if len(head) < UNIT:
                    raise self._cut_off()
                if bytes(head[:8]) == layout.TRAILER_MARK:
                    self._finish(head)
                    return
                frame = self._frame(FrameHeader.parse(head, self.preamble))
                self._reader.frames_read += 1
                yield frame
        except ShardError as error:
            raise error.at(self.number, self._reader.frames_read, self._place)

    def _frame(self, header: FrameHeader) -> Frame:
        stored = self._source.take(header.stored_length)
        padding = self._source.take(-header.stored_length % UNIT)
        if UNIT + len(stored) + len(padding) < header.padded_length:
            raise self._cut_off()
        if any(padding):
            raise ShardError("badPadding", "bytes behind the payload are not zero")
        if crc32c(stored) != header.payload_checksum:
            raise ShardError("badPayloadChecksum", "the payload is damaged")
        payload = decompress(header.codec, stored, header.raw_length)
        digest = header.digest(payload)
        if digest[:16] != header.frame_id:
            raise ShardError("badFrameIdentity", "the payload is not the one that the header names")
        body = self._body(header, payload, digest)
        return Frame(self.number, self._reader.frames_read, self._place, header, digest, payload, body)

    def _body(self, header: FrameHeader, payload: Buffer, digest: bytes) -> Body:
        kind, offset = header.kind, self._place - self.offset
        if (kind == layout.META) != (offset == UNIT):
            if kind == layout.META:
                raise ShardError("unexpectedFrame", "a second META")
            raise ShardError("missingMeta", "the first frame of a member is not META")
        if kind == layout.ABORT and self.end is None:
            raise ShardError("aborted", parse_abort(payload))
        if self.end is None and kind not in (layout.END, layout.INDEX, layout.SUMMARY):
            body = self._content(header, payload, digest)
            self._audit.frame(offset, header)
            return body
        return self._closing(header, payload, offset)

    def _content(self, header: FrameHeader, payload: Buffer, digest: bytes) -> Body:
        """A frame before END."""
        kind, entries = header.kind, header.entries
        if kind == layout.META:
            if sha256(payload).digest()[:4] != self.preamble.tag:
                raise ShardError("badMeta", "the preamble was written for another META")
            self.meta = parse_meta(payload)
            self._vocabulary_size = check_tokenizer(self.meta)
            return self.meta
        if self.meta["profile"] not in layout.PROFILES_WITH.get(kind, PROFILES):
            raise ShardError("unexpectedFrame", f"{layout.NAMES[kind]} in a member of profile {self.meta['profile']}")
        if kind == layout.RECORDS:
            # All that the container asks of the frame comes before what its records mean.
            values = [(data, cbor.decode(data)) for data in split_records(payload, entries)]
            records = []
            for data, value in values:
                records.append(named_record(data, value))
                self._audit.record(records[-1])
            return records
        if kind == layout.BLOBS:
            blobs = parse_blobs(payload, entries, self.preamble.largest_blob)
            self._audit.blobs(blobs)
            return blobs
        if kind == layout.TOKENS:
            frame = TokenFrame(ColumnBlock.parse(payload), entries, self._vocabulary_size)
            self._audit.groups(entries, digest)
            self._waiting.come(entries)
            return frame
        if kind == layout.PLAN:
            plan = self._waiting.take(ColumnBlock.parse(payload), entries)
            self._audit.bins(entries, digest)
            return plan
        return None

    def _closing(self, header: FrameHeader, payload: Buffer, offset: int) -> Body:
        """END, or a frame after it."""
        kind = header.kind
        if kind == layout.END and self.end is None:
            end = parse_end(payload)
            self._audit.check_end(end)
            if self.meta["profile"] == "packed" and len(self._waiting):
                raise ShardError("badPlan", f"{len(self._waiting)} groups are in no plan")
            self.end, self._end_at = end, offset
            return end
        if self.end is not None and kind == layout.INDEX and not self._index_at and not self._summary_at:
            self.index = parse_index(payload, header.entries)
            self._audit.check_index(self.index)
            self._index_at = offset
            return self.index
        if self.end is not None and kind == layout.SUMMARY and not self._summary_at:
            self.summary = parse_summary(payload)
            self._audit.check_summary(self.summary, offset)
            self._summary_at = offset
            return self.summary
        if self.end is not None and (kind == layout.PAD or kind not in layout.NAMES):
            return None
        raise ShardError("unexpectedFrame", f"{layout.NAMES[kind]} in the wrong place")

    def _finish(self, head: Buffer) -> None:
        try:
            trailer = Trailer.parse(head)
            self.length = self._source.position - self.offset
            if (trailer.length, trailer.tag) != (self.length, self.preamble.tag):
                raise ShardError("badTrailer", "the trailer is another member's")
            if self.end is None:
                raise self._without_end("the member's trailer comes")
            if (trailer.end, trailer.index, trailer.summary) != (self._end_at, self._index_at, self._summary_at):
                raise ShardError("badTrailer", "END, INDEX or SUMMARY are not where the trailer says")
        except ShardError as error:
            raise error.at(self.number, None, self._place)

    def _cut_off(self) -> ShardError:
        if self.end is not None:
            return ShardError("truncated", "the stream ends before the trailer")
        return self._without_end("the stream ends")

    def _without_end(self, what: str) -> ShardError:
        chain = self.meta.get("chain", [])
        by = f"; the last program was {chain[-1]['name']}" if chain else ""
        return ShardError("missingEnd", f"{what} before END{by}")


class Reader:
    """A stream of members, read once from its beginning to its end.

    ``members``, ``frames``, ``items``, ``records``, ``groups`` and ``bins`` all read on from where the stream stands.
    Every one raises ShardError at the first thing that is wrong; what was given before was right.
    """

    def __init__(self, source: Source, limits: Limits = Limits(), keep_blobs: bool = True) -> None:
        self.source = source
        self.keeps_blobs = keep_blobs
        self.member: Optional[Member] = None
        self._limits = limits
        self._members = 0
        self.frames_read = 0

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        return self.frames()

    def close(self) -> None:
        self.member = None
        self.source.close()

    def members(self) -> Iterator[Member]:
        """Each member as it begins; its frames are read on when the next one is asked for."""
        while True:
            if self.member is not None:
                for _ in self.member.frames():
                    pass
            head = self.source.take(UNIT)
            if not head:
                if not self._members:
                    raise ShardError("emptyInput", "not one byte", member=0, offset=0)
                return
            self.member = Member(self, self._members, head, self._limits)
            self._members += 1
            yield self.member

    def frames(self) -> Iterator[Frame]:
        """All frames that have not been read yet."""
        if self.member is not None:
            yield from self.member.frames()
        for member in self.members():
            yield from member.frames()

    def items(self) -> Iterator[Union[Blob, Record, TokenGroup]]:
        """Blobs, records and token groups in stream order."""
        for frame in self.frames():
            if frame.kind in (layout.BLOBS, layout.RECORDS):
                yield from frame.body  # type: ignore[misc]
            elif isinstance(frame.body, TokenFrame):
                yield from frame.body

    def records(self) -> Iterator[Dict[str, Any]]:
        """Records under the names of record.schema.json; their media are there through ``blob``."""
        for frame in self.frames():
            if frame.kind == layout.RECORDS:
                for record in frame.body:  # type: ignore[union-attr]
                    yield record.value

    def blob(self, digest: Union[str, bytes]) -> memoryview:
        """The bytes of a medium that the latest record names. Raises ``noSuchRecord`` when it is not kept."""
        if self.member is None:
            raise ShardError("noSuchRecord", "nothing has been read")
        return self.member.window.blob(bytes.fromhex(digest) if isinstance(digest, str) else digest).data

    def groups(self) -> Iterator[TokenGroup]:
        """Token trees, in stream order."""
        for frame in self.frames():
            if isinstance(frame.body, TokenFrame):
                yield from frame.body

    def bins(self) -> Iterator[Bin]:
        """The bins of plans. Groups are held until a plan takes them."""
        waiting: Dict[int, TokenGroup] = {}
        come, member = 0, -1
        for frame in self.frames():
            if frame.member != member:
                waiting, come, member = {}, 0, frame.member
            if isinstance(frame.body, TokenFrame):
                for group in frame.body:
                    waiting[come] = group
                    come += 1
            elif isinstance(frame.body, Plan):
                for ordinal in frame.body.dropped:
                    del waiting[ordinal]
                capacity = frame.body.attributes.get("capacity", 0)
                for ordinals in frame.body.bins:
                    yield Bin(capacity, tuple(waiting.pop(ordinal) for ordinal in ordinals))


def open_stream(
    place: Union[str, "os.PathLike[str]", BinaryIO], *, limits: Limits = Limits(), keep_blobs: bool = True
) -> Reader:
    """A reader of a path, "-" for standard input, or a binary file object that can only be read onwards.

    keep_blobs: hold the media of the window, so that ``blob`` can give them; up to W bytes when not mapped.
    """
    return Reader(source_of(place), limits, keep_blobs)


def _preamble(head: Buffer, limits: Limits) -> Preamble:
    if len(head) < UNIT:
        if bytes(head[:8]) != layout.MAGIC[: len(head)]:
            raise ShardError("badMagic", "this is not a shard")
        raise ShardError("truncated", "the stream ends inside a preamble")
    return Preamble.parse(head, limits)
