"""A small writer for tests. It shares nothing with the reader, and writes what is wrong when it is told to."""

from __future__ import annotations

import hashlib
import struct
from typing import Any, Dict, List, Optional, Sequence, Tuple

META, RECORDS, BLOBS, TOKENS, PLAN, TOMBSTONES, END, INDEX, SUMMARY, ABORT, PAD = range(1, 12)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def crc32c(data: bytes) -> int:
    """Bit by bit; slow and plainly right."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ (0x82F63B78 if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF


# CBOR


def head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | code]) + argument.to_bytes(size, "big")
    raise ValueError(argument)


def encode(value: Any) -> bytes:
    """Deterministic CBOR."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        if value != value:
            return b"\xf9\x7e\x00"
        for lead, code in ((b"\xf9", ">e"), (b"\xfa", ">f")):
            try:
                raw = struct.pack(code, value)
            except OverflowError:
                continue
            if struct.unpack(code, raw)[0] == value:
                return lead + raw
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(encode(element) for element in value)
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(element)) for key, element in value.items())
        return head(5, len(value)) + b"".join(key + element for key, element in pairs)
    raise TypeError(type(value))


# Payloads


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 64)


def records_payload(records: Sequence[bytes]) -> bytes:
    offsets, at = [0], 0
    for record in records:
        at += len(record)
        offsets.append(at)
    return struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(records)


def blobs_payload(blobs: Sequence[Tuple[bytes, Any]], names: Optional[Sequence[bytes]] = None) -> bytes:
    names = names or [sha256(data) for data, _ in blobs]
    directory = encode([[name, len(data), facts] for name, (data, facts) in zip(names, blobs)])
    return padded(struct.pack("<Q", len(directory)) + directory) + b"".join(padded(data) for data, _ in blobs)


CODES = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i32": "i", "f32": "f"}


def columns_payload(attributes: Dict[str, Any], columns: Dict[str, Tuple[str, Any]]) -> bytes:
    """columns: name → (type, numbers, or bytes for the type bytes)."""
    rows, arrays = [], b""
    for name in sorted(columns, key=lambda name: name.encode()):
        type_name, values = columns[name]
        raw = values if type_name == "bytes" else struct.pack(f"<{len(values)}{CODES[type_name]}", *values)
        rows.append([name, type_name, len(values)])
        arrays += padded(raw)
    directory = encode({"attributes": attributes, "columns": rows})
    return padded(struct.pack("<Q", len(directory)) + directory) + arrays


def merkle_root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not entries:
        return sha256(b"")
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0])
    left = 1
    while left * 2 < len(entries):
        left *= 2
    return sha256(b"\x01" + merkle_root(entries[:left]) + merkle_root(entries[left:]))


# Structures


def preamble(tag: bytes, /, **values: Any) -> bytes:
    fields: Dict[str, Any] = {
        "magic": b"\x89AAS\r\n\x1a\n", "major": 1, "minor": 0, "length": 64, "required": 0, "optional": 0,
        "payload_log2": 28, "window_log2": 28, "alignment_log2": 6, "zero": 0, "tag": tag, "zeros": bytes(20),
    }  # fmt: skip
    checksum = values.pop("checksum", None)
    fields.update(values)
    data = struct.pack("<8sHHIQQBBBB4s20s", *fields.values())
    return data + struct.pack("<I", crc32c(data) if checksum is None else checksum)


def frame(tag: bytes, kind: int, payload: bytes, entries: int = 0, /, **values: Any) -> bytes:
    """values: fields of the header that are to differ; stored: the compressed payload; padding: other than zeros."""
    stored = values.pop("stored", payload)
    padding = values.pop("padding", bytes(-len(stored) % 64))
    checksum = values.pop("checksum", None)
    identity = payload
    if kind == BLOBS and len(payload) >= 8:
        end = 8 + struct.unpack("<Q", payload[:8])[0]
        identity = payload[:end] if end <= len(payload) else payload
    digest = sha256(struct.pack("<BIQ", kind, entries, len(payload)) + identity)
    fields: Dict[str, Any] = {
        "sync": b"\xf8AAF\xff\r\n\x1a", "kind": kind, "codec": 0,
        "flags": 0 if kind in (INDEX, SUMMARY, PAD) or kind > PAD else 1,
        "entries": entries, "stored_length": len(stored), "raw_length": len(payload), "id": digest[:16],
        "payload_checksum": crc32c(stored), "tag": tag, "zero": 0,
    }  # fmt: skip
    fields.update(values)
    data = struct.pack("<8sBBHIQQ16sI4sI", *fields.values())
    return data + struct.pack("<I", crc32c(data) if checksum is None else checksum) + stored + padding


def trailer(tag: bytes, length: int, end: int, index: int, summary: int, **values: Any) -> bytes:
    fields: Dict[str, Any] = {
        "mark": b"\xf8AAT\xff\r\n\x1a", "length": length, "end": end, "index": index, "summary": summary, "tag": tag,
        "zeros": bytes(16),
    }  # fmt: skip
    checksum = values.pop("checksum", None)
    fields.update(values)
    data = struct.pack("<8sQQQQ4s16s", *fields.values())
    return data + struct.pack("<I", crc32c(data) if checksum is None else checksum)


def meta(profile: str = "records", **more: Any) -> Dict[str, Any]:
    return {
        "profile": profile,
        "sources": [{"name": "test"}],
        "chain": [{"name": "shardwriter", "version": "1", "options": {}}],
        **more,
    }


class Member:
    """Builds one member; ``finish`` gives its bytes."""

    def __init__(self, profile: str = "records", meta_value: Any = None, **preamble_values: Any) -> None:
        payload = encode(meta(profile) if meta_value is None else meta_value)
        self.tag = sha256(payload)[:4]
        self.counts = dict.fromkeys(("frames", "records", "record_bytes", "blobs", "blob_bytes", "groups", "bins"), 0)
        self.entries: List[bytes] = []
        self.rows: List[Tuple[int, int, int, int]] = []
        self.blob_rows: List[Tuple[bytes, int, int]] = []
        self.data = preamble(self.tag, **preamble_values)
        self.add(META, payload)

    def add(self, kind: int, payload: bytes, entries: int = 0, /, **values: Any) -> "Member":
        data = frame(self.tag, kind, payload, entries, **values)
        self.rows.append((len(self.data), kind, entries, len(values.get("stored", payload))))
        self.data += data
        self.counts["frames"] += 1
        return self

    def records(self, *records: Any, **values: Any) -> "Member":
        """Records as values, or as bytes when they are to be taken as they are."""
        encoded = [record if isinstance(record, bytes) else encode(record) for record in records]
        self.add(RECORDS, values.pop("payload", records_payload(encoded)), len(encoded), **values)
        self.counts["records"] += len(encoded)
        self.counts["record_bytes"] += sum(map(len, encoded))
        self.entries += [sha256(record) for record in encoded]
        return self

    def blobs(self, *blobs: bytes, facts: Any = None, **values: Any) -> "Member":
        payload = values.pop("payload", None) or blobs_payload([(data, facts) for data in blobs])
        self.blob_rows += [(sha256(data), self.counts["frames"], slot) for slot, data in enumerate(blobs)]
        self.add(BLOBS, payload, len(blobs), **values)
        self.counts["blobs"] += len(blobs)
        self.counts["blob_bytes"] += sum(map(len, blobs))
        return self

    def columns(self, kind: int, entries: int, attributes: Dict[str, Any], columns: Dict[str, Any], **values: Any) -> "Member":
        payload = columns_payload(attributes, columns)
        self.add(kind, payload, entries, **values)
        self.counts["groups" if kind == TOKENS else "bins"] += entries
        self.entries.append(sha256(struct.pack("<BIQ", kind, entries, len(payload)) + payload))
        return self

    def index_columns(self) -> Dict[str, Any]:
        rows = sorted(self.blob_rows)
        return {
            "frame.offset": ("u64", [row[0] for row in self.rows]),
            "frame.kind": ("u8", [row[1] for row in self.rows]),
            "frame.entries": ("u32", [row[2] for row in self.rows]),
            "frame.stored": ("u64", [row[3] for row in self.rows]),
            "blob.digest": ("bytes", b"".join(row[0] for row in rows)),
            "blob.frame": ("u32", [row[1] for row in rows]),
            "blob.slot": ("u32", [row[2] for row in rows]),
        }

    def finish(
        self,
        end: Optional[Dict[str, Any]] = None,
        index: Any = True,
        summary: Any = True,
        after_end: bytes = b"",
        trailer_values: Optional[Dict[str, Any]] = None,
    ) -> bytes:
        """end, trailer_values: values that are to differ; index: False, or columns; summary: False, or a map."""
        data = self.data
        end_at = len(data)
        values = {**self.counts, "content_root": merkle_root(self.entries), **(end or {})}
        data += frame(self.tag, END, encode({key: value for key, value in values.items() if value is not None}))
        data += after_end
        index_at = summary_at = 0
        if index is not False:
            columns = self.index_columns() if index is True else index
            index_at = len(data)
            data += frame(self.tag, INDEX, columns_payload({}, columns), len(columns["frame.kind"][1]))
        if summary is not False:
            summary_at = len(data)
            if summary is True:
                sizes = {
                    "records": self.counts["record_bytes"],
                    "blobs": self.counts["blob_bytes"],
                    "frames": summary_at,
                }
                summary = {"bytes": sizes, "counters": {}}
            data += frame(self.tag, SUMMARY, encode(summary))
        fields = {"length": len(data) + 64, "end": end_at, "index": index_at, "summary": summary_at, **(trailer_values or {})}
        return data + trailer(fields.pop("tag", self.tag), **fields)


# Content


def record(identifier: str = "one", media: Sequence[bytes] = (), **more: Any) -> Dict[str, Any]:
    """A small record under the short names; media are the bytes of pictures."""
    parts = [{"m": "image", "h": sha256(data)} for data in media] + [{"t": "Which is it?"}]
    return {
        "i": identifier,
        "p": [{"r": "user", "b": parts}],
        "c": [{"b": [{"t": "This one."}], "a": "a"}, {"b": [{"t": "That one."}]}],
        "j": [{"k": "overall", "w": 1, "y": 0}],
        "so": {"sn": "test", "sl": "test.jsonl:1"},
        **more,
    }


def token_columns(groups: Sequence[Dict[str, Any]], vocabulary: int = 300, **attributes: Any) -> Tuple[Dict, Dict]:
    """Attributes and columns of TOKENS. A group: prompt, candidates (lists of ids), pairs, spans (start, count, kind,
    digest), and optionally record, modality, cluster."""
    starts, segments, pairs, spans = [], [0], [0], [0]
    parents, roles, positions, tokens, mask = [], [], [], [], []
    winners, losers, span_columns = [], [], ([], [], [], [])
    for group in groups:
        prompt, candidates = group["prompt"], group["candidates"]
        starts.append(len(tokens))
        tokens += prompt
        mask += [0] * len(prompt)
        for candidate in candidates:
            starts.append(len(tokens))
            tokens += candidate
            mask += [1] * len(candidate)
        parents += [-1] + [0] * len(candidates)
        roles += [0] + [1] * len(candidates)
        positions += [0] + [len(prompt)] * len(candidates)
        segments.append(len(parents))
        winners += [winner for winner, _ in group.get("pairs", [])]
        losers += [loser for _, loser in group.get("pairs", [])]
        pairs.append(len(winners))
        for span in group.get("spans", []):
            for column, value in zip(span_columns, span):
                column.append(value)
        spans.append(len(span_columns[0]))
    token_type = "u16" if vocabulary <= 65536 else "u32"
    return (
        {"vocabulary": vocabulary, "modalities": ["t2t", "ti2t"], "kinds": ["image", "audio", "video"], **attributes},
        {
            "tokens": (token_type, tokens),
            "loss_mask": ("u8", mask),
            "segment_start": ("u32", starts + [len(tokens)]),
            "segment_parent": ("i32", parents),
            "segment_role": ("u8", roles),
            "first_position": ("u32", positions),
            "group_segment": ("u32", segments),
            "group_record": ("bytes", b"".join(group.get("record", bytes(32)) for group in groups)),
            "group_modality": ("u8", [group.get("modality", 0) for group in groups]),
            "group_cluster": ("u64", [group.get("cluster", 0) for group in groups]),
            "group_pair": ("u32", pairs),
            "group_span": ("u32", spans),
            "pair_winner": ("u32", winners),
            "pair_loser": ("u32", losers),
            "span_start": ("u32", span_columns[0]),
            "span_count": ("u32", span_columns[1]),
            "span_kind": ("u8", span_columns[2]),
            "span_digest": ("bytes", b"".join(span_columns[3])),
        },
    )


def plan_columns(bins: Sequence[Sequence[int]], waiting: int, dropped: Sequence[int] = ()) -> Tuple[Dict, Dict]:
    starts = [0]
    for members in bins:
        starts.append(starts[-1] + len(members))
    return (
        {"algorithm": "test", "capacity": 64, "seed": 0, "waiting": waiting, "tokens": 0, "efficiency": 0.5},
        {
            "bin_start": ("u32", starts),
            "bin_group": ("u32", [group for members in bins for group in members]),
            "dropped": ("u32", list(dropped)),
        },
    )
