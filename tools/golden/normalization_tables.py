"""Writes Sources/TextTokenization/Unicode/NormalizationData.swift and CharacterSetData.swift.

They hold what the normalizers and pre-tokenizers of `tokenizers` know about characters: every code point is put to them,
so the Unicode versions are theirs, whatever they are (its normalization forms are those of Unicode 9, its lowercase and
its words are of 16 and 17). Python's unicodedata, which is newer than the oldest of them, only gives the classes and
mappings whose presence has been seen.

    pip install tokenizers==0.23.3
    python tools/golden/normalization_tables.py
"""

import pathlib
import textwrap
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xAC00 + 11172)
NFC, NFD, NFKC, NFKD = (getattr(normalizers, name)() for name in ("NFC", "NFD", "NFKC", "NFKD"))
ROOT = pathlib.Path(__file__).resolve().parents[2] / "Sources/TextTokenization/Unicode"


def classes():
    """The canonical combining classes that take part in reordering."""
    found = {}
    for c in SCALARS:
        if NFD.normalize_str(chr(c)) != chr(c):
            continue
        before, behind = "a" + chr(c) + "\u0334", "a\u0345" + chr(c)
        if NFD.normalize_str(before) != before or NFD.normalize_str(behind) != behind:
            found[c] = unicodedata.combining(chr(c))
            assert found[c] > 0, hex(c)
    # 240 is the class that neither probe tells from none, besides U+0345 there is no other.
    found[0x345] = 240
    return found


def decompositions(form):
    return {
        c: form.normalize_str(chr(c)) for c in SCALARS if c not in HANGUL and form.normalize_str(chr(c)) != chr(c)
    }


def compositions(canonical):
    """Pairs that compose, in the order of what they compose to."""
    found = {}
    for c in canonical:
        if NFC.normalize_str(chr(c)) != chr(c):
            continue
        parts = [chr(int(part, 16)) for part in unicodedata.decomposition(chr(c)).split()]
        assert len(parts) == 2 and NFD.normalize_str("".join(parts)) == canonical[c], hex(c)
        assert NFC.normalize_str("".join(parts)) == chr(c)
        found[c] = parts
    return found


def wrapped(words):
    return textwrap.fill(" ".join(words), 108, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)


def text(name, doc, words):
    return f'  /// {doc}\n  static let {name}: StaticString = """\n{wrapped(words)}\n    """\n'


def mapping(table):
    return [f"{c:X}:" + ",".join(f"{ord(d):X}" for d in mapped) for c, mapped in sorted(table.items())]


def ranges(found):
    starts = sorted(c for c in found if c - 1 not in found)
    ends = sorted(c for c in found if c + 1 not in found)
    return [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in zip(starts, ends)]


def write(name, parts):
    path = ROOT / f"{name}.swift"
    path.write_text(
        "// Written by tools/golden/normalization_tables.py.\n\n// swift-format-ignore\n"
        f"enum {name} {{\n" + "\n".join(parts) + "}\n"
    )


def main():
    canonical, compatible = decompositions(NFD), decompositions(NFKD)
    composed = compositions(canonical)
    ccc = classes()
    for c in HANGUL:
        assert NFC.normalize_str(chr(c)) == chr(c) and len(NFD.normalize_str(chr(c))) in (2, 3)
    only = {c: mapped for c, mapped in compatible.items() if canonical.get(c) != mapped}
    assert all(c in compatible for c in canonical)
    by_class = {}
    for c, k in ccc.items():
        by_class.setdefault(k, set()).add(c)
    lower = normalizers.Lowercase()
    lowered = {c: lower.normalize_str(chr(c)) for c in SCALARS if lower.normalize_str(chr(c)) != chr(c)}
    write(
        "NormalizationData",
        [
            text("canonical", "Full canonical decompositions, Hangul left out: `C0:41,300`.", mapping(canonical)),
            text("compatible", "Full compatibility decompositions where they are others.", mapping(only)),
            text("compositions", "What composes, and of which two.", mapping(composed)),
            text("classes", "Canonical combining classes other than 0, in hexadecimal too: `300-314=E6`.",
                 [f"{run}={k:X}" for k, found in sorted(by_class.items()) for run in ranges(found)]),
            text("lowercase", "Lowercase.", mapping(lowered)),
        ],
    )  # fmt: skip

    punctuation = pre_tokenizers.Punctuation("isolated")
    words, space = pre_tokenizers.Whitespace(), pre_tokenizers.WhitespaceSplit()
    clean = normalizers.BertNormalizer(True, False, False, False)
    strip = normalizers.BertNormalizer(False, False, True, False)
    marks = normalizers.StripAccents()
    pieces = lambda pre, s: [piece for piece, _ in pre.pre_tokenize_str(s)]
    whitespace = {c for c in SCALARS if pieces(space, "a" + chr(c) + "a") == ["a", "a"]}
    print("whitespace", ranges(whitespace))
    sets = {
        "punctuation": ("What `Punctuation` cuts off.", {c for c in SCALARS if len(pieces(punctuation, "a" + chr(c))) == 2}),
        "words": ("`\\w` of the `regex` crate, for `Whitespace` and `single_word`.",
                  {c for c in SCALARS if pieces(words, "a" + chr(c)) == ["a" + chr(c)]}),
        "controls": ("What BERT's cleaning takes away.", {c for c in SCALARS if clean.normalize_str(chr(c)) == ""}),
        "nonspacingMarks": ("The accents that BERT strips.", {c for c in SCALARS if strip.normalize_str(chr(c)) == ""}),
        "combiningMarks": ("What `StripAccents` takes away.", {c for c in SCALARS if marks.normalize_str(chr(c)) == ""}),
    }  # fmt: skip
    write("CharacterSetData", [text(name, doc, ranges(found)) for name, (doc, found) in sets.items()])
    print(len(canonical), len(only), len(composed), len(ccc), len(lowered), {k: len(v[1]) for k, v in sets.items()})


main()
