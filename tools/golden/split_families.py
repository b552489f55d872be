"""The split patterns of model families and how `tokenizers` cuts with them. Used by splits.py and compare_splits.py."""

import itertools
import zlib
from array import array

import tokenizers
from tokenizers import Regex, pre_tokenizers

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__

_CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+CONTRACTION"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*CONTRACTION"
    r"|NUMBERS| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

# Each family's patterns; where there are several, each cuts the pieces of the one before.
FAMILIES = {
    # GPT-2, GPT-NeoX, RoBERTa, OPT, StarCoder; tiktoken's r50k_base; `ByteLevel` with its regular expression.
    "gpt2": [r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"],
    # SmolLM and SmolLM2: single digits, then `ByteLevel` with its regular expression.
    "smollm": [
        "Digits",
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    ],
    # tiktoken's cl100k_base; Llama 3 has the same text.
    "cl100k": [
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ],
    # Qwen2, Qwen2.5, Qwen3: transformers' tokenization_qwen2.py.
    "qwen2": [
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ],
    # Qwen3.5: transformers' tokenization_qwen3_5.py.
    "qwen35": [
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ],
    # tiktoken's o200k_base; gpt-oss, Llama 4.
    "o200k": [
        _CASED.replace("CONTRACTION", "(?i:'s|'t|'re|'ve|'m|'ll|'d)?").replace("NUMBERS", r"\p{N}{1,3}")
    ],
    # Mistral's Tekken: transformers' tokenization_utils_tokenizers.py.
    "tekken": [_CASED.replace("CONTRACTION", "").replace("NUMBERS", r"\p{N}")],
    # DeepSeek V3 and R1.
    "deepseek": [
        r"\p{N}{1,3}",
        "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
        r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
        r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ],
    # The last of DeepSeek's alone, which leaves numbers and controls between its matches.
    "deepseek-main": [
        r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
        r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ],
}

# Patterns that Oniguruma runs: of further models, and what only this engine reads in that way.
OTHERS = [
    # Kimi K2.
    r"[\p{Han}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    # CLIP.
    r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+""",
    # BLOOM, Falcon.
    " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+",
    "[0-9][0-9][0-9]",
    # tiktoken's own forms, which here mean something else.
    r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s",
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]"
    r"|\s+(?!\S)|\s",
    r"(?i:'S|\u017f)+", r"(?<=\p{L})\p{N}|\p{^N}(?=\p{Lu})", r"^.|.$|\A\s|\s\z", "a*", r"(?:)", r"\R|\h{2}", r"(?<n>.)\k<n>",
    r"\w+|[^\w\s]+|[[a-z]\w&&[^]]]", r"[^\W_]+\d?|\D(?=\p{Nd})", r"\\w|(?W:\w+)", r"[\[]+|\w+|[]\w]+",
    r"[\p{Letter}\p{Mark}]+|\P{Symbol}", r"[^\p{Ll}\p{Lt}\p{Lm}\p{Lo}]+",
]  # fmt: skip


def splitter(patterns):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True)
            if pattern == "Digits"
            else pre_tokenizers.Split(Regex(pattern), "isolated")
            for pattern in patterns
        ]
    )


def lengths(split, text):
    """The lengths of the pieces in bytes of UTF-8."""
    pieces = [piece for piece, _ in split.pre_tokenize_str(text)]
    assert "".join(pieces) == text
    return [len(piece.encode()) for piece in pieces]


def checksum(split, text, crc=0):
    """The CRC-32 of where pieces end, as 32-bit numbers of the low byte first."""
    return zlib.crc32(array("I", itertools.accumulate(lengths(split, text))).tobytes(), crc)


class Random:
    """SplitMix64, as the Swift tests have it."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (1 << 64) - 1
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
        z = (z ^ z >> 27) * 0x94D049BB133111EB & (1 << 64) - 1
        return (z ^ z >> 31) % bound
