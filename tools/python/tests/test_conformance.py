"""The committed conformance shards, read by this package and compared with what stands beside them."""

import json
import math
import unittest
from pathlib import Path

from aashards import layout
from aashards.errors import ShardError
from aashards.reader import open_stream
from aashards.verify import verify

SET = Path(__file__).resolve().parents[3] / "fixtures" / "conformance"


def name(key):
    """Text as it is, any other key by its encoding."""
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        head = [0x40 + len(key)] if len(key) < 24 else [0x58, len(key)]
        return (bytes(head) + key).hex()
    return key.encoding.hex()


def plain(value):
    """CBOR as JSON, by the README of the set."""
    if isinstance(value, dict):
        return {name(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if abs(value) <= 1 << 53 else str(value)


def reading(path):
    """The container's part of the expected reading."""
    members = []
    with open_stream(path) as reader:
        for member in reader.members():
            frames, items = [], []
            for frame in member.frames():
                frames.append(frame.kind)
                if member.end is None:
                    items += item(frame)
            end = member.end
            counts = ("frames", "records", "record_bytes", "blobs", "blob_bytes", "groups", "bins")
            members.append(
                {
                    "meta": plain(member.meta),
                    "frames": frames,
                    "items": items,
                    "end": {**{name: getattr(end, name) for name in counts}, "content_root": end.content_root.hex()},
                    "counters": plain(member.summary["counters"]) if member.summary else None,
                }
            )
    return members


def item(frame):
    if frame.kind == layout.RECORDS:
        return [{"records": [{"sha256": one.digest.hex()} for one in frame.body]}]
    if frame.kind == layout.BLOBS:
        return [
            {
                "blobs": [
                    {"sha256": one.digest.hex(), "length": len(one.data), "facts": plain(one.facts)}
                    for one in frame.body
                ]
            }
        ]
    if frame.kind in (layout.TOKENS, layout.PLAN):
        name = "tokens" if frame.kind == layout.TOKENS else "plan"
        return [{name: {"entries": frame.header.entries, "digest": frame.digest.hex()}}]
    if frame.kind not in layout.NAMES:
        return [{"other": {"kind": frame.kind, "length": len(frame.payload)}}]
    return []


def container(members):
    """What is expected, without what only readers of records and trees can say."""
    for member in members:
        member.pop("groups", None)
        member.pop("bins", None)
        for one in member["items"]:
            for record in one.get("records", ()):
                del record["record"]
            one.get("other", {}).pop("sha256", None)
    return members


class Conformance(unittest.TestCase):
    def files(self, part):
        files = sorted((SET / part).glob("*.aas"))
        self.assertGreater(len(files), 90, f"no conformance set in {SET}")
        return files

    def test_good_files_are_read_as_expected(self):
        for path in self.files("good"):
            with self.subTest(path.stem):
                expected = json.loads(path.with_suffix(".json").read_text())["members"]
                try:
                    self.assertEqual(reading(path), container(expected))
                except ShardError as error:
                    if error.code != "unknownCodec":
                        raise
                    self.skipTest("no zstd here")

    def test_bad_files_are_refused_where_they_are_bad(self):
        for path in self.files("bad"):
            with self.subTest(path.stem):
                expected = json.loads(path.with_suffix(".json").read_text())
                with self.assertRaises(ShardError) as raised:
                    verify(path)
                error = raised.exception
                if error.code == "unknownCodec" != expected["error"]:
                    self.skipTest("no zstd here")
                self.assertEqual(error.code, expected["error"], str(error))
                self.assertEqual(error.offset, expected["offset"], str(error))
                if expected["frame"] is not None:
                    self.assertEqual(error.frame, expected["frame"], str(error))


if __name__ == "__main__":
    unittest.main()
