import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path
from typing import Any, Dict, List

import shardwriter as w
from aashards import Shard
from aashards.preferences import record_pairs, shared_token_pairs, token_pairs
from badshards import OTHER, PICTURE, tokens_member
from shardwriter import Member, record


def have(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def sample_groups(count: int) -> List[Dict[str, Any]]:
    return [
        {"prompt": [257, number % 256], "candidates": [[1, 258], [2, 3, 258]], "pairs": [(1, 2)]} for number in range(count)
    ]


class WithFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def token_files(self) -> List[str]:
        paths = []
        for number, count in enumerate((5, 1, 7)):
            member = Member("tokens").columns(w.TOKENS, count, *w.token_columns(sample_groups(count)))
            paths.append(self.write(f"{number}.aas", member.finish()))
        return paths


class PairTests(WithFolder):
    def test_token_pairs(self) -> None:
        with Shard(self.write("a.aas", tokens_member().finish())) as shard:
            pairs = [pair for group in shard.groups() for pair in token_pairs(group)]
        self.assertEqual(
            pairs, [{"prompt_ids": [257, 1, 2], "chosen_ids": [4, 5, 258], "rejected_ids": [3, 258]}]
        )

    def test_reference_sums(self) -> None:
        def add(attributes, columns) -> None:
            attributes["reference_model"] = bytes(32)
            columns["reference_log_probabilities"] = ("f32", [0.0] * 3 + [-0.5, -1.5, -0.25, -0.25, -0.5] + [0.0] * 3)

        with Shard(self.write("a.aas", tokens_member(add).finish())) as shard:
            (pair,) = [pair for group in shard.groups() for pair in token_pairs(group)]
        self.assertEqual((pair["ref_chosen_logps"], pair["ref_rejected_logps"]), (-1.0, -2.0))

    def test_parts_together_are_everything_once(self) -> None:
        paths = self.token_files()
        whole = list(shared_token_pairs(paths, 0, 1, ("p", "c", "r")))
        self.assertEqual(len(whole), 13)
        for parts in (2, 3, 20):
            shares = [list(shared_token_pairs(paths, part, parts, ("p", "c", "r"))) for part in range(parts)]
            for number, pair in enumerate(whole):
                self.assertEqual(shares[number % parts][number // parts], pair)
            self.assertEqual(sum(map(len, shares)), len(whole))

    def test_record_pairs(self) -> None:
        judgements = [
            {"criterion": "overall", "winner": 1, "loser": 0},
            {"criterion": "safety", "winner": 0, "loser": 1},
            {"criterion": "overall", "rank": [[1], [0, 2]]},
            {"criterion": "overall", "tie": [0, 2]},
        ]
        self.assertEqual(record_pairs({"judgements": judgements}), [(1, 0), (1, 2)])
        self.assertEqual(record_pairs({"judgements": judgements}, "safety"), [(0, 1)])
        self.assertEqual(record_pairs({}), [])


class ConversationTests(WithFolder):
    def test_text(self) -> None:
        from aashards.huggingface import generator

        path = self.write("a.aas", Member().records(record("a")).finish())
        (row,) = generator(path)
        self.assertEqual(
            row,
            {
                "id": "a",
                "prompt": [{"role": "user", "content": "Which is it?"}],
                "chosen": [{"role": "assistant", "content": "That one."}],
                "rejected": [{"role": "assistant", "content": "This one."}],
            },
        )

    def test_media(self) -> None:
        from aashards.huggingface import generator

        path = self.write("a.aas", Member().blobs(PICTURE, OTHER).records(record("a", [PICTURE, OTHER])).finish())
        (row,) = generator(path)
        self.assertEqual([part["type"] for part in row["prompt"][0]["content"]], ["image", "image", "text"])
        self.assertEqual([medium["bytes"] for medium in row["images"]], [PICTURE, OTHER])
        self.assertEqual((row["chosen_images"], row["audios"]), ([], []))


@unittest.skipUnless(have("torch"), "no torch")
class TorchTests(WithFolder):
    def test_workers_share_the_pairs(self) -> None:
        from torch.utils.data import DataLoader

        from aashards.torch import PreferenceDataset

        paths = self.token_files()
        whole = list(PreferenceDataset(paths))
        self.assertEqual(len(whole), 13)
        for workers in (1, 3):
            loader = DataLoader(PreferenceDataset(paths), batch_size=None, num_workers=workers)
            runs = [list(loader) for _ in range(2)]
            self.assertEqual(*runs)
            self.assertEqual(sorted(map(str, runs[0])), sorted(map(str, whole)))


@unittest.skipUnless(have("datasets"), "no datasets")
class DatasetTests(WithFolder):
    def setUp(self) -> None:
        super().setUp()
        import datasets

        datasets.disable_progress_bars()
        patch = unittest.mock.patch("datasets.config.HF_DATASETS_CACHE", self.folder / "cache")
        patch.start()
        self.addCleanup(patch.stop)

    def test_conversations(self) -> None:
        from aashards.huggingface import to_dataset

        path = self.write("a.aas", Member().records(record("a"), record("b")).finish())
        self.assertEqual(to_dataset(path)["id"], ["a", "b"])
        # Other content under the same name is another data set.
        self.write("a.aas", Member().records(record("c")).finish())
        dataset = to_dataset(path)
        self.assertEqual(dataset["id"], ["c"])
        self.assertEqual(dataset[0]["chosen"], [{"role": "assistant", "content": "That one."}])

    def test_sounds_are_bytes(self) -> None:
        from aashards.huggingface import to_dataset

        sound = {"m": "audio", "h": w.sha256(b"sound")}
        member = Member().blobs(b"sound").records({**record("a"), "c": [{"b": [{"t": "no"}]}, {"b": [sound]}]})
        row = to_dataset(self.write("a.aas", member.finish()))[0]
        self.assertEqual(row["chosen_audios"], [{"bytes": b"sound", "path": None}])
        self.assertEqual(row["chosen"][0]["content"], [{"type": "audio", "text": None}])

    def test_tokens(self) -> None:
        from aashards.huggingface import to_token_dataset

        dataset = to_token_dataset(self.token_files())
        self.assertEqual(len(dataset), 13)
        self.assertEqual(dataset[5], {"prompt_ids": [257, 0], "chosen_ids": [1, 258], "rejected_ids": [2, 3, 258]})

    @unittest.skipUnless(have("PIL"), "no Pillow")
    def test_pictures(self) -> None:
        import io

        from PIL import Image

        from aashards.huggingface import to_dataset

        file = io.BytesIO()
        Image.new("RGB", (3, 2)).save(file, "PNG")
        member = Member().blobs(file.getvalue()).records(record("a", [file.getvalue()]))
        row = to_dataset(self.write("a.aas", member.finish()))[0]
        self.assertEqual(row["images"][0].size, (3, 2))
        self.assertEqual([part["type"] for part in row["prompt"][0]["content"]], ["image", "text"])


@unittest.skipUnless(have("trl"), "no trl")
class DPOTests(WithFolder):
    def test_one_step(self) -> None:
        path = self.write("a.aas", Member("tokens").columns(w.TOKENS, 6, *w.token_columns(sample_groups(6))).finish())
        script = Path(__file__).with_name("train_dpo_step.py")
        environment = {**os.environ, "HF_HOME": str(self.folder / "cache"), "HF_HUB_OFFLINE": "1"}
        done = subprocess.run([sys.executable, str(script), path], capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout.splitlines()[-1])
        # The policy is its own reference before the first step, so the loss of that step is log 2.
        self.assertAlmostEqual(result["loss"], 0.6931, places=3)
        self.assertEqual(result["pairs"], 6)


if __name__ == "__main__":
    unittest.main()
