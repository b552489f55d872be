"""What `tokenizers` makes of hard text: fixtures/golden/tokenizers/*.json, and results.json for all of them.

A family's file is its whole `tokenizer.json`; SentencePiece's large table of characters lies beside them once, as
nmt_nfkc.b64. The checksums are of ids, of offsets in characters and of the decoded text.

    pip install tokenizers==0.23.3 sentencepiece==0.2.1
    python tools/golden/tokenizer_results.py
"""

import json
import pathlib

from compare_tokenizers import checksums
from splits import ALPHABET, TEXTS
from split_families import Random
from tokenizer_families import _WORDS, files
from tokenizers import Tokenizer

MIXTURES, GROUP = 300, 30
# The code points, each beside letters and spaces; every one has been compared by compare_tokenizers.py.
TEMPLATE = "@a @A"
BLOCKS = [0x0, 0x400, 0x800, 0x1C00, 0x3000, 0xAC00, 0xFC00, 0x11800, 0x1D000, 0x2F800]
CHAINS = [
    "The red bus, the größere Straße. Répétez: l'été! 你好世界, नमस्ते दुनिया; Привет мир\u2026 \n\n  \t x\r\n",
    "e\u0301\u0323 \u1ec7 \ufb01\u0fb2\u0f71\u0f80 \uac01\u1100\u1161\u11a8 q\u0307\u0323 \u0344 \u212b\u2126 \u1e9b\u0323 \u0958 \u2adc \U0001d15e",
    "\u2581a \u2581 b\u2581\u2581 c  \u2581", " lead", "tail ", "   ", "", "\r\n", "a\r\nb", "\u0600a", "a\u200d\u0301b", "\u00a9\u200d\u00a9",
    "I'm sure it's n't do not 've 're ? ! , ' x", "<s>Hello</s>", "<0x0A> <0x4> <unk>", "\ufffd\ufffd", "x" * 120 + " y", "ab" * 300, "\u3042" * 90,
]  # fmt: skip


def blocks():
    for start in BLOCKS:
        yield "".join(TEMPLATE.replace("@", chr(c)) for c in range(start, start + 1024))


def mixtures(alphabet):
    random = Random(21)
    for _ in range(MIXTURES):
        yield "".join(alphabet[random.below(len(alphabet))] for _ in range(1 + random.below(30)))


def combined(tokenizer, texts):
    """One set of checksums for several texts."""
    total = [0, 0, 0]
    for text in texts:
        total = [(t * 31 + c) % 2**32 for t, c in zip(total, checksums(tokenizer, text))]
    return total


def main():
    folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures/golden/tokenizers"
    folder.mkdir(parents=True, exist_ok=True)
    results = {}
    for name, text in files():
        tokenizer = Tokenizer.from_str(text)
        file = json.loads(text)
        stack = [file["normalizer"]]
        for part in stack:
            if part and part["type"] == "Precompiled":
                (folder / "nmt_nfkc.b64").write_text(part["precompiled_charsmap"])
                part["precompiled_charsmap"] = "@nmt_nfkc"
            stack += (part or {}).get("normalizers", [])
        (folder / f"{name}.json").write_text(json.dumps(file, ensure_ascii=False, separators=(",", ":")))
        added = [token.content for _, token in sorted(tokenizer.get_added_tokens_decoder().items())]
        # Where one token has taken the spaces that another begins with, tokenizers crashes.
        alphabet = [*ALPHABET, *_WORDS[::4], *(t for t in added if t.strip() == t), " ", " ", "\u2581"]
        mixed = list(mixtures(alphabet))
        results[name] = {
            "added": added,
            "alphabet": alphabet[len(ALPHABET) :],
            "texts": [checksums(tokenizer, text) for text in CHAINS + TEXTS],
            "blocks": [checksums(tokenizer, text) for text in blocks()],
            "mixtures": [combined(tokenizer, mixed[i : i + GROUP]) for i in range(0, MIXTURES, GROUP)],
            "ids": tokenizer.encode(CHAINS[0]).ids,
            "withoutSpecial": tokenizer.encode(CHAINS[0], add_special_tokens=False).ids,
            "skipped": tokenizer.decode(tokenizer.encode(CHAINS[0]).ids, skip_special_tokens=True),
        }
    golden = {
        "texts": CHAINS + TEXTS, "template": TEMPLATE, "blockStarts": BLOCKS, "alphabet": ALPHABET, "mixtures": MIXTURES, "group": GROUP,
        "results": results,
    }  # fmt: skip
    (folder / "results.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('},"', '},\n"') + "\n")


if __name__ == "__main__":
    main()
