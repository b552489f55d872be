import io
import struct
import unittest
from typing import List

import aashards
import shardwriter as w
from aashards import ShardError
from badshards import OTHER, PICTURE, bad_shards, good_records, packed_member, tokens_member
from shardwriter import Member, encode, meta, record, sha256


def read(data: bytes) -> List[aashards.Frame]:
    return list(aashards.open(io.BytesIO(data)).frames())


class GoodShards(unittest.TestCase):
    def test_frames_and_places(self) -> None:
        data = good_records().finish()
        frames = read(data + data)
        names = ["META", "BLOBS", "RECORDS", "END", "INDEX", "SUMMARY"]
        self.assertEqual([frame.name for frame in frames], names * 2)
        self.assertEqual([frame.ordinal for frame in frames], list(range(12)))
        self.assertEqual([frame.member for frame in frames], [0] * 6 + [1] * 6)
        for frame in frames:
            self.assertEqual((data + data)[frame.offset : frame.offset + 4], b"\xf8AAF")

    def test_records_and_media(self) -> None:
        member = Member().blobs(PICTURE, OTHER, facts={"kind": "image"}).records(record("a", [PICTURE]), record("b", [OTHER]))
        with aashards.open(io.BytesIO(member.finish())) as reader:
            names = []
            for value in reader.records():
                names.append(value["id"])
                part = value["prompt"][0]["parts"][0]
                self.assertEqual(part["media"], "image")
                self.assertEqual(bytes(reader.blob(part["sha256"])), PICTURE if value["id"] == "a" else OTHER)
                self.assertEqual(value["judgements"], [{"criterion": "overall", "winner": 1, "loser": 0}])
            self.assertEqual(names, ["a", "b"])

    def test_items_come_in_stream_order(self) -> None:
        member = good_records()
        kinds = [type(item).__name__ for item in aashards.open(io.BytesIO(member.finish())).items()]
        self.assertEqual(kinds, ["Blob", "Record"])

    def test_members(self) -> None:
        first, second = good_records().finish(), tokens_member().finish()
        reader = aashards.open(io.BytesIO(first + second))
        members = []
        for member in reader.members():
            self.assertEqual(member.meta, {})  # nothing but the preamble has been read
            members.append(member)
        self.assertEqual([member.meta["profile"] for member in members], ["records", "tokens"])
        self.assertEqual([member.offset for member in members], [0, len(first)])
        self.assertEqual([member.length for member in members], [len(first), len(second)])
        self.assertEqual([member.content["records"] for member in members], [1, 0])
        self.assertEqual([member.content["groups"] for member in members], [0, 2])

    def test_without_index_and_summary(self) -> None:
        for index in (True, False):
            for summary in (True, False):
                data = good_records().finish(index=index, summary=summary)
                self.assertEqual(len(read(data)), 4 + index + summary)

    def test_empty_member(self) -> None:
        self.assertEqual(len(read(Member().finish())), 4)

    def test_empty_frames(self) -> None:
        member = Member().records().blobs(payload=w.blobs_payload([])).add(w.PAD, b"")
        self.assertEqual(len(read(member.finish())), 7)

    def test_pad_and_unknown_frames_are_passed_over(self) -> None:
        member = Member().add(w.PAD, b"anything", 8).add(99, b"new").add(200, b"private").records(record())
        after = w.frame(member.tag, w.PAD, b"late") + w.frame(member.tag, 200, b"private")
        frames = read(member.finish(after_end=after))
        self.assertEqual([frame.name for frame in frames][1:4], ["PAD", "99", "200"])
        self.assertEqual([frame.body for frame in frames][1:4], [None] * 3)

    def test_what_may_be_ignored_is(self) -> None:
        self.assertEqual(len(read(Member(minor=7, optional=12).finish())), 4)
        read(Member(meta_value=meta(more={"a": [1]})).finish())
        read(Member().finish(end={"more": 1}))

    def test_window_counts_a_blob_stored_again(self) -> None:
        member = Member(window_log2=16).blobs(PICTURE)
        for number in range(4):
            member.blobs(bytes([number]) * 20000)
        read(member.blobs(PICTURE).records(record(media=[PICTURE])).finish())

    def test_limits(self) -> None:
        data = Member(payload_log2=32).finish()
        read(data)
        with self.assertRaises(ShardError) as caught:
            aashards.verify(io.BytesIO(data), limits=aashards.Limits(payload_log2=31))
        self.assertEqual(caught.exception.code, "limitTooLarge")

    def test_a_stream_that_gives_little_at_a_time(self) -> None:
        class Trickle(io.RawIOBase):
            def __init__(self, data: bytes) -> None:
                self._inner = io.BytesIO(data)

            def read(self, count: int = -1) -> bytes:
                return self._inner.read(min(count, 7))

        self.assertEqual(len(list(aashards.open(Trickle(good_records().finish())).frames())), 6)


class BadShards(unittest.TestCase):
    def test_each_has_its_error_and_place(self) -> None:
        cases = bad_shards()
        self.assertGreater(len(cases), 150)
        for case in cases:
            with self.subTest(case.name):
                with self.assertRaises(ShardError) as caught:
                    aashards.verify(io.BytesIO(case.data))
                self.assertEqual(caught.exception.code, case.code)
                self.assertIsNotNone(caught.exception.offset)
                if case.frame is not None:
                    self.assertEqual(caught.exception.frame, case.frame)

    def test_missing_end_names_the_last_program(self) -> None:
        with self.assertRaises(ShardError) as caught:
            read(good_records().data)
        self.assertIn("shardwriter", caught.exception.message)

    def test_place_in_a_second_member(self) -> None:
        first = good_records().finish()
        second = bytearray(good_records().finish())
        second[448 + 64] ^= 1  # the payload of RECORDS
        with self.assertRaises(ShardError) as caught:
            read(first + bytes(second))
        error = caught.exception
        self.assertEqual((error.code, error.member, error.frame), ("badPayloadChecksum", 1, 8))
        self.assertEqual(error.offset, len(first) + 448)

    def test_what_came_before_an_error_is_given(self) -> None:
        data = Member().records(record("a")).records(record("b")).data
        seen = []
        with self.assertRaises(ShardError):
            for value in aashards.open(io.BytesIO(data)).records():
                seen.append(value["id"])
        self.assertEqual(seen, ["a", "b"])

    def test_a_declared_length_is_not_allocated(self) -> None:
        """A frame that claims 2^28 bytes and brings none costs nothing."""
        import tracemalloc

        member = Member()
        data = member.add(w.RECORDS, b"", stored_length=1 << 28, raw_length=1 << 28).data
        tracemalloc.start()
        with self.assertRaises(ShardError) as caught:
            read(data)
        self.assertEqual(caught.exception.code, "missingEnd")
        self.assertLess(tracemalloc.get_traced_memory()[1], 1 << 24)
        tracemalloc.stop()


class Damage(unittest.TestCase):
    def setUp(self) -> None:
        member = Member(payload_log2=16).blobs(PICTURE).records(record(media=[PICTURE])).add(w.PAD, b"pad")
        self.data = member.finish()

    def test_every_flipped_byte_is_found(self) -> None:
        for number in range(len(self.data)):
            for bit in (0x01, 0xFF):
                damaged = bytearray(self.data)
                damaged[number] ^= bit
                with self.assertRaises(ShardError, msg=f"byte {number}"):
                    aashards.verify(io.BytesIO(bytes(damaged)))

    def test_every_truncation_is_found(self) -> None:
        for length in range(len(self.data)):
            with self.assertRaises(ShardError, msg=f"{length} bytes") as caught:
                aashards.verify(io.BytesIO(self.data[:length]))
            self.assertIn(caught.exception.code, ("emptyInput", "truncated", "missingEnd"))

    def test_every_truncation_of_a_second_member_is_found(self) -> None:
        whole = self.data + self.data
        for length in range(len(self.data) + 1, len(whole)):
            with self.assertRaises(ShardError, msg=f"{length} bytes"):
                aashards.verify(io.BytesIO(whole[:length]))

    def test_every_flipped_byte_of_tokens_is_found(self) -> None:
        data = packed_member([[1], [0]]).finish()
        for number in range(len(data)):
            damaged = bytearray(data)
            damaged[number] ^= 0x10
            with self.assertRaises(ShardError, msg=f"byte {number}"):
                aashards.verify(io.BytesIO(bytes(damaged)))


class Identity(unittest.TestCase):
    def test_content_root_does_not_depend_on_framing(self) -> None:
        records = [record(str(number)) for number in range(5)]
        one = Member().records(*records)
        two = Member().records(*records[:2]).add(w.PAD, b"").records(*records[2:])
        roots = {aashards.verify(io.BytesIO(member.finish()))[0].content_root for member in (one, two)}
        self.assertEqual(len(roots), 1)

    def test_digest_of_blobs_covers_their_directory(self) -> None:
        frame = read(good_records().finish())[1]
        length = 8 + struct.unpack("<Q", bytes(frame.payload[:8]))[0]
        expected = sha256(struct.pack("<BIQ", 3, 1, len(frame.payload)) + bytes(frame.payload[:length]))
        self.assertEqual(frame.digest, expected)

    def test_record_names(self) -> None:
        frame = read(Member().records(record()).finish())[1]
        self.assertEqual(frame.body[0].digest, sha256(encode(record())))


if __name__ == "__main__":
    unittest.main()
