"""The committed conformance shards, read by this package and compared with what stands beside them."""

import json
import math
import unittest
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import aashards
from aashards import layout
from aashards.codec import can_read
from aashards.errors import ShardError
from aashards.mapped import Shard
from aashards.reader import open_stream
from aashards.tokens import PROMPT
from aashards.verify import verify

SET = Path(__file__).resolve().parents[3] / "fixtures" / "conformance"
COUNTS = ("frames", "records", "record_bytes", "blobs", "blob_bytes", "groups", "bins")


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


def streamed(path):
    """The members as the streaming reader sees them, in the form of the set's JSON."""
    members = []
    with open_stream(path) as reader:
        for member in reader.members():
            frames, items, groups, bins = [], [], [], []
            for frame in member.frames():
                frames.append(frame.kind)
                if member.end is None:
                    items += item(frame)
                if frame.kind == layout.TOKENS:
                    groups += [tree(group) for group in frame.body]
                elif frame.kind == layout.PLAN:
                    bins += [list(one) for one in frame.body.bins]
            members.append(
                {
                    "meta": plain(member.meta),
                    "frames": frames,
                    "items": items,
                    "end": ending(member.end),
                    "counters": plain(member.summary["counters"]) if member.summary else None,
                    "groups": groups,
                    "bins": bins,
                }
            )
    return members


def mapped(path):
    """The same, as far as the mapped reader tells it: frames of the index, records by ordinal, blobs by digest."""
    members = []
    with Shard(path) as shard:
        ordinal = 0
        groups, bins = [tree(group) for group in shard.groups()], [row.groups for row in shard.bins()]
        for member in shard.members:
            rows = member.index.frames
            records = [shard.record(ordinal + number) for number in range(member.end.records)]
            ordinal += member.end.records
            blobs = {row.digest: member.blob(row.digest) for row in member.index.blobs}
            mine, groups = groups[: member.end.groups], groups[member.end.groups :]
            rows_of_bins, bins = bins[: member.end.bins], bins[member.end.bins :]
            members.append(
                {
                    "meta": plain(member.meta),
                    "frames": [row.kind for row in rows],
                    "records": [{"sha256": one.digest.hex(), "record": plain(one.value)} for one in records],
                    "blobs": {digest.hex(): len(data) for digest, data in blobs.items()},
                    "digests": [
                        member.frame(row).digest.hex() for kind in (layout.TOKENS, layout.PLAN) for row in member.rows(kind)
                    ],
                    "end": ending(member.end),
                    "counters": plain(member.summary["counters"]) if member.summary else None,
                    "groups": mine,
                    "bins": [[tree(group) for group in row] for row in rows_of_bins],
                }
            )
            for row in range(len(rows)):
                member.frame(row)  # also those that hold nothing to ask for
            for digest, data in blobs.items():
                assert sha256(data).digest() == digest
    return members


def ending(end):
    return {**{name: getattr(end, name) for name in COUNTS}, "content_root": end.content_root.hex()}


def tree(group):
    reference = group.reference_log_probabilities
    return {
        "record": group.record.hex(),
        "modality": group.modality,
        "cluster": str(group.cluster),
        "tokens": group.tokens.tolist(),
        "loss_mask": group.loss_mask.tolist(),
        "reference_log_probabilities": None if reference is None else reference.tolist(),
        "segments": [
            {
                "start": one.start,
                "count": one.stop - one.start,
                "parent": None if one.parent < 0 else one.parent,
                "role": "prompt" if one.role == PROMPT else "candidate",
                "first_position": one.first_position,
            }
            for one in group.segments
        ],
        "pairs": [list(pair) for pair in group.pairs],
        "media": [
            {"start": one.start, "count": one.count, "kind": one.kind, "sha256": one.digest.hex()} for one in group.spans
        ],
    }


def item(frame):
    if frame.kind == layout.RECORDS:
        return [{"records": [{"sha256": one.digest.hex(), "record": plain(one.value)} for one in frame.body]}]
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
        digest = sha256(frame.payload).hexdigest()
        return [{"other": {"kind": frame.kind, "length": len(frame.payload), "sha256": digest}}]
    return []


def expected_of_mapped(member):
    """What a mapped reader must tell of a member that reads like this."""
    items, groups = member["items"], member["groups"]
    digests = [one[kind]["digest"] for kind in ("tokens", "plan") for one in items if kind in one]
    return {
        "meta": member["meta"],
        "frames": member["frames"][: member["end"]["frames"]],
        "records": [record for one in items for record in one.get("records", ())],
        "blobs": {blob["sha256"]: blob["length"] for one in items for blob in one.get("blobs", ())},
        "digests": digests,
        "end": member["end"],
        "counters": member["counters"],
        "groups": groups,
        "bins": [[groups[number] for number in row] for row in member["bins"]],
    }


# Errors that a mapped reader may not see, since it looks at what it is asked for: no window, no tree, no blob that the
# index does not name, no frame that neither index nor trailer names.
UNSEEN = {"countMismatch", "contentRootMismatch", "unresolvedBlob"}
UNSEEN_IN = {"blobs-directory-cbor": "nonCanonicalCBOR", "blobs-map": "badBlobs", "order-two-ends": "unexpectedFrame"}


def expected_reading(path):
    members = json.loads(path.with_suffix(".json").read_text())["members"]
    for member in members:
        member.setdefault("groups", [])
        member.setdefault("bins", [])
    return members


class Conformance(unittest.TestCase):
    maxDiff = None

    def files(self, part):
        files = sorted((SET / part).glob("*.aas"))
        self.assertGreater(len(files), 90, f"no conformance set in {SET}")
        return files

    @contextmanager
    def reading(self, path):
        with self.subTest(path.stem):
            try:
                yield
            except ShardError as error:
                if error.code != "unknownCodec":
                    raise
                self.skipTest("no zstd here")

    def error(self, read, path):
        """What reading a file raises, or None."""
        try:
            read(path)
        except ShardError as error:
            if error.code == "unknownCodec" and not can_read(1) and path.stem != "header-codec2":
                raise
            return error
        return None

    def test_good_files_are_read_as_expected(self):
        for path in self.files("good"):
            with self.reading(path):
                self.assertEqual(streamed(path), expected_reading(path))

    def test_good_files_are_mapped_as_expected(self):
        for path in self.files("good"):
            with self.reading(path):
                self.assertEqual(mapped(path), [expected_of_mapped(member) for member in expected_reading(path)])

    def test_index_is_what_a_scan_finds(self):
        for path in self.files("good"):
            with self.reading(path):
                with Shard(path) as shard:
                    for member in shard.members:
                        self.assertEqual(member.index.frames, member._rebuilt_index().frames)
                        self.assertEqual(sorted(member.index.blobs), member._rebuilt_index().blobs)

    def test_proofs_lead_to_the_expected_roots(self):
        proven = 0
        for path in self.files("good"):
            with self.reading(path):
                members = expected_reading(path)
                for member in members:
                    entries = [
                        bytes.fromhex(entry)
                        for one in member["items"]
                        for entry in (
                            [record["sha256"] for record in one.get("records", ())]
                            + [one[kind]["digest"] for kind in ("tokens", "plan") if kind in one]
                        )
                    ]
                    for entry in {entries[0], entries[len(entries) // 2], entries[-1]} if entries else ():
                        proof = aashards.prove(path, entry)
                        # Equal members hold equal entries; the first one is found.
                        root = bytes.fromhex(members[proof.member]["end"]["content_root"])
                        self.assertEqual(proof.size, len(entries))
                        self.assertEqual(entries[proof.index], entry)
                        self.assertTrue(aashards.verify_proof(entry, proof.index, proof.size, proof.path, root))
                        for wrong in (sha256(entry).digest(), root):
                            self.assertFalse(aashards.verify_proof(wrong, proof.index, proof.size, proof.path, root))
                        self.assertFalse(aashards.verify_proof(entry, proof.index, proof.size, proof.path, entry))
                        proven += 1
        self.assertGreater(proven, 100)

    def test_bad_files_are_refused_where_they_are_bad(self):
        for path in self.files("bad"):
            with self.reading(path):
                expected = json.loads(path.with_suffix(".json").read_text())
                error = self.error(verify, path)
                self.assertIsNotNone(error, expected)
                found = (error.code, error.frame, error.offset)
                self.assertEqual(found, (expected["error"], expected["frame"], expected["offset"]), str(error))

    def test_bad_files_are_mapped_no_better_than_allowed(self):
        seen = 0
        for path in self.files("bad"):
            with self.reading(path):
                expected = json.loads(path.with_suffix(".json").read_text())
                error = self.error(mapped, path)
                if error is None:
                    self.assertIn(expected["error"], UNSEEN | {UNSEEN_IN.get(path.stem)})
                elif expected["error"] == "badIndex":
                    # Found where a row leads.
                    self.assertIn(error.code, ("badIndex", "badSync", "countMismatch"))
                elif error.code != "countMismatch":  # END, met first, may count what the wrong frame does not hold
                    self.assertEqual((error.code, error.offset), (expected["error"], expected["offset"]), str(error))
                    seen += 1
        self.assertGreater(seen, 150)


if __name__ == "__main__":
    unittest.main()
