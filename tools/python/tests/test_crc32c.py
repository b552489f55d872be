import random
import unittest

import shardwriter
from aashards import crc32c


class CRC32CTests(unittest.TestCase):
    def test_check_value(self) -> None:
        self.assertEqual(crc32c.crc32c(b"123456789"), 0xE3069283)

    def test_all_ways_agree_with_the_plain_one(self) -> None:
        ways = [crc32c.crc32c, crc32c.crc32c_standard_library]
        if crc32c.numpy is not None:
            ways.append(crc32c.crc32c_numpy)
        source = random.Random(1)
        for length in (0, 1, 63, 64, 2047, 2048, 2049, 6144, 40000):
            data = source.randbytes(length) if hasattr(source, "randbytes") else bytes(length)
            expected = shardwriter.crc32c(data)
            for way in ways:
                self.assertEqual(way(data), expected, f"{way.__name__}, {length} bytes")
                self.assertEqual(way(memoryview(data)), expected, f"{way.__name__}, {length} bytes")

    def test_large_parts(self) -> None:
        """Parts of every size: the standard library's way and NumPy's are written apart."""
        if crc32c.numpy is None:
            self.skipTest("no NumPy")
        data = bytes(range(251)) * 2500
        for length in (1 << 18, (1 << 19) + 12345, len(data)):
            self.assertEqual(crc32c.crc32c_standard_library(data[:length]), crc32c.crc32c_numpy(data[:length]))


if __name__ == "__main__":
    unittest.main()
