"""Writes fixtures/golden/trained_vocabularies.json: texts, and the vocabularies that Python's `tokenizers` learns from their lines.

Made with tokenizers 0.23.3: python3 tools/golden/trained_vocabularies.py > fixtures/golden/trained_vocabularies.json
The texts of few letters and long runs make pairs that spell a token which exists already.
"""
import json
import random
import tempfile

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

random.seed(20261125)

PROSE = """The redder of the two isn't the red one; it's the one which was reddest. They'll say 1234 or 12 345 things!

    def width(self, text):  # width of text
        return sum(1 for c in text if c.isalpha())\t\t

Größe, garçon, naïve – „Anführung“. Привет, мир! 東京は日本の首都です。東京都 🙂🙂👍🏽 e\u0301\u0301 \u00a0\u2003x
<|end|> is no token in the text <|end|>\r\n
"""


def words(letters, longest, count):
    return " ".join("".join(random.choices(letters, k=random.randint(1, longest))) for _ in range(count)) + "\n"


TEXTS = {
    "prose": PROSE * 3,
    "two letters": words("ab", 12, 400),
    "three letters": words("abc", 9, 300) + words("aabc", 5, 200),
    "runs": "".join(random.choice("-=aé ") * random.randint(1, 40) + random.choice("x\n") for _ in range(300)),
    "nothing": "",
}

# The text, its patterns ("gpt2" has a name of its own), size, least frequency, special tokens.
CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CASES = [
    ("prose", None, 400, 2, []),
    ("prose", None, 1000, 2, ["<|end|>", "<|begin|>"]),
    ("prose", CL100K, 360, 3, ["red", "!", "<|end|>", "red", "a b", "é"]),
    ("two letters", None, 900, 1, []),
    ("two letters", None, 420, 2, []),
    ("three letters", None, 700, 0, []),
    ("runs", None, 500, 2, []),
    ("runs", CL100K, 400, 1, ["----"]),
    ("nothing", None, 300, 2, ["<|end|>"]),
]


def learned(text, pattern, size, least, special):
    tokenizer = Tokenizer(models.BPE())
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pattern is None)
    split = [pre_tokenizers.Split(Regex(pattern), "isolated")] if pattern else []
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(split + [level])
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=least, special_tokens=special, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    with tempfile.NamedTemporaryFile("wb", suffix=".txt") as file:
        file.write(text.encode())
        file.flush()
        tokenizer.train([file.name], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    added = json.loads(tokenizer.to_str())["added_tokens"]
    names = [name for name, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    ids = model["vocab"]
    return {
        "tokens": names[256 + len(added) - sum(len(t["content"]) == 1 for t in added) :],
        "first": names[:8],
        "merges": [[ids[left], ids[right]] for left, right in model["merges"]],
        "specialIds": [token["id"] for token in added],
    }


cases = [
    {"text": text, "pattern": pattern, "size": size, "min_frequency": least, "special": special}
    | learned(TEXTS[text], pattern, size, least, special)
    for text, pattern, size, least, special in CASES
]
print(json.dumps({"texts": TEXTS, "cases": cases}, ensure_ascii=True, separators=(",", ":")).replace('},{"text"', '},\n{"text"'))
