import io
import unittest
from typing import Callable, Optional

import aashards
import shardwriter as w
from aashards import ShardError, codec
from badshards import PICTURE
from shardwriter import Member, encode, record


def compressor() -> Optional[Callable[[bytes], bytes]]:
    try:
        from compression import zstd

        return zstd.compress
    except ImportError:
        pass
    try:
        import zstandard

        return zstandard.ZstdCompressor().compress
    except ImportError:
        pass
    try:
        import pyzstd

        return pyzstd.compress
    except ImportError:
        return None


compress = compressor()


@unittest.skipIf(compress is None, "no zstd module")
class CompressionTests(unittest.TestCase):
    def pad(self, payload: bytes, **values) -> bytes:
        values.setdefault("stored", compress(payload))
        return Member().add(w.PAD, payload, codec=1, **values).finish()

    def code(self, data: bytes) -> str:
        with self.assertRaises(ShardError) as caught:
            aashards.verify(io.BytesIO(data))
        return caught.exception.code

    def test_compressed_frames(self) -> None:
        records = [encode(record(str(number), [PICTURE])) for number in range(20)]
        blobs, table = w.blobs_payload([(PICTURE, None), (bytes(5000), None)]), w.records_payload(records)
        member = Member().blobs(PICTURE, bytes(5000), payload=blobs, codec=1, stored=compress(blobs))
        member.records(*records, codec=1, stored=compress(table))
        data = member.finish()
        plain = Member().blobs(PICTURE, bytes(5000)).records(*records).finish()
        self.assertLess(len(data), len(plain))
        with aashards.open(io.BytesIO(data)) as reader:
            frames = list(reader.frames())
        with aashards.open(io.BytesIO(plain)) as reader:
            stored = list(reader.frames())
        self.assertEqual([frame.digest for frame in frames[:3]], [frame.digest for frame in stored[:3]])
        self.assertEqual([one.value["id"] for one in frames[2].body], [str(number) for number in range(20)])

    def test_compressed_columns(self) -> None:
        attributes, columns = w.token_columns([{"prompt": [1] * 500, "candidates": [[2] * 500]}])
        payload = w.columns_payload(attributes, columns)
        member = Member("tokens").columns(w.TOKENS, 1, attributes, columns, codec=1, stored=compress(payload))
        (group,) = aashards.open(io.BytesIO(member.finish())).groups()
        self.assertEqual(list(group.prompt), [1] * 500)

    def test_what_is_wrong_is_found(self) -> None:
        payload = b"payload " * 100
        good = compress(payload)
        self.assertEqual(self.code(self.pad(payload, raw_length=799)), "badCompression")
        self.assertEqual(self.code(self.pad(payload, raw_length=801)), "badCompression")
        self.assertEqual(self.code(self.pad(payload, stored=b"no zstd")), "badCompression")
        self.assertEqual(self.code(self.pad(payload, stored=good[:-1])), "badCompression")
        self.assertEqual(self.code(self.pad(payload, stored=good + b"\0")), "badCompression")
        self.assertEqual(self.code(self.pad(payload, stored=good + compress(b""))), "badCompression")

    def test_one_frame_that_tells_its_size_and_nothing_else(self) -> None:
        payload = b"x" * 40
        skippable = b"\x50\x2a\x4d\x18" + bytes(4)
        single = b"\x28\xb5\x2f\xfd\x20\x28" + (3 | 40 << 3).to_bytes(3, "little") + b"x"  # a block of one run
        windowed = b"\x28\xb5\x2f\xfd\x80\x80\x28\0\0\0" + (3 | 40 << 3).to_bytes(3, "little") + b"x"  # window 2^26
        for stored in (single, windowed):
            aashards.verify(io.BytesIO(self.pad(payload, stored=stored)))
        for name, stored in (
            ("no content size", b"\x28\xb5\x2f\xfd\x00\x80" + windowed[10:]),
            ("another content size", single[:5] + b"\x27" + single[6:]),
            ("window of more than 2^26", windowed[:5] + b"\x81" + windowed[6:]),
            ("dictionary", b"\x28\xb5\x2f\xfd\x21\x01\x28" + single[6:]),
            ("skippable frame before", skippable + single),
            ("skippable frame behind", single + skippable),
            ("frame of nothing behind", single + b"\x28\xb5\x2f\xfd\x20\0\x01\0\0"),
        ):
            with self.subTest(name):
                self.assertEqual(self.code(self.pad(payload, stored=stored)), "badCompression")
        self.assertEqual(self.code(self.pad(b"", stored=b"")), "badCompression")

    def test_expansion_is_bounded_before_anything_is_decompressed(self) -> None:
        self.assertEqual(self.code(self.pad(b"x", stored=compress(bytes(1 << 21)), raw_length=1 << 21)), "badCompression")
        self.assertEqual(self.code(self.pad(b"x", raw_length=(1 << 26) + 1)), "badCompression")
        self.assertEqual(self.code(self.pad(b"x" * 20, stored=b"y" * 21)), "badCompression")
        with self.assertRaises(ShardError):
            codec.decompress(1, compress(bytes(1 << 24)), 1000)

    def test_what_is_always_stored(self) -> None:
        payload = encode(w.meta())
        tag = w.sha256(payload)[:4]
        data = w.preamble(tag) + w.frame(tag, w.META, payload, codec=1, stored=compress(payload))
        self.assertEqual(self.code(data), "badHeader")


class WithoutZstd(unittest.TestCase):
    def test_a_codec_that_is_lacking_is_refused(self) -> None:
        found, codec._decompress_zstd = codec._decompress_zstd, None
        try:
            with self.assertRaises(ShardError) as caught:
                aashards.verify(io.BytesIO(Member().add(w.PAD, b"x" * 30, codec=1, stored=b"y" * 20).finish()))
            self.assertEqual(caught.exception.code, "unknownCodec")
        finally:
            codec._decompress_zstd = found


if __name__ == "__main__":
    unittest.main()
