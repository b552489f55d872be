import copy
import io
import json
import unittest
from pathlib import Path

import aashards
from aashards.mapped import Shard
from aashards.vocabulary import check_tokenizer
from shardwriter import Member, encode, meta, sha256

GOOD = Path(__file__).resolve().parents[3] / "fixtures" / "conformance" / "good"


def tokenizer(name: str = "tokens"):
    with Shard(GOOD / f"{name}.aas") as shard:
        return copy.deepcopy(shard.members[0].meta["tokenizer"])


def signed(value):
    """With the digest that belongs to it."""
    value.pop("sha256", None)
    return {**value, "sha256": sha256(encode(value))}


def sized(value, text_size: int):
    """The same with another number of text tokens."""
    shift = text_size - value["text"]["size"]
    value["text"]["size"] = text_size
    value["size"] += shift
    for name in value["special"]:
        value["special"][name] += shift
    for ranges in (value["image"]["ranges"], value["audio"]["ranges"], value["video"]["picture"]["ranges"]):
        for row in ranges:
            row["base"] += shift
    return value


@unittest.skipUnless(GOOD.is_dir(), "no conformance set")
class VocabularyTests(unittest.TestCase):
    def code(self, value) -> str:
        with self.assertRaises(aashards.ShardError) as caught:
            aashards.verify(io.BytesIO(Member(meta_value=meta("tokens", tokenizer=value)).finish()))
        self.assertEqual((caught.exception.frame, caught.exception.offset), (0, 64))
        return caught.exception.code

    def test_good_ones(self) -> None:
        for name in ("tokens", "tokens32"):
            expected = json.loads((GOOD / f"{name}.json").read_text())["members"][0]["meta"]["tokenizer"]["size"]
            self.assertEqual(check_tokenizer({"tokenizer": tokenizer(name)}), expected)
        self.assertIsNone(check_tokenizer({}))

    def test_a_tokenizer_file(self) -> None:
        value = sized(tokenizer(), 5000)
        value["text"] = {"kind": "tokenizer.json", "size": 5000, "json": b"{}"}
        self.assertEqual(check_tokenizer({"tokenizer": signed(value)}), tokenizer()["size"] + 4744)
        value["text"] = {"kind": "file", "size": 5000, "name": "tokenizer.model", "bytes": b""}
        self.assertEqual(check_tokenizer({"tokenizer": signed(value)}), tokenizer()["size"] + 4744)
        value["text"]["name"] = b""
        self.assertEqual(self.code(signed(value)), "badLayout")

    def test_a_models_folder(self) -> None:
        def chat(**text):
            value = sized(tokenizer(), 5000)
            value["version"] = 2
            value["text"] = {"kind": "chat", "size": 5000, "files": {"tokenizer.json": b"{}"}, **text}
            return value

        size = tokenizer()["size"] + 4744
        self.assertEqual(check_tokenizer({"tokenizer": signed(chat())}), size)
        whole = chat(template="chatml", date="2026-11-25", placeholders={"image": ["<i>"]}, refuses_special=True)
        self.assertEqual(check_tokenizer({"tokenizer": signed(whole)}), size)
        # pad and eos are the model's, so one special token follows the text and the others move up.
        own = sized(tokenizer(), 4998)
        own["version"] = 2
        own["text"] = {"kind": "chat", "size": 5000, "files": {"tokenizer.json": b"{}"}}
        own["special"].update(pad=7, bos=5000, eos=9)
        self.assertEqual(check_tokenizer({"tokenizer": signed(own)}), size - 2)
        for text in (
            {"files": {}}, {"files": {"tokenizer.json": "{}"}}, {"date": 1}, {"refuses_special": False},
            {"placeholders": {"smell": ["x"]}}, {"placeholders": {"image": []}}, {"more": 1}, {"size": 0},
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(self.code(signed(chat(**text))), "badLayout")

    def test_a_clip_with_slots_of_its_own(self) -> None:
        value = tokenizer()
        value["video"]["picture"]["slots"][0][0]["levels"] = 5
        self.assertEqual(self.code(signed(value)), "badLayout")
        value["video"]["picture"]["ranges"] = [{"name": "video.0", "base": value["size"], "size": 5}]
        value["size"] += 5
        self.assertEqual(check_tokenizer({"tokenizer": signed(value)}), value["size"])

    def test_what_is_wrong_is_refused(self) -> None:
        def at(*path, value):
            def change(root):
                for key in path[:-1]:
                    root = root[key]
                root[path[-1]] = value

            return change

        for name, change in (
            ("another version", at("version", value=3)),
            ("a version for another text", at("version", value=2)),
            ("another key", at("more", value=1)),
            ("no audio", lambda value: value.pop("audio")),
            ("another size", at("size", value=7)),
            ("size as floating point", lambda value: value.update(size=float(value["size"]))),
            ("unknown text", at("text", value={"kind": "words", "size": 256})),
            ("bytes of another size", at("text", "size", value=255)),
            ("special token elsewhere", at("special", "bos", value=256)),
            ("special token missing", lambda value: value["special"].pop("pad")),
            ("range elsewhere", at("audio", "ranges", 0, "base", value=1)),
            ("range of another name", at("image", "ranges", 0, "name", value="picture.0")),
            ("range of another size", at("image", "ranges", 0, "size", value=5)),
            ("ranges missing", at("audio", "ranges", value=[])),
            ("block that does not divide", at("image", "size", value=12)),
            ("no slots", at("image", "slots", value=[])),
            ("frequency outside the block", at("image", "slots", 0, 0, "vertical", value=8)),
            ("scale as an integer", at("image", "slots", 0, 0, "scale", value=128)),
            ("scale of double precision", at("image", "slots", 0, 0, "scale", value=0.1)),
            ("unknown curve", at("image", "slots", 0, 0, "curve", value="cubic")),
            ("coarse that does not divide", at("audio", "coarse", value=3)),
            ("floor above -1", at("audio", "floor", value=0.0)),
            ("no frames", at("video", "frames", value=0)),
        ):
            with self.subTest(name):
                value = tokenizer()
                change(value)
                self.assertEqual(self.code(signed(value)), "badLayout")
        self.assertEqual(self.code({**tokenizer(), "sha256": bytes(32)}), "badLayout")


if __name__ == "__main__":
    unittest.main()
