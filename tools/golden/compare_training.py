"""Trains vocabularies on random texts with aa-tokenize and with Python's `tokenizers` (0.23.3), and compares the files and the ids.

usage: compare_training.py AA-TOKENIZE [ROUNDS [SEED]]
       compare_training.py AA-TOKENIZE patterns FILE

The texts are made for what is rare in prose: few letters, runs, special tokens that pairs come to spell, ties. With patterns,
each named pattern is compared on the lines of a file: `tokenizers` cuts by the file that aa-tokenize has written.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

program = sys.argv[1]
NAMES = ["gpt2", "cl100k", "llama3", "qwen2", "qwen3.5", "o200k", "tekken", "deepseek", "smollm"]


def text(random):
    letters = random.choice(["a", "ab", "abc", "abcde", "aé", "-=", "ab1 ", "a\n", "東京a", "xyz.,!"])
    longest = random.choice([3, 8, 20, 200])
    count = random.choice([5, 50, 500])
    words = []
    for _ in range(count):
        if random.random() < 0.2:
            words.append(random.choice(letters) * random.randint(1, longest))
        else:
            words.append("".join(random.choices(letters, k=random.randint(1, longest))))
    return "".join(word + random.choice([" ", " ", "\n", "  "]) for word in words)


def special(random, text):
    tokens = ["<|end|>"] if random.random() < 0.3 else []
    for _ in range(random.choice([0, 0, 1, 3, 12])):
        at = random.randrange(len(text))
        token = text[at : at + random.randint(1, 6)].strip()
        if token:
            tokens.append(token)
    return tokens


def peer(path, size, least, tokens, cut=pre_tokenizers.ByteLevel(add_prefix_space=False)):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = cut
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=least, special_tokens=tokens, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train([path], trainer)
    return tokenizer


def patterns(path):
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "ours.json")
        for name in NAMES:
            subprocess.run(
                [program, "train", "-q", "--size=8000", "--special=<|end|>", "--pattern", name, "-o", out, "--text", path],
                check=True,
            )
            ours = Tokenizer.from_file(out)
            theirs = peer(path, 8000, 2, ["<|end|>"], ours.pre_tokenizer)
            same = json.loads(theirs.to_str())["model"] == json.loads(ours.to_str())["model"]
            different += not same
            print(name, "same" if same else "different")
    sys.exit(different > 0)


if sys.argv[2:3] == ["patterns"]:
    patterns(sys.argv[3])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
different = collisions = 0
with tempfile.TemporaryDirectory() as folder:
    path, out = os.path.join(folder, "text"), os.path.join(folder, "ours.json")
    for seed in range(first, first + rounds):
        random.seed(seed)
        corpus = text(random)
        tokens = special(random, corpus)
        size = 256 + len(set(tokens)) + random.choice([5, 50, 500, 5000])
        least = random.choice([1, 2, 2, 5])
        with open(path, "w", encoding="utf8", newline="") as file:
            file.write(corpus)
        theirs = peer(path, size, least, tokens)
        arguments = [x for token in tokens for x in ("--special=" + token,)]
        subprocess.run(
            [program, "train", "-q", f"--size={size}", f"--min-frequency={least}", *arguments, "-o", out, "--text", path],
            check=True,
        )
        ours = Tokenizer.from_file(out)
        a, b = json.loads(theirs.to_str()), json.loads(ours.to_str())
        merges = a["model"]["merges"]
        made = [left + right for left, right in merges]
        collisions += len(set(made)) < len(made) or any(token in made for token in tokens)
        same = a["model"] == b["model"] and a["added_tokens"] == b["added_tokens"]
        same = same and a["pre_tokenizer"] == b["pre_tokenizer"]
        ids = ours.encode(corpus).ids
        same = same and theirs.encode(corpus).ids == ids and theirs.decode(ids) == ours.decode(ids)
        if not same:
            different += 1
            again = json.loads(peer(path, size, least, tokens).to_str())["model"] == a["model"]
            print(f"seed {seed}: different{'' if again else ', and so is tokenizers from itself'}")
print(f"{rounds} texts, {collisions} of them with pairs that spell a known token, {different} different")
sys.exit(different > 0)
