"""Shards that the Swift tools write, read by both. AASHARDS_BIN names the folder of the binaries."""

import io
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import List, Optional

import aashards
from aashards.cli import lines
from badshards import bad_shards, good_records, packed_member, tokens_member

BINARIES = os.environ.get("AASHARDS_BIN")
RAW = Path(__file__).resolve().parents[3] / "fixtures" / "raw"
SUBSETS = ("t2t", "ti2t", "ti2ti", "t2i", "ta2t", "t2a", "t2v", "tv2t")

# aa-cat looks at frames, CBOR, counts and digests; the rules of records, token trees and plans are checked by the
# programs that use them, and the closing frames by those that seek.
NOT_CHECKED_BY_AA_CAT = ("META", "RECORDS", "BLOBS", "TOKENS", "PLAN", "INDEX", "SUMMARY", "trailer", "frame: ")


def tool(name: str, *arguments: str, data: Optional[bytes] = None, status: int = 0) -> bytes:
    done = subprocess.run([str(Path(BINARIES) / name), *arguments], input=data, capture_output=True)
    if done.returncode != status:
        raise AssertionError(f"{name}: {done.returncode}: {done.stderr.decode()}")
    return done.stdout


@unittest.skipUnless(BINARIES, "AASHARDS_BIN is not set")
class SwiftTools(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls._folder = tempfile.TemporaryDirectory()
        cls.folder = Path(cls._folder.name)
        for subset in SUBSETS:
            tool("aa-convert", "-q", str(RAW / subset), "-o", str(cls.folder / f"{subset}.aas"))
        for subset in ("t2t", "ti2t", "t2a"):
            tool("aa-tokenize", "-q", str(cls.folder / f"{subset}.aas"), "-o", str(cls.folder / f"{subset}.tokens.aas"))
        tool("aa-pack", "-q", "--capacity", "512", str(cls.folder / "t2t.tokens.aas"), "-o", str(cls.folder / "t2t.packed.aas"))
        joined = b"".join((cls.folder / f"{name}.aas").read_bytes() for name in ("t2t", "ti2t.tokens", "t2t.packed"))
        (cls.folder / "joined.aas").write_bytes(joined)

    @classmethod
    def tearDownClass(cls) -> None:
        cls._folder.cleanup()

    def files(self) -> List[Path]:
        return sorted(self.folder.glob("*.aas"))

    def test_every_line_is_that_of_aa_cat(self) -> None:
        self.assertEqual(len(self.files()), 13)
        for path in self.files():
            theirs = [json.loads(line) for line in tool("aa-cat", "-q", str(path)).decode().splitlines()]
            with aashards.open(str(path)) as reader:
                mine = [line for frame in reader.frames() for line in lines(frame)]
            self.assertEqual(len(mine), len(theirs), path.name)
            for number, (one, other) in enumerate(zip(mine, theirs)):
                self.assertEqual(json.loads(json.dumps(one)), other, f"{path.name}, line {number}")

    def test_info_is_that_of_aa_cat(self) -> None:
        for path in self.files():
            theirs = [json.loads(line) for line in tool("aa-cat", "--info", "--json", str(path)).decode().splitlines()]
            mine = aashards.info(str(path))
            self.assertEqual(len(mine), len(theirs))
            for one, other in zip(mine, theirs):
                self.assertEqual({**one, "file": other["file"]}, other)

    def test_mapped_and_streamed_agree(self) -> None:
        for path in self.files():
            with aashards.open(str(path)) as reader, aashards.Shard(str(path)) as shard:
                for ordinal, value in enumerate(reader.records()):
                    record = shard.record(ordinal)
                    self.assertEqual(record.value, value)
                    for digest in record.media:
                        self.assertEqual(shard.blob(digest), reader.blob(digest))
                self.assertGreaterEqual(len(shard), ordinal + 1 if len(shard) else 0)

    def test_index_of_the_file_is_the_one_that_a_scan_makes(self) -> None:
        for path in self.files():
            with aashards.Shard(str(path)) as shard:
                for member in shard.members:
                    self.assertEqual(member.index, member._rebuilt_index())

    def test_trees_follow_section_1(self) -> None:
        with aashards.Shard(str(self.folder / "ti2t.tokens.aas")) as shard:
            special = shard.members[0].meta["tokenizer"]["special"]
            groups = list(shard.groups())
        self.assertEqual(len(groups), 105)
        for group in groups:
            self.assertEqual(group.prompt[0], special["bos"])
            self.assertEqual(group.prompt[-1], special["assistant"])
            for candidate in group.candidates:
                self.assertEqual(candidate[-1], special["eos"])
            for span in group.spans:
                self.assertEqual(group.tokens[span.start], special[f"{span.kind}_begin"])
                self.assertEqual(group.tokens[span.start + span.count - 1], special[f"{span.kind}_end"])
            for segment in group.segments:
                mask = set(group.loss_mask[segment.start : segment.stop].tolist())
                self.assertEqual(mask, {segment.role})

    def test_bins_hold_every_group_once(self) -> None:
        with aashards.Shard(str(self.folder / "t2t.packed.aas")) as shard:
            bins = list(shard.bins())
            records = [group.record for group in shard.groups()]
        self.assertEqual(sorted(group.record for row in bins for group in row.groups), sorted(records))
        for row in bins:
            self.assertTrue(len(row) <= row.capacity == 512 or len(row.groups) == 1)

    def test_clusters_are_those_of_section_5(self) -> None:
        clusters = {}
        with aashards.Shard(str(self.folder / "ti2t.aas")) as shard:
            for ordinal in range(len(shard)):
                record = shard.record(ordinal)
                clusters[record.digest] = cluster(record.value["prompt"])
        with aashards.Shard(str(self.folder / "ti2t.tokens.aas")) as shard:
            for group in shard.groups():
                self.assertEqual(group.cluster, clusters[group.record])

    def test_tokenizer_hash_is_that_of_section_4(self) -> None:
        from shardwriter import encode, sha256

        with aashards.Shard(str(self.folder / "ti2t.tokens.aas")) as shard:
            tokenizer = dict(shard.members[0].meta["tokenizer"])
        self.assertEqual(tokenizer.pop("sha256"), sha256(encode(tokenizer)))

    def test_text_of_bytes_comes_back(self) -> None:
        texts = {}
        with aashards.Shard(str(self.folder / "t2t.aas")) as shard:
            for ordinal in range(len(shard)):
                record = shard.record(ordinal)
                texts[record.digest] = [
                    "".join(part["text"] for part in candidate["parts"]) for candidate in record.value["candidates"]
                ]
        with aashards.Shard(str(self.folder / "t2t.tokens.aas")) as shard:
            for group in shard.groups():
                decoded = [bytes(candidate[:-1].tolist()).decode() for candidate in group.candidates]
                self.assertEqual(decoded, texts[group.record])

    def test_aa_cat_reads_what_the_test_writer_writes(self) -> None:
        for member in (good_records(), tokens_member(), packed_member([[1], [0]])):
            data = member.finish()
            theirs = [json.loads(line) for line in tool("aa-cat", "-q", "-", data=data).decode().splitlines()]
            mine = [line for frame in aashards.open(io.BytesIO(data)).frames() for line in lines(frame)]
            self.assertEqual(json.loads(json.dumps(mine)), theirs)

    def test_aa_cat_refuses_what_this_reader_refuses(self) -> None:
        for case in bad_shards():
            if not case.name.startswith(NOT_CHECKED_BY_AA_CAT):
                with self.subTest(case.name):
                    tool("aa-cat", "-q", "-", data=case.data, status=1)

    def test_content_roots_survive_the_pipe(self) -> None:
        """What aa-pack copies keeps its frame digests."""
        digests = []
        for name in ("t2t.tokens", "t2t.packed"):
            with aashards.open(str(self.folder / f"{name}.aas")) as reader:
                digests.append([frame.digest for frame in reader.frames() if frame.name == "TOKENS"])
        self.assertEqual(*digests)


def cluster(prompt: list) -> int:
    from hashlib import sha256

    text = b""
    for message in prompt:
        text += message["role"].encode() + b":"
        for part in message["parts"]:
            if "text" in part:
                raw = part["text"].encode()
                text += b"t" + str(len(raw)).encode() + b":" + raw
            else:
                text += b"m" + bytes.fromhex(part["sha256"])
    return int.from_bytes(sha256(text).digest()[:8], "big")


if __name__ == "__main__":
    unittest.main()
