import os
import tempfile
import unittest
from pathlib import Path
from typing import Any

import aashards
from aashards import Shard, ShardError
from badshards import GROUPS, OTHER, PICTURE, bad_shards, good_records, packed_member, tokens_member
from shardwriter import Member, encode, merkle_root, record, sha256

try:
    import numpy
except ImportError:
    numpy = None


class MappedTests(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)

    def file(self, data: bytes) -> str:
        path = Path(self._folder.name) / "test.aas"
        path.write_bytes(data)
        return str(path)

    def shard(self, data: bytes, **options: Any) -> Shard:
        shard = Shard(self.file(data), **options)
        self.addCleanup(shard.close)
        return shard

    def two_members(self, index: bool = True) -> bytes:
        first = Member().blobs(PICTURE).records(record("a", [PICTURE]), record("b")).records().records(record("c"))
        second = Member().blobs(OTHER).records(record("d", [OTHER]))
        return first.finish(index=index) + second.finish(index=index)

    def test_records_by_ordinal_and_digest(self) -> None:
        for index in (True, False):
            shard = self.shard(self.two_members(index))
            self.assertEqual(len(shard), 4)
            self.assertEqual([shard.record(number).value["id"] for number in (3, 0, 2, 1)], ["d", "a", "c", "b"])
            self.assertEqual([value["id"] for value in shard.records()], ["a", "b", "c", "d"])
            digest = sha256(encode(record("c")))
            self.assertEqual(shard.record(digest).value["id"], "c")
            self.assertEqual(shard.record(digest.hex()).value["id"], "c")
            for missing in (4, -1, bytes(32)):
                with self.assertRaises(ShardError) as caught:
                    shard.record(missing)
                self.assertEqual(caught.exception.code, "noSuchRecord")

    def test_blobs(self) -> None:
        for index in (True, False):
            shard = self.shard(self.two_members(index))
            for data in (PICTURE, OTHER):
                self.assertEqual(bytes(shard.blob(sha256(data))), data)
                self.assertEqual(bytes(shard.blob(sha256(data).hex())), data)
            with self.assertRaises(ShardError) as caught:
                shard.blob(bytes(32))
            self.assertEqual(caught.exception.code, "noSuchRecord")

    def test_info(self) -> None:
        info = aashards.info(self.file(self.two_members()))
        self.assertEqual([member["records"] for member in info], [3, 1])
        self.assertEqual(info[0]["meta"]["chain"][0]["name"], "shardwriter")
        root = merkle_root([sha256(encode(record("d", [OTHER])))])
        self.assertEqual(info[1]["content_root"], root.hex())

    def test_views_outlive_the_shard(self) -> None:
        shard = Shard(self.file(self.two_members()))
        blob = shard.blob(sha256(PICTURE))
        shard.close()
        self.assertEqual(bytes(blob), PICTURE)

    @unittest.skipIf(numpy is None, "no NumPy")
    def test_groups_are_views_of_the_file(self) -> None:
        shard = self.shard(tokens_member().finish())
        everything = numpy.frombuffer(shard._source.view, dtype=numpy.uint8)
        groups = list(shard.groups())
        self.assertEqual(len(groups), 2)
        for group in groups:
            self.assertTrue(numpy.shares_memory(group.tokens, everything))
            self.assertTrue(numpy.shares_memory(group.prompt, everything))
            self.assertTrue(numpy.shares_memory(group.loss_mask, everything))
            self.assertFalse(group.tokens.flags.writeable)
        self.assertEqual(groups[0].tokens.tolist(), [257, 1, 2, 3, 258, 4, 5, 258])

    def test_bins(self) -> None:
        shard = self.shard(packed_member([[1], [0]]).finish())
        bins = list(shard.bins())
        self.assertEqual([[list(group.prompt) for group in row.groups] for row in bins], [[[257]], [[257, 1, 2]]])

    def test_damage_is_found_where_it_is_read(self) -> None:
        data = bytearray(self.two_members())
        data[data.index(PICTURE)] ^= 1
        shard = self.shard(bytes(data))
        self.assertEqual(shard.record(3).value["id"], "d")
        self.assertEqual(bytes(shard.blob(sha256(OTHER))), OTHER)
        with self.assertRaises(ShardError) as caught:
            shard.blob(sha256(PICTURE))
        self.assertEqual((caught.exception.code, caught.exception.frame), ("badBlobDigest", 1))

        data = bytearray(self.two_members())
        data[data.index(encode(record("b")))] ^= 1
        shard = self.shard(bytes(data))
        with self.assertRaises(ShardError) as caught:
            shard.record(1)
        self.assertEqual((caught.exception.code, caught.exception.frame), ("badPayloadChecksum", 2))

    def test_index_that_lies_is_found(self) -> None:
        member = good_records()
        columns = member.index_columns()
        columns["frame.stored"][1][2] += 1
        shard = self.shard(member.finish(index=columns))
        with self.assertRaises(ShardError) as caught:
            shard.record(0)
        self.assertEqual(caught.exception.code, "badIndex")

    def test_a_bad_end_is_told_as_the_streaming_reader_tells_it(self) -> None:
        data = good_records().finish()
        for damaged, code in ((data[:-64], "truncated"), (data[:500], "missingEnd"), (b"{}\n", "badMagic"), (b"", "emptyInput")):
            with self.assertRaises(ShardError) as caught:
                Shard(self.file(damaged))
            self.assertEqual(caught.exception.code, code)

    def test_bad_shards_raise_nothing_but_shard_errors(self) -> None:
        for case in bad_shards():
            with self.subTest(case.name):
                try:
                    with Shard(self.file(case.data)) as shard:
                        for number in range(len(shard)):
                            for digest in shard.record(number).media:
                                shard.blob(digest)
                        list(shard.groups())
                        list(shard.bins())
                except ShardError:
                    pass

    def test_flipped_bytes_raise_nothing_but_shard_errors(self) -> None:
        data = Member().blobs(PICTURE).records(record(media=[PICTURE])).finish()
        expected = [record["id"] for record in self.shard(data).records()]
        for number in range(0, len(data), 3):
            damaged = bytearray(data)
            damaged[number] ^= 0x40
            try:
                with Shard(self.file(bytes(damaged))) as shard:
                    values = list(shard.records())
                    blob = bytes(shard.blob(sha256(PICTURE)))
            except ShardError:
                continue
            # What is not read is not looked at, but what is given is right.
            self.assertEqual([value["id"] for value in values], expected)
            self.assertEqual(blob, PICTURE)

    def test_not_a_file(self) -> None:
        for path in ("-", os.devnull):
            with self.assertRaises(ShardError) as caught:
                Shard(path)
            self.assertEqual(caught.exception.code, "notAFile")

    def test_proofs(self) -> None:
        path = self.file(self.two_members())
        for name, size in (("a", 3), ("c", 3), ("d", 1)):
            media = {"a": [PICTURE], "d": [OTHER]}.get(name, [])
            digest = sha256(encode(record(name, media)))
            proof = aashards.prove(path, digest)
            self.assertEqual((proof.size, proof.entry), (size, digest))
            self.assertEqual(proof.root.hex(), aashards.info(path)[proof.member]["content_root"])
            self.assertTrue(aashards.verify_proof(digest, proof.index, proof.size, proof.path, proof.root))
            self.assertFalse(aashards.verify_proof(bytes(32), proof.index, proof.size, proof.path, proof.root))
        with self.assertRaises(ShardError) as caught:
            aashards.prove(path, bytes(32))
        self.assertEqual(caught.exception.code, "noSuchRecord")

    def test_groups_and_streams_agree(self) -> None:
        path = self.file(tokens_member().finish())
        with aashards.open(path) as reader, Shard(path) as shard:
            for streamed, mapped, group in zip(reader.groups(), shard.groups(), GROUPS):
                self.assertEqual(list(streamed.tokens), list(mapped.tokens))
                self.assertEqual(streamed.segments, mapped.segments)
                self.assertEqual(list(mapped.prompt), group["prompt"])


if __name__ == "__main__":
    unittest.main()
