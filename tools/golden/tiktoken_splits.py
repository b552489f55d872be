"""How tiktoken cuts hard text with the patterns that it has now: fixtures/golden/tiktoken_splits.json.

tiktoken does not tell its pieces. They are taken from `regex`, with which tiktoken explains itself, and held against
what tiktoken encodes: with vocabularies of all pairs of bytes in some order, pieces cut elsewhere merge otherwise.

    pip install tiktoken==0.14.0 regex tokenizers==0.23.3
    python tools/golden/tiktoken_splits.py
"""

import itertools
import json
import pathlib
import random
import zlib
from array import array

import regex
import tiktoken
import tiktoken_ext.openai_public as public
from splits import GROUP, TEXTS, mixtures

assert tiktoken.__version__ == "0.14.0", tiktoken.__version__


def patterns():
    """The pattern texts, without the vocabularies, which would have to be loaded."""
    public.load_tiktoken_bpe = public.data_gym_to_mergeable_bpe_ranks = lambda *_, **__: {}
    return {name: public.ENCODING_CONSTRUCTORS[name]()["pat_str"] for name in ("r50k_base", "cl100k_base", "o200k_base")}


def vocabulary(seed):
    pairs = [bytes(pair) for pair in itertools.product(range(256), repeat=2)]
    random.Random(seed).shuffle(pairs)
    return {token: rank for rank, token in enumerate([bytes([b]) for b in range(256)] + pairs)}


VOCABULARIES = [vocabulary(seed) for seed in range(3)]


def main():
    golden = {"patterns": patterns(), "group": GROUP, "results": {}}
    mixed = list(mixtures())
    for name, pattern in golden["patterns"].items():
        compiled = regex.compile(pattern)
        encodings = [
            tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={}) for ranks in VOCABULARIES
        ]

        def lengths(text):
            pieces = compiled.findall(text)
            for encoding in encodings:
                apart = [token for piece in pieces for token in encoding._encode_single_piece(piece.encode())]
                assert encoding.encode_ordinary(text) == apart, ascii(text)
            return [len(piece.encode()) for piece in pieces]

        groups = []
        for i, text in enumerate(mixed):
            if i % GROUP == 0:
                groups.append(0)
            groups[-1] = zlib.crc32(array("I", itertools.accumulate(lengths(text))).tobytes(), groups[-1])
        golden["results"][name] = {"texts": [lengths(text) for text in TEXTS], "mixtures": groups}
    path = pathlib.Path(__file__).resolve().parents[2] / "fixtures/golden/tiktoken_splits.json"
    path.write_text(json.dumps(golden, separators=(",", ":")).replace('],"', '],\n"') + "\n")


main()
