import hashlib
import unittest

import shardwriter
from aashards import merkle, verify_proof

ENTRIES = [hashlib.sha256(bytes([number])).digest() for number in range(21)]


class MerkleTests(unittest.TestCase):
    def test_root_is_that_of_the_definition(self) -> None:
        for count in range(len(ENTRIES) + 1):
            self.assertEqual(merkle.root(ENTRIES[:count]), shardwriter.merkle_root(ENTRIES[:count]))

    def test_every_proof_holds_and_no_changed_one_does(self) -> None:
        for size in range(1, len(ENTRIES) + 1):
            entries = ENTRIES[:size]
            root = merkle.root(entries)
            for index, entry in enumerate(entries):
                path = merkle.audit_path(entries, index)
                self.assertTrue(verify_proof(entry, index, size, path, root))
                self.assertFalse(verify_proof(bytes(32), index, size, path, root))
                self.assertFalse(verify_proof(entry, index, size, path, bytes(32)))
                self.assertFalse(verify_proof(entry, index, size, path + [bytes(32)], root))
                self.assertFalse(verify_proof(entry, size, size, path, root))
                if size > 1:
                    self.assertFalse(verify_proof(entry, (index + 1) % size, size, path, root))
                    self.assertFalse(verify_proof(entry, index, size, path[:-1], root))
                    self.assertFalse(verify_proof(entry, index, size, [bytes(32)] + path[1:], root))

    def test_no_such_entry(self) -> None:
        with self.assertRaises(IndexError):
            merkle.audit_path(ENTRIES, len(ENTRIES))


if __name__ == "__main__":
    unittest.main()
