import math
import unittest

from aashards import ShardError, cbor
from shardwriter import encode


class CBORTests(unittest.TestCase):
    def test_values_come_back(self) -> None:
        for value in (
            0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**64 - 1, -1, -24, -25, -(2**64),
            0.0, -0.0, 1.0, 1.5, 65504.0, 100000.0, 3.4028234663852886e38, 1.1, 1e300, 5.960464477539063e-08,
            math.inf, -math.inf, False, True, None, b"", b"\x00\xff", "", "Zoë 🐈", [], {}, [1, [2, [3]]],
            {"a": 1, "b": [True], "aa": {"c": None}},
        ):  # fmt: skip
            decoded = cbor.decode(encode(value))
            self.assertEqual(decoded, value)
            self.assertEqual(type(decoded), type(value))
        self.assertTrue(math.isnan(cbor.decode(b"\xf9\x7e\x00")))
        self.assertEqual(math.copysign(1, cbor.decode(encode(-0.0))), -1)

    def test_one_and_one_point_zero_are_different_keys(self) -> None:
        self.assertEqual(len(cbor.decode(b"\xa3\x01\x00\xf5\x00\xf9\x3c\x00\x00")), 3)

    def test_what_is_not_deterministic_is_refused(self) -> None:
        for name, data in (
            ("nothing", ""),
            ("bytes behind", "0000"),
            ("24 as two bytes, 23", "1817"),
            ("255 in two bytes", "1900ff"),
            ("65535 in four bytes", "1a0000ffff"),
            ("small number in eight bytes", "1b00000000ffffffff"),
            ("reserved head", "1c"),
            ("head cut off", "19ff"),
            ("indefinite bytes", "5f4100ff"),
            ("indefinite array", "9fff"),
            ("indefinite map", "bfff"),
            ("break", "ff"),
            ("tag", "c000"),
            ("undefined", "f7"),
            ("simple value", "e0"),
            ("simple value in a byte", "f820"),
            ("false in a byte", "f814"),
            ("keys in the wrong order", "a2616200616100"),
            ("longer key first", "a262616100616200"),
            ("a key twice", "a2616100616100"),
            ("text that is not UTF-8", "62c328"),
            ("text with a surrogate", "63eda080"),
            ("text longer than it must be", "62c0af"),
            ("text cut off", "6261"),
            ("bytes cut off", "4261"),
            ("array cut off", "8200"),
            ("map cut off", "a16161"),
            ("huge array", "9b7fffffffffffffff00"),
            ("huge map", "bb7fffffffffffffff00"),
            ("huge text", "7bffffffffffffffff00"),
            ("single that fits half", "fa3f800000"),
            ("double that fits half", "fb3ff0000000000000"),
            ("double that fits single", "fb47efffffe0000000"),
            ("infinity in single", "fa7f800000"),
            ("infinity in double", "fb7ff0000000000000"),
            ("NaN with a payload", "f97e01"),
            ("negative NaN", "f9fe00"),
            ("signalling NaN", "f97d00"),
            ("NaN in single", "fa7fc00000"),
            ("NaN in double", "fb7ff8000000000000"),
            ("half cut off", "f93c"),
        ):
            with self.subTest(name):
                with self.assertRaises(ShardError) as caught:
                    cbor.decode(bytes.fromhex(data))
                self.assertEqual(caught.exception.code, "nonCanonicalCBOR")

    def test_depth(self) -> None:
        for depth in (64, 16):
            self.assertIsNotNone(cbor.decode(b"\x81" * (depth - 1) + b"\x80", depth))
            with self.assertRaises(ShardError):
                cbor.decode(b"\x81" * depth + b"\x80", depth)

    def test_items(self) -> None:
        # The array is an item too.
        self.assertEqual(len(cbor.decode(encode([0] * 99), items=100)), 99)
        with self.assertRaises(ShardError):
            cbor.decode(encode([0] * 100), items=100)


if __name__ == "__main__":
    unittest.main()
