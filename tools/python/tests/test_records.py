import json
import unittest
from pathlib import Path

from aashards import ShardError
from aashards.records import parse_record
from shardwriter import encode, record, sha256

# Every key of record.cddl, under its short name and the long one of record.schema.json.
PICTURE = sha256(b"picture")
SHORT = {
    "i": "one",
    "p": [
        {"r": "system", "b": [{"t": "Be kind."}]},
        {"r": "user", "b": [{"m": "video", "h": PICTURE, "z": [0, 1.5], "l": "CC0-1.0"}, {"t": "What is it?"}]},
    ],
    "c": [{"b": [{"t": "A cat."}], "a": "model", "g": {"temperature": "0.7"}}, {"b": [{"m": "audio", "h": PICTURE}]}],
    "j": [
        {"k": "overall", "w": 1, "y": 0, "d": 2, "f": "why", "fa": "better", "fb": "Ann"},
        {"k": "overall", "e": [0, 1], "eb": True},
        {"k": "overall", "o": [[1], [0]]},
        {"k": "safety", "n": 0, "v": 2.5, "vl": 0, "vh": 3.0},
        {"k": "safety", "n": 1, "u": "safe"},
    ],
    "q": [{"n": 0, "t": "Too short.", "fa": "Say more.", "qs": 1, "qm": "text"}],
    "x": [{"xf": 0, "xt": 1, "xq": [0]}],
    "s": "train",
    "so": {"sn": "test", "sl": "test.jsonl:1"},
    "l": "MIT",
    "z+": {"row": "17", "more": '{"a":[null,1.5]}'},
}
LONG = {
    "id": "one",
    "prompt": [
        {"role": "system", "parts": [{"text": "Be kind."}]},
        {
            "role": "user",
            "parts": [
                {"media": "video", "sha256": PICTURE.hex(), "span": [0, 1.5], "licence": "CC0-1.0"},
                {"text": "What is it?"},
            ],
        },
    ],
    "candidates": [
        {"parts": [{"text": "A cat."}], "author": "model", "sampling": {"temperature": "0.7"}},
        {"parts": [{"media": "audio", "sha256": PICTURE.hex()}]},
    ],
    "judgements": [
        {
            "criterion": "overall", "winner": 1, "loser": 0, "strength": 2,
            "rationale": "why", "advice": "better", "annotator": "Ann",
        },
        {"criterion": "overall", "tie": [0, 1], "both_bad": True},
        {"criterion": "overall", "rank": [[1], [0]]},
        {"criterion": "safety", "candidate": 0, "value": 2.5, "low": 0, "high": 3.0},
        {"criterion": "safety", "candidate": 1, "label": "safe"},
    ],
    "critiques": [{"candidate": 0, "text": "Too short.", "advice": "Say more.", "score": 1, "aspect": "text"}],
    "refinements": [{"from": 0, "to": 1, "answers": [0]}],
    "split": "train",
    "source": {"name": "test", "locator": "test.jsonl:1"},
    "licence": "MIT",
    "extra": {"row": 17, "more": {"a": [None, 1.5]}},
}  # fmt: skip


class RecordTests(unittest.TestCase):
    def test_every_key_has_its_long_name(self) -> None:
        parsed = parse_record(memoryview(encode(SHORT)))
        self.assertEqual(parsed.value, LONG)
        self.assertEqual(parsed.digest, sha256(encode(SHORT)))
        self.assertEqual(parsed.media, (PICTURE,))

    def test_long_names_are_those_of_the_schema(self) -> None:
        folder = Path(__file__).resolve().parents[3] / "schemas"
        if not folder.is_dir():
            self.skipTest("the schemas are not beside this folder")
        schema = json.loads((folder / "record.schema.json").read_text())
        self.assertEqual(set(LONG), set(schema["properties"]))
        for name, rows in (("candidate", "candidates"), ("critique", "critiques"), ("refinement", "refinements")):
            keys = {key for row in LONG[rows] for key in row}
            self.assertEqual(keys, set(schema["$defs"][name]["properties"]))
        judgements = {key for form in schema["$defs"]["judgement"]["oneOf"] for key in form["properties"]}
        self.assertEqual({key for row in LONG["judgements"] for key in row}, judgements)

    def test_the_message_has_the_path(self) -> None:
        with self.assertRaises(ShardError) as caught:
            parse_record(memoryview(encode(record(c=[{"b": [{"t": 1}]}]))))
        self.assertEqual(caught.exception.code, "invalidRecord")
        self.assertIn("candidates: 0: parts: 0: text", caught.exception.message)

    def test_extra_text_that_is_no_json_stands_for_itself(self) -> None:
        for text in ("{", "NaN", "", "'a'"):
            parsed = parse_record(memoryview(encode(record(**{"z+": {"a": text, "b": "1"}}))))
            self.assertEqual(parsed.value["extra"], {"a": text, "b": 1})

    def test_a_span_may_be_a_moment(self) -> None:
        part = {"m": "audio", "h": bytes(32), "z": [1.5, 1.5]}
        parse_record(memoryview(encode({**record(), "c": [{"b": [part]}]})))

    def test_what_the_cddl_does_not_allow_is_refused(self) -> None:
        for changes in (
            {"i": None}, {"p": {}}, {"j": []}, {"q": []}, {"x": []}, {"x": [{"xf": 0, "xt": 1, "xq": []}]},
            {"s": 1}, {"so": {"sn": "a"}}, {"z+": {"a": 1}}, {"z+": {}}, {1: 2},
            {"c": [{"b": [], "g": {}}]}, {"c": [{"b": [{"t": "a", "m": "image"}]}]},
            {"c": [{"b": [{"m": "image", "h": bytes(32), "z": [2, 1]}]}]},
            {"j": [{"k": "a", "n": 0}]}, {"j": [{"k": "a", "e": [0], "eb": False}]}, {"j": [{"w": 0, "y": 1}]},
            {"j": [{"k": "a", "w": 0, "y": 1, "d": True}]}, {"j": [{"k": "a", "w": 0.0, "y": 1}]},
        ):  # fmt: skip
            with self.subTest(changes):
                with self.assertRaises(ShardError) as caught:
                    parse_record(memoryview(encode({**record(), **changes})))
                self.assertEqual(caught.exception.code, "invalidRecord")


if __name__ == "__main__":
    unittest.main()
