import contextlib
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Tuple

from aashards.cli import main
from badshards import good_records, packed_member


class CommandLineTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.good = str(Path(folder.name) / "good.aas")
        self.bad = str(Path(folder.name) / "bad.aas")
        data = good_records().finish()
        Path(self.good).write_bytes(data)
        Path(self.bad).write_bytes(data[:-64])

    def run_main(self, *arguments: str) -> Tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(arguments))
        return status, out.getvalue(), err.getvalue()

    def test_verify(self) -> None:
        status, out, _ = self.run_main("verify", self.good)
        self.assertEqual(status, 0)
        self.assertIn("1 records", out)
        status, out, err = self.run_main("verify", self.bad)
        self.assertEqual((status, out), (1, ""))
        self.assertIn("truncated", err)

    def test_errors_as_json(self) -> None:
        status, out, _ = self.run_main("verify", "--json", self.good, self.bad)
        self.assertEqual(status, 1)
        good, bad = map(json.loads, out.splitlines())
        self.assertEqual(good["content"]["records"], 1)
        self.assertEqual((bad["error"], bad["frame"], bad["offset"]), ("truncated", 6, 1728))

    def test_info(self) -> None:
        status, out, _ = self.run_main("info", "--json", self.good)
        self.assertEqual((status, json.loads(out)["records"]), (0, 1))
        status, out, _ = self.run_main("info", self.good)
        self.assertIn("shardwriter 1", out)

    def test_cat(self) -> None:
        status, out, _ = self.run_main("cat", self.good)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(status, 0)
        self.assertEqual([next(iter(line)) for line in lines], ["meta", "blob", "sha256"])
        Path(self.good).write_bytes(packed_member([[0, 1]]).finish())
        lines = [json.loads(line) for line in self.run_main("cat", self.good)[1].splitlines()]
        self.assertEqual(lines[2]["plan"]["columns"], {"bin_group": [0, 1], "bin_start": [0, 2], "dropped": []})

    def test_missing_file(self) -> None:
        self.assertEqual(self.run_main("verify", self.good + ".not")[0], 1)

    def test_as_a_program_from_a_pipe(self) -> None:
        data = Path(self.good).read_bytes()
        done = subprocess.run([sys.executable, "-m", "aashards", "verify", "-"], input=data, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = subprocess.run([sys.executable, "-m", "aashards", "verify", "-"], input=data[:-1], capture_output=True)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(subprocess.run([sys.executable, "-m", "aashards"], capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
