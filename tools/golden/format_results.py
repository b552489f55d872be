"""What tiktoken and sentencepiece make of hard text: fixtures/golden/formats/*.tiktoken, *.model, and results.json.

A model's table of characters is nmt_nfkc's, which lies in fixtures/golden/tokenizers/nmt_nfkc.b64, and is left out of the
model; results.json says of which. The checksums are of ids and of decoded text. tiny.model has a small table of its own,
for tests that break it everywhere.

    pip install tokenizers==0.23.3 sentencepiece==0.2.1 tiktoken==0.14.0 protobuf
    python tools/golden/format_results.py
"""

import base64
import json
import pathlib
import tempfile

from compare_formats import of_sentencepiece, of_tiktoken
from format_families import proto, tiktoken_family, trained
from split_families import Random
from splits import ALPHABET, TEXTS
from tokenizer_families import _WORDS
from tokenizer_results import BLOCKS, CHAINS, TEMPLATE, blocks

MIXTURES, GROUP = 200, 20
FAMILIES = [
    "r50k_base", "cl100k_base", "o200k_harmony", "llama3", "qwen", "plain:cl100k_base", "llama2", "gemma", "t5", "xlm_roberta", "bpe_unknown", "suffix",
    "characters", "words", "unused_bpe", "ties", "ties_unigram", "across_words",
]  # fmt: skip


def mixtures(alphabet):
    random = Random(22)
    for _ in range(MIXTURES):
        yield "".join(alphabet[random.below(len(alphabet))] for _ in range(1 + random.below(30)))


def tiny():
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as rules:
        rules.write("41\t61\n41 42\t78 79\nFB01\t66 69\n9\t20\n")
        rules.flush()
        lines = ["the red bus is better because the answer explains", "a fish beside the children", "better a bus"] * 20
        return trained(
            lines, model_type="unigram", normalization_rule_tsv=rules.name, vocab_size=45, user_defined_symbols=["<u>", "be"], max_sentencepiece_length=4,
        )  # fmt: skip


def main():
    folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures/golden/formats"
    folder.mkdir(parents=True, exist_ok=True)
    table = base64.b64decode((folder.parent / "tokenizers/nmt_nfkc.b64").read_text())
    results = {}
    for name in FAMILIES:
        made = (of_tiktoken if name.removeprefix("plain:") in ("r50k_base", "cl100k_base", "o200k_harmony", "llama3", "qwen") else of_sentencepiece)(name)
        file, file_name, checksums, strings = made
        has_table = False
        if file_name.endswith(".model"):
            model = proto.ModelProto.FromString(file)
            has_table = bool(model.normalizer_spec.precompiled_charsmap)
            assert not has_table or model.normalizer_spec.precompiled_charsmap == table, name
            model.normalizer_spec.ClearField("precompiled_charsmap")
            file = model.SerializeToString()
        (folder / file_name).write_bytes(file)
        strings = [s for s in strings if s][:30]
        alphabet = [*ALPHABET, *_WORDS[::4], *strings, " ", " ", "\u2581"]

        def combined(texts):
            total = [0, 0]
            for text in texts:
                total = [(t * 31 + c) % 2**32 for t, c in zip(total, checksums(text))]
            return total

        mixed = list(mixtures(alphabet))
        results[name] = {
            "file": file_name, "hasTable": has_table, "alphabet": alphabet[len(ALPHABET) :],
            "texts": [checksums(text) for text in CHAINS + TEXTS], "blocks": [checksums(text) for text in blocks()],
            "mixtures": [combined(mixed[i : i + GROUP]) for i in range(0, MIXTURES, GROUP)],
        }  # fmt: skip
    golden = {
        "texts": CHAINS + TEXTS, "template": TEMPLATE, "blockStarts": BLOCKS, "alphabet": ALPHABET, "mixtures": MIXTURES, "group": GROUP,
        "results": results,
    }  # fmt: skip
    (folder / "results.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('},"', '},\n"') + "\n")
    (folder / "tiny.model").write_bytes(tiny())


if __name__ == "__main__":
    main()
