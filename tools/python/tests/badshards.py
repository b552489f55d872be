"""Shards that break one rule each, and the error that says so."""

from __future__ import annotations

import struct
from typing import Any, Callable, Dict, List, NamedTuple, Optional

import shardwriter as w
from shardwriter import Member, encode, frame, meta, record, sha256

PICTURE, OTHER = b"picture", b"another picture"


class Bad(NamedTuple):
    name: str
    data: bytes
    code: str
    frame: Optional[int]
    """None for preambles and trailers, and where the place is not the point"""


def good_records() -> Member:
    return Member().blobs(PICTURE).records(record(media=[PICTURE]))


GROUPS: List[Dict[str, Any]] = [
    {"prompt": [257, 1, 2], "candidates": [[3, 258], [4, 5, 258]], "pairs": [(2, 1)], "spans": [(1, 2, 0, bytes(32))]},
    {"prompt": [257], "candidates": [[6, 258]], "modality": 1},
]


def tokens_member(change: Optional[Callable[[Dict, Dict], None]] = None, profile: str = "tokens") -> Member:
    attributes, columns = w.token_columns(GROUPS)
    if change:
        change(attributes, columns)
    return Member(profile).columns(w.TOKENS, 2, attributes, columns)


def packed_member(
    bins: Any,
    waiting: int = 2,
    dropped: Any = (),
    entries: Optional[int] = None,
    profile: str = "packed",
    change: Optional[Callable[[Dict, Dict], None]] = None,
) -> Member:
    attributes, columns = w.plan_columns(bins, waiting, dropped)
    if change:
        change(attributes, columns)
    return tokens_member(profile=profile).columns(w.PLAN, len(bins) if entries is None else entries, attributes, columns)


def _with_span(first: Any, second: Any) -> Dict[str, Any]:
    return {**record(), "p": [{"r": "user", "b": [{"m": "image", "h": bytes(32), "z": [first, second]}]}]}


def _set(name: str, place: int, value: int) -> Callable[[Dict, Dict], None]:
    def change(_: Dict, columns: Dict) -> None:
        type_name, values = columns[name]
        values = list(values)
        values[place] = value
        columns[name] = (type_name, values)

    return change


def _without(name: str) -> Callable[[Dict, Dict], None]:
    def change(_: Dict, columns: Dict) -> None:
        del columns[name]

    return change


def _attribute(name: str, value: Any) -> Callable[[Dict, Dict], None]:
    """Another value of an attribute, or none."""

    def change(attributes: Dict, _: Dict) -> None:
        attributes.pop(name)
        if value is not None:
            attributes[name] = value

    return change


def _other_meta(entries: int) -> bytes:
    payload = encode(meta())
    tag = sha256(payload)[:4]
    return w.preamble(tag) + frame(tag, w.META, payload, entries)


def bad_shards() -> List[Bad]:
    cases: List[Bad] = []

    def bad(name: str, data: bytes, code: str, frame: Optional[int] = None) -> None:
        cases.append(Bad(name, data, code, frame))

    good = good_records().finish()

    # Preamble
    bad("empty input", b"", "emptyInput")
    bad("other magic", b"\x89AAT" + good[4:], "badMagic")
    bad("short input that is no shard", b"{}", "badMagic")
    bad("half a preamble", good[:40], "truncated")
    bad("only a preamble", good[:64], "missingEnd", 0)
    bad("bytes after a member", good + b"x" * 64, "badMagic")
    bad("zeros after a member", good + bytes(64), "badMagic")
    bad("half a preamble after a member", good + good[:40], "truncated")
    for name, values, code in (
        ("preamble checksum", {"checksum": 0}, "badPreambleChecksum"),
        ("major version 2", {"major": 2}, "unsupportedVersion"),
        ("major version 0", {"major": 0}, "unsupportedVersion"),
        ("required feature", {"required": 1}, "unknownFeature"),
        ("preamble length", {"length": 128}, "badPreamble"),
        ("alignment", {"alignment_log2": 7}, "badPreamble"),
        ("reserved byte", {"zero": 1}, "badPreamble"),
        ("reserved bytes", {"zeros": b"\x01" + bytes(19)}, "badPreamble"),
        ("L too small", {"payload_log2": 15}, "badPreamble"),
        ("L too large", {"payload_log2": 33}, "badPreamble"),
        ("W too small", {"window_log2": 15}, "badPreamble"),
        ("W too large", {"window_log2": 41}, "badPreamble"),
        ("W beyond the reader", {"window_log2": 40}, "limitTooLarge"),
    ):
        bad(name, Member(**values).finish(), code)
    bad("tag of another member", w.preamble(b"abcd") + good[64:], "foreignFrame", 0)
    wrong = Member()
    wrong.data = w.preamble(b"abcd")
    wrong.tag = b"abcd"
    bad("tag that is not META's", wrong.add(w.META, encode(meta())).finish(), "badMeta", 0)

    # Header
    for name, values, code in (
        ("sync mark", {"sync": b"\xf8AAG\xff\r\n\x1a"}, "badSync"),
        ("header checksum", {"checksum": 0}, "badHeaderChecksum"),
        ("codec", {"codec": 2}, "unknownCodec"),
        ("flags", {"flags": 2}, "badHeader"),
        ("flags with critical", {"flags": 3}, "badHeader"),
        ("reserved word", {"zero": 1}, "badHeader"),
        ("kind 0", {"kind": 0}, "badHeader"),
        ("foreign tag", {"tag": b"abcd"}, "foreignFrame"),
        ("stored above L", {"stored_length": 1 << 29}, "frameTooLarge"),
        ("raw above L", {"raw_length": 1 << 29}, "frameTooLarge"),
        ("entries above raw", {"entries": 101}, "frameTooLarge"),
        ("stored is not raw", {"raw_length": 99}, "badHeader"),
        ("padding", {"padding": b"\x01" + bytes(27)}, "badPadding"),
        ("payload checksum", {"payload_checksum": 0}, "badPayloadChecksum"),
        ("frame id", {"id": bytes(16)}, "badFrameIdentity"),
        ("critical PAD", {"flags": 1}, "badHeader"),
    ):
        bad(f"frame: {name}", Member().add(w.PAD, b"p" * 100, **values).finish(), code, 1)
    for name, kind, flags in (
        ("unknown critical", 12, 1),
        ("private critical", 200, 1),
        ("TOMBSTONES", w.TOMBSTONES, 1),
    ):
        bad(f"frame: {name}", Member().add(kind, b"p" * 100, flags=flags).finish(), "unknownCriticalFrame", 1)
    bad("frame: TOMBSTONES not critical", Member().add(w.TOMBSTONES, b"p" * 100, flags=0).finish(), "badHeader", 1)
    bad("frame: RECORDS not critical", Member().records(record(), flags=0).finish(), "badHeader", 1)
    bad("frame: META with entries", _other_meta(entries=1), "badHeader", 0)
    bad("codec after end", Member().finish(after_end=frame(Member().tag, 200, b"x", flags=1)), "unknownCriticalFrame", 2)

    # Order
    tag = Member().tag
    bad("no META", w.preamble(tag) + frame(tag, w.PAD, b""), "missingMeta", 0)
    bad("ABORT first", w.preamble(tag) + frame(tag, w.ABORT, encode({"reason": "early"})), "missingMeta", 0)
    bad("END first", w.preamble(tag) + frame(tag, w.END, encode({})), "missingMeta", 0)
    bad("second META", Member().add(w.META, encode(meta())).finish(), "unexpectedFrame", 1)
    bad("INDEX before END", Member().add(w.INDEX, w.columns_payload({}, Member().index_columns()), 1).finish(), "unexpectedFrame", 1)
    bad("SUMMARY before END", Member().add(w.SUMMARY, encode({"bytes": {}, "counters": {}})).finish(), "unexpectedFrame", 1)
    bad("RECORDS after END", Member().finish(after_end=frame(tag, w.RECORDS, w.records_payload([encode(record())]), 1)), "unexpectedFrame", 2)
    bad("second END", Member().finish(after_end=frame(tag, w.END, encode({}))), "unexpectedFrame", 2)
    bad("ABORT", Member().add(w.ABORT, encode({"reason": "disk full"})).data, "aborted", 1)
    bad("ABORT that is no CBOR", Member().add(w.ABORT, b"\xff").data, "aborted", 1)
    bad("TOKENS in records", tokens_member(profile="records").finish(), "unexpectedFrame", 1)
    bad("PLAN in tokens", packed_member([[0, 1]], profile="tokens").finish(), "unexpectedFrame", 2)
    bad("PLAN in records", Member().columns(w.PLAN, 0, *w.plan_columns([], 0)).finish(), "unexpectedFrame", 1)
    bad("ABORT after END", Member().finish(after_end=frame(tag, w.ABORT, encode({"reason": "late"}))), "unexpectedFrame", 2)
    with_end = Member()
    bad("trailer before END", with_end.data + w.trailer(tag, len(with_end.data) + 64, 0, 0, 0), "missingEnd")
    bad("trailer of another length before END", with_end.data + w.trailer(tag, 64, 0, 0, 0), "badTrailer")

    # META
    for name, value, code in (
        ("not a map", [], "badMeta"),
        ("no profile", {"sources": [], "chain": []}, "badMeta"),
        ("unknown profile", meta("frames"), "badMeta"),
        ("no sources", {"profile": "records", "chain": []}, "badMeta"),
        ("no chain", {"profile": "records", "sources": []}, "badMeta"),
        ("source without name", meta(sources=[{}]), "badMeta"),
        ("option that is not text", meta(chain=[{"name": "a", "version": "1", "options": {"a": 1}}]), "badMeta"),
        ("tokenizer before tokens", meta(tokenizer={}), "badMeta"),
        ("tokenizer that is no map", meta("tokens", tokenizer=1), "badMeta"),
        ("another key of a program", meta(chain=[{"name": "a", "version": "1", "options": {}, "host": "b"}]), "badMeta"),
        ("revision that is not text", meta(sources=[{"name": "a", "revision": 1}]), "badMeta"),
        ("file with a short digest", meta(sources=[{"name": "a", "files": {"b": bytes(31)}}]), "badMeta"),
    ):
        bad(f"META: {name}", Member(meta_value=value).finish(), code, 0)

    # RECORDS
    one = encode(record())
    for name, member, code in (
        ("table too long", Member().records(one, one, payload=b"\0" * 8), "badRecords"),
        ("first offset", Member().records(one, payload=struct.pack("<2I", 1, len(one)) + one), "badRecords"),
        ("last offset", Member().records(one, payload=struct.pack("<2I", 0, len(one) - 1) + one), "badRecords"),
        ("offsets stand still", Member().records(one, b"", payload=struct.pack("<3I", 0, len(one), len(one)) + one), "badRecords"),
        ("not CBOR", Member().records(b"\xff"), "nonCanonicalCBOR"),
        ("not a map", Member().records(encode([])), "invalidRecord"),
        ("unknown key", Member().records(record(zz=1)), "invalidRecord"),
        ("no candidates", Member().records({**record(), "c": []}), "invalidRecord"),
        ("unknown role", Member().records({**record(), "p": [{"r": "tool", "b": []}]}), "invalidRecord"),
        ("mixed judgement", Member().records({**record(), "j": [{"k": "overall", "w": 1, "y": 0, "v": 1}]}), "invalidRecord"),
        ("negative index", Member().records({**record(), "j": [{"k": "overall", "w": -1, "y": 0}]}), "invalidRecord"),
        ("empty extra", Member().records({**record(), "z+": {}}), "invalidRecord"),
        ("span that falls", Member().records(_with_span(2, 1)), "invalidRecord"),
        ("digest of 31 bytes", Member().records({**record(), "p": [{"r": "user", "b": [{"m": "image", "h": bytes(31)}]}]}), "invalidRecord"),
        ("missing blob", Member().blobs(OTHER).records(record(media=[PICTURE])), "unresolvedBlob"),
        ("blob after the record", Member().records(record(media=[PICTURE])).blobs(PICTURE), "unresolvedBlob"),
    ):
        bad(f"RECORDS: {name}", member.finish(), code)
    forgotten = Member(window_log2=16).blobs(PICTURE)
    for number in range(4):
        forgotten.blobs(bytes([number]) * 20000)
    bad("RECORDS: blob out of the window", forgotten.records(record(media=[PICTURE])).finish(), "unresolvedBlob", 6)

    # BLOBS
    def blobs_case(payload: bytes) -> bytes:
        return Member().blobs(PICTURE, payload=payload).finish()

    def with_directory(directory: bytes, rest: bytes = w.padded(PICTURE)) -> bytes:
        return w.padded(struct.pack("<Q", len(directory)) + directory) + rest

    row = [sha256(PICTURE), len(PICTURE), None]
    for name, payload, code in (
        ("no directory", b"1234567", "badBlobs"),
        ("directory longer than the payload", struct.pack("<Q", 1 << 63) + bytes(56), "badBlobs"),
        ("directory is a map", with_directory(encode({})), "badBlobs"),
        ("directory is not canonical", with_directory(b"\x98\x01" + encode(row)), "nonCanonicalCBOR"),
        ("too few rows", with_directory(encode([])), "badBlobs"),
        ("row of two", with_directory(encode([row[:2]])), "badBlobs"),
        ("digest of 31 bytes", with_directory(encode([[bytes(31), 7, None]])), "badBlobs"),
        ("negative length", with_directory(encode([[row[0], -1, None]])), "badBlobs"),
        ("facts are text", with_directory(encode([[row[0], 7, "png"]])), "badBlobs"),
        ("length beyond the payload", with_directory(encode([[row[0], 65, None]])), "badBlobs"),
        ("zeros that are not", with_directory(encode([row]), PICTURE + b"\x01" * 57), "badBlobs"),
        ("no zeros", with_directory(encode([row]), PICTURE), "badBlobs"),
        ("bytes after the last", with_directory(encode([row]), w.padded(PICTURE) + bytes(64)), "badBlobs"),
        ("other bytes", with_directory(encode([row]), w.padded(b"qicture")), "badBlobDigest"),
    ):
        bad(f"BLOBS: {name}", blobs_case(payload), code, 1)
    deep: Any = None
    for _ in range(17):
        deep = [deep]
    bad("BLOBS: directory too deep", blobs_case(with_directory(encode([[row[0], 7, {"a": deep}]]))), "nonCanonicalCBOR", 1)
    bad("BLOBS: larger than W/2", Member(window_log2=16).blobs(bytes(32769)).finish(), "badBlobs", 1)
    bad("BLOBS: larger than L - 4096", Member(payload_log2=16).blobs(bytes(61441)).finish(), "badBlobs", 1)

    # Column blocks
    def tokens_case(change: Callable[[Dict, Dict], None]) -> bytes:
        return tokens_member(change).finish()

    def columns_case(payload: bytes) -> bytes:
        return Member("tokens").add(w.TOKENS, payload, 2).finish()

    def block(directory: Any, rest: bytes = b"") -> bytes:
        return with_directory(encode(directory), rest)

    one_column = w.padded(b"\x01\x02")
    for name, payload, code in (
        ("no directory", b"1234567", "badColumns"),
        ("directory is an array", block([]), "badColumns"),
        ("another key", block({"attributes": {}, "columns": [], "more": 1}), "badColumns"),
        ("key that is not text", block({"attributes": {1: 1}, "columns": []}), "badColumns"),
        ("unknown type", block({"attributes": {}, "columns": [["a", "u128", 1]]}, bytes(64)), "badColumns"),
        ("row of two", block({"attributes": {}, "columns": [["a", "u8"]]}), "badColumns"),
        ("negative count", block({"attributes": {}, "columns": [["a", "u8", -1]]}), "badColumns"),
        ("huge count", block({"attributes": {}, "columns": [["a", "u64", 1 << 62]]}), "badColumns"),
        ("order of names", block({"attributes": {}, "columns": [["b", "u8", 2], ["a", "u8", 2]]}, one_column * 2), "badColumns"),
        ("a name twice", block({"attributes": {}, "columns": [["a", "u8", 2], ["a", "u8", 2]]}, one_column * 2), "badColumns"),
        ("zeros that are not", block({"attributes": {}, "columns": [["a", "u8", 1]]}, one_column), "badColumns"),
        ("bytes after the last", block({"attributes": {}, "columns": [["a", "u8", 2]]}, one_column + bytes(64)), "badColumns"),
    ):
        bad(f"columns: {name}", columns_case(payload), code, 1)

    # TOKENS
    def wide(_: Dict, columns: Dict) -> None:
        columns["tokens"] = ("u32", columns["tokens"][1])

    def deepen(_: Dict, columns: Dict) -> None:
        _set("segment_parent", 2, 1)(_, columns)
        _set("first_position", 2, 5)(_, columns)

    for name, change in (
        ("column missing", _without("loss_mask")),
        ("column of another type", wide),
        ("column of another count", lambda _, columns: columns["loss_mask"][1].append(1)),
        ("digest column of another count", lambda _, columns: columns.update(group_record=("bytes", bytes(63)))),
        ("no vocabulary", _attribute("vocabulary", None)),
        ("no modalities", _attribute("modalities", None)),
        ("mask of 2", _set("loss_mask", 0, 2)),
        ("role of 2", _set("segment_role", 1, 2)),
        ("offsets begin at 1", _set("segment_start", 0, 1)),
        ("offsets fall", _set("segment_start", 1, 6)),
        ("offsets end early", _set("segment_start", 5, 10)),
        ("group without segments", _set("group_segment", 1, 5)),
        ("pairs run over", _set("group_pair", 2, 2)),
        ("no root", _set("segment_parent", 0, 0)),
        ("two roots", _set("segment_parent", 1, -1)),
        ("parent is itself", _set("segment_parent", 1, 1)),
        ("parent behind", _set("segment_parent", 1, 2)),
        ("parent of -2", _set("segment_parent", 1, -2)),
        ("position of a root", _set("first_position", 0, 1)),
        ("position of a child", _set("first_position", 1, 2)),
        ("pair with itself", _set("pair_winner", 0, 1)),
        ("pair outside the group", _set("pair_winner", 0, 3)),
        ("medium outside the group", _set("span_count", 0, 8)),
        ("mask in the prompt", _set("loss_mask", 0, 1)),
        ("root that is a candidate", _set("segment_role", 0, 1)),
        ("child that is a prompt", _set("segment_role", 1, 0)),
        ("candidate behind a candidate", deepen),
        ("pair of the prompt", _set("pair_loser", 0, 0)),
        ("medium of one token", _set("span_count", 0, 1)),
        ("medium over two segments", _set("span_start", 0, 2)),
        ("modalities that do not ascend", _attribute("modalities", ["ti2t", "t2t"])),
        ("a modality twice", _attribute("modalities", ["t2t", "t2t"])),
        ("other kinds", _attribute("kinds", ["image", "audio"])),
        ("reference without its model", lambda _, columns: columns.update(reference_log_probabilities=("f32", [0.0] * 11))),
        ("model without a reference", lambda attributes, _: attributes.update(reference_model=bytes(32))),
        ("modality without a name", _set("group_modality", 0, 2)),
        ("kind without a name", _set("span_kind", 0, 3)),
    ):
        bad(f"TOKENS: {name}", tokens_case(change), "badColumns", 1)
    bad("TOKENS: id at the vocabulary", tokens_case(_set("tokens", 0, 300)), "tokenOutOfRange", 1)

    # PLAN
    for name, member in (
        ("group not waiting", packed_member([[0, 2]])),
        ("group twice", packed_member([[0], [0, 1]])),
        ("group in a bin and dropped", packed_member([[0, 1]], dropped=[1])),
        ("another count of bins", packed_member([[0, 1]], entries=2)),
        ("another count of waiting groups", packed_member([[0, 1]], waiting=3)),
        ("a bin without groups", packed_member([[0, 1], []])),
        ("no seed", packed_member([[0, 1]], change=lambda attributes, _: attributes.pop("seed"))),
        ("capacity of 0", packed_member([[0, 1]], change=lambda attributes, _: attributes.update(capacity=0))),
    ):
        bad(f"PLAN: {name}", member.finish(), "badPlan", 2)
    for name, change in (
        ("column missing", _without("dropped")),
        ("column of another type", lambda _, columns: columns.update(dropped=("u8", []))),
        ("bins begin at 1", _set("bin_start", 0, 1)),
        ("bins end early", _set("bin_start", 1, 1)),
    ):
        bad(f"PLAN: {name}", packed_member([[0, 1]], change=change).finish(), "badColumns", 2)
    taken = packed_member([[0]])
    attributes, columns = w.plan_columns([[1]], 1)
    bad("PLAN: group taken before", taken.columns(w.PLAN, 1, attributes, columns).finish(), "badPlan", 3)
    bad("PLAN: groups left over", packed_member([[0]]).finish(), "badPlan", 3)

    # END
    for key in ("frames", "records", "record_bytes", "blobs", "blob_bytes", "groups", "bins"):
        bad(f"END: other {key}", good_records().finish(end={key: 77}), "countMismatch", 3)
        bad(f"END: no {key}", good_records().finish(end={key: None}), "badEnd", 3)
    bad("END: negative count", good_records().finish(end={"records": -1}), "badEnd", 3)
    bad("END: other root", good_records().finish(end={"content_root": bytes(32)}), "contentRootMismatch", 3)
    bad("END: short root", good_records().finish(end={"content_root": bytes(31)}), "badEnd", 3)
    bad("END: no root", good_records().finish(end={"content_root": None}), "badEnd", 3)

    # INDEX
    def index_case(change: Callable[[Dict], None]) -> bytes:
        member = good_records()
        columns = member.index_columns()
        change(columns)
        return member.finish(index=columns)

    for name, change in (
        ("column missing", lambda columns: columns.pop("blob.slot")),
        ("column of another type", lambda columns: columns.update({"frame.kind": ("u16", columns["frame.kind"][1])})),
        ("other offset", lambda columns: columns["frame.offset"][1].__setitem__(1, 128)),
        ("other kind", lambda columns: columns["frame.kind"][1].__setitem__(1, 2)),
        ("other length", lambda columns: columns["frame.stored"][1].__setitem__(1, 1)),
        ("other place", lambda columns: columns["blob.slot"][1].__setitem__(0, 1)),
        ("columns of unlike length", lambda columns: columns["frame.stored"][1].append(1)),
        ("blob missing", lambda columns: columns.update({"blob.digest": ("bytes", b""), "blob.frame": ("u32", []), "blob.slot": ("u32", [])})),
    ):
        bad(f"INDEX: {name}", index_case(change), "badIndex", 4)

    # SUMMARY
    for name, summary in (
        ("not a map", []),
        ("no bytes", {"counters": {}}),
        ("no counters", {"bytes": {"records": 0, "blobs": 0, "frames": 0}}),
        ("other bytes", {"bytes": {"records": 0, "blobs": 0, "frames": 0}, "counters": {}}),
        ("counter that is no map", {"bytes": {"records": 0, "blobs": 0, "frames": 0}, "counters": {"a": 1}}),
    ):
        bad(f"SUMMARY: {name}", good_records().finish(summary=summary), "badSummary", 5)

    # Trailer
    for name, values in (
        ("checksum", {"checksum": 0}),
        ("length", {"length": 64 * 100}),
        ("unaligned length", {"length": 1}),
        ("end", {"end": 64}),
        ("no index", {"index": 0}),
        ("no summary", {"summary": 0}),
        ("tag", {"tag": b"abcd"}),
        ("zeros", {"zeros": b"\x01" + bytes(15)}),
    ):
        bad(f"trailer: {name}", good_records().finish(trailer_values=values), "badTrailer")
    return cases
