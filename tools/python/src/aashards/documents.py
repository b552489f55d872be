"""The payloads that are single CBOR maps: META, END, SUMMARY and ABORT (sections 4, 6, 10 and 12)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Dict, Union

from . import cbor
from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]

PROFILES = ("records", "tokens", "packed")


def parse_meta(payload: Buffer) -> Dict[str, Any]:
    """META as it is, keys that nobody knows included. Raises ``badMeta``."""
    meta = _text_map(payload, "badMeta")
    if meta.get("profile") not in PROFILES:
        raise ShardError("badMeta", f"the profile is {meta.get('profile')!r}")
    for key in ("sources", "chain"):
        rows = meta.get(key)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ShardError("badMeta", f"{key} is not an array of maps")
        if not all(isinstance(row.get("name"), str) for row in rows):
            raise ShardError("badMeta", f"one of {key} has no name")
    for program in meta["chain"]:
        options = program.get("options")
        if not isinstance(program.get("version"), str) or not isinstance(options, dict):
            raise ShardError("badMeta", f"no version or options of {program['name']}")
        if len(program) != 3:
            raise ShardError("badMeta", f"{program['name']} has other keys than name, version and options")
        if not all(isinstance(key, str) and isinstance(value, str) for key, value in options.items()):
            raise ShardError("badMeta", f"an option of {program['name']} is not text")
    for source in meta["sources"]:
        for key in ("revision", "licence"):
            if not isinstance(source.get(key, ""), str):
                raise ShardError("badMeta", f"the {key} of {source['name']} is not text")
        files = source.get("files", {})
        if not isinstance(files, dict) or not all(
            isinstance(name, str) and isinstance(digest, bytes) and len(digest) == 32 for name, digest in files.items()
        ):
            raise ShardError("badMeta", f"the files of {source['name']} are not names with SHA-256")
    if not isinstance(meta.get("tokenizer", {}), dict):
        raise ShardError("badMeta", "the tokenizer is not a map")
    if "tokenizer" in meta and meta["profile"] == "records":
        raise ShardError("badMeta", "a tokenizer before the token stage")
    return meta


@dataclass(frozen=True)
class End:
    """What a member says at its end of what came before."""

    frames: int
    records: int
    record_bytes: int
    blobs: int
    blob_bytes: int
    groups: int
    bins: int
    content_root: bytes


def parse_end(payload: Buffer) -> End:
    """Raises ``badEnd``."""
    values = _text_map(payload, "badEnd")
    known = {}
    for field in fields(End):
        value = values.get(field.name)
        if field.name == "content_root":
            good = isinstance(value, bytes) and len(value) == 32
        else:
            good = type(value) is int and value >= 0
        if not good:
            raise ShardError("badEnd", f"{field.name} is missing or not allowed")
        known[field.name] = value
    return End(**known)


def parse_summary(payload: Buffer) -> Dict[str, Any]:
    """Raises ``badSummary``."""
    summary = _text_map(payload, "badSummary")
    sizes, counters = summary.get("bytes"), summary.get("counters")
    if not isinstance(sizes, dict) or not all(_is_count(sizes.get(key)) for key in ("records", "blobs", "frames")):
        raise ShardError("badSummary", "bytes is not a map of records, blobs and frames")
    if not isinstance(counters, dict):
        raise ShardError("badSummary", "counters is not a map")
    for name, counts in counters.items():
        if not isinstance(name, str) or not isinstance(counts, dict):
            raise ShardError("badSummary", "a counter is not a map")
        if not all(isinstance(key, str) and _is_count(count) for key, count in counts.items()):
            raise ShardError("badSummary", f"{name} is not a map of counts")
    return summary


def parse_abort(payload: Buffer) -> str:
    """The reason; a payload that holds none is an abort all the same."""
    try:
        value = cbor.decode(payload)
    except ShardError:
        value = None
    reason = value.get("reason") if isinstance(value, dict) else None
    return reason if isinstance(reason, str) else "no reason was given"


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _text_map(payload: Buffer, code: str) -> Dict[str, Any]:
    value = cbor.decode(payload)
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ShardError(code, "not a map with text keys")
    return value
