import io
import unittest
from typing import List

import aashards
import shardwriter as w
from aashards.tokens import Segment, Span, TokenGroup
from badshards import GROUPS, packed_member, tokens_member
from shardwriter import Member, merkle_root

try:
    import numpy
except ImportError:
    numpy = None


def groups(member: Member) -> List[TokenGroup]:
    return list(aashards.open(io.BytesIO(member.finish())).groups())


class TokenTests(unittest.TestCase):
    def test_trees(self) -> None:
        first, second = groups(tokens_member())
        self.assertEqual(list(first.prompt), [257, 1, 2])
        self.assertEqual([list(candidate) for candidate in first.candidates], [[3, 258], [4, 5, 258]])
        self.assertEqual(first.segments, (Segment(0, 3, -1, 0, 0), Segment(3, 5, 0, 1, 3), Segment(5, 8, 0, 1, 3)))
        self.assertEqual(list(first.loss_mask), [0, 0, 0, 1, 1, 1, 1, 1])
        self.assertEqual(first.pairs, ((2, 1),))
        self.assertEqual(first.spans, (Span(1, 2, "image", bytes(32)),))
        self.assertEqual((first.modality, second.modality), ("t2t", "ti2t"))
        self.assertIsNone(first.reference_log_probabilities)
        self.assertEqual((list(second.prompt), second.pairs, second.spans), ([257], (), ()))

    @unittest.skipIf(numpy is None, "no NumPy")
    def test_positions_follow_the_tree(self) -> None:
        first, _ = groups(tokens_member())
        self.assertEqual(first.positions().tolist(), [0, 1, 2, 3, 4, 3, 4, 5])

    def test_reference_log_probabilities(self) -> None:
        def add(attributes, columns) -> None:
            attributes["reference_model"] = bytes(32)
            columns["reference_log_probabilities"] = ("f32", [0.0] * 3 + [-0.5] * 5 + [0.0, -1.5, -2.5])

        first, second = groups(tokens_member(add))
        self.assertEqual(list(first.reference_log_probabilities), [0.0] * 3 + [-0.5] * 5)
        self.assertEqual(list(second.reference_log_probabilities), [0.0, -1.5, -2.5])

    def test_a_large_vocabulary_takes_four_bytes(self) -> None:
        attributes, columns = w.token_columns([{"prompt": [70000], "candidates": [[1]]}], vocabulary=70001)
        member = Member("tokens").columns(w.TOKENS, 1, attributes, columns)
        self.assertEqual(list(groups(member)[0].tokens), [70000, 1])

    def test_other_columns_and_attributes_are_passed_over(self) -> None:
        def add(attributes, columns) -> None:
            attributes["more"] = [1]
            columns["more"] = ("u8", [1])

        self.assertEqual(len(groups(tokens_member(add))), 2)

    def test_content_root_is_of_frame_digests(self) -> None:
        member = packed_member([[0, 1]])
        found = aashards.verify(io.BytesIO(member.finish()))[0]
        self.assertEqual(found.content_root, merkle_root(member.entries))
        self.assertEqual(len(member.entries), 2)

    def test_profile_tokens_needs_no_plan(self) -> None:
        self.assertEqual(len(groups(tokens_member())), 2)


class PlanTests(unittest.TestCase):
    def bins(self, member: Member) -> List[List[List[int]]]:
        rows = aashards.open(io.BytesIO(member.finish())).bins()
        return [[list(group.prompt) for group in row.groups] for row in rows]

    def test_bins(self) -> None:
        first, second = GROUPS[0]["prompt"], GROUPS[1]["prompt"]
        self.assertEqual(self.bins(packed_member([[1, 0]])), [[second, first]])
        self.assertEqual(self.bins(packed_member([[1], [0]])), [[second], [first]])
        self.assertEqual(self.bins(packed_member([[0]], dropped=[1])), [[first]])

    def test_groups_wait_for_a_later_plan(self) -> None:
        member = packed_member([[1]])
        member.columns(w.TOKENS, 2, *w.token_columns([{"prompt": [7], "candidates": [[8]]}, {"prompt": [9], "candidates": []}]))
        # Waiting now: the first group of the first frame, then the two of the second.
        member.columns(w.PLAN, 2, *w.plan_columns([[2], [0]], 3, dropped=[1]))
        self.assertEqual(self.bins(member), [[[257]], [[9]], [[257, 1, 2]]])

    @unittest.skipIf(numpy is None, "no NumPy")
    def test_concatenated_bins(self) -> None:
        (row,) = aashards.open(io.BytesIO(packed_member([[1, 0]]).finish())).bins()
        arrays = row.concatenate()
        self.assertEqual(len(row), 11)
        self.assertEqual(arrays["tokens"].tolist(), [257, 6, 258, 257, 1, 2, 3, 258, 4, 5, 258])
        self.assertEqual(arrays["positions"].tolist(), [0, 1, 2, 0, 1, 2, 3, 4, 3, 4, 5])
        self.assertEqual(arrays["group"].tolist(), [0] * 3 + [1] * 8)
        self.assertEqual(arrays["segment"].tolist(), [0, 1, 1, 0, 0, 0, 1, 1, 2, 2, 2])


if __name__ == "__main__":
    unittest.main()
