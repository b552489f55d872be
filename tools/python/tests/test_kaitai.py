"""schemas/aas.ksy describes the committed shards: every byte of the good ones, frame by frame as expected."""

import json
import unittest
from pathlib import Path

try:
    import yaml
except ImportError:  # the package itself needs none
    yaml = None

from kaitai import Description

ROOT = Path(__file__).resolve().parents[3]


@unittest.skipIf(yaml is None, "needs PyYAML")
class Kaitai(unittest.TestCase):
    def setUp(self):
        self.description = Description(yaml.safe_load((ROOT / "schemas" / "aas.ksy").read_text()))

    def test_good_files(self):
        files = sorted((ROOT / "fixtures" / "conformance" / "good").glob("*.aas"))
        self.assertGreater(len(files), 90)
        for path in files:
            with self.subTest(path.stem):
                expected = json.loads(path.with_suffix(".json").read_text())["members"]
                found = self.description.parse(path.read_bytes()).members
                self.assertEqual(len(found), len(expected))
                for member, said in zip(found, expected):
                    frames = [block.frame for block in member.blocks[:-1]]
                    self.assertEqual([int(frame.kind) for frame in frames], said["frames"])
                    self.assertEqual(member.preamble.stream_tag, frames[0].stream_tag)
                    records = [len(frame.records.items) for frame in frames if frame.records]
                    if all(frame.codec.name == "stored" for frame in frames):
                        self.assertEqual(sum(records), said["end"]["records"])
                    size = sum(64 + frame.len_stored + -frame.len_stored % 64 for frame in frames)
                    self.assertEqual(member.blocks[-1].trailer.len_member, 128 + size)

    def test_it_is_no_description_of_anything(self):
        whole = (ROOT / "fixtures" / "conformance" / "good" / "media.aas").read_bytes()
        for wrong in (whole[:-1], whole + b"\0", b"\0" + whole[1:], whole[:100]):
            with self.assertRaises(ValueError):
                self.description.parse(wrong)


if __name__ == "__main__":
    unittest.main()
