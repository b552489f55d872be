"""How `tokenizers` cuts hard text with the split patterns of model families: fixtures/golden/splits.json.

    pip install tokenizers==0.23.3
    python tools/golden/splits.py
"""

import json
import pathlib

from split_families import FAMILIES, OTHERS, Random, checksum, lengths, splitter

# Each is cut alone, and the lengths of its pieces are kept.
TEXTS = [
    "Hello, world! It's 2024; we've 12345 things.\n\n\tdef f(x):\n        return x  # done\r\n",
    "I'LL I'll i'lL you'RE you're 'S 'ſ 'ſt 't'T x'ſ x'K 'd'D'm'M 've'VE'vE don't DON'T o'clock '",
    "''s '''s \u2019s it\u2019s 's's'st 'r 'v 'l 're've 'r e",
    " ", "  ", "   ", "\n", "\n\n", " \n", "\n ", "  \n  ", "\r\n", "\r\n\r\n", "\r\r\n \n\r x", "\t", "\t\t", "\t\tx",
    " a", "  a", "   a", "a ", "a  ", "a   ", "a   b", "a \n b", "a\n\n  b", "a \t b", "a\t\tb", "x  \n\n  \n  y",
    "\u00a0", "a\u00a0b", "a\u00a0\u00a0b", "\u00a0\u00a0", " \u00a0x", "\u00a0 x", "\u3000x", "\u3000\u3000x", "x\u3000\n\u3000y",
    "\u0085", "a\u0085b", "\u0085\u0085b", "a \u0085\n b", "\u1680x", "\u180e", "a\u180eb", " \u180e x", "\u2028x", "\u2029\u2029x",
    "\u200bx", "x\u200by", "\ufeffx", "\u2000\u200a\u202f\u205fx", "\u001c\u001d\u001e\u001fx", "\u000b\u000cx",
    "1", "12", "123", "1234", "1234567", "1 2 3", " 1", "  12", "1a2b", "a1", "१२३४५", "½²Ⅳ①〇1", " ½", "\u00a01", "!1", "1!",
    "!", "!!", " !", "  !", "!\n", "!\r\n\r\n", " !\n x", "!!//\n/", "/", "//\n", "a/b/c", "http://www.example.com/a?b=c&d#e",
    "e\u0301", "\u0301", "\u0301\u0301", " \u0301", "a\u0301b", "!\u0301", "1\u0301", "\u0301A", "\u0301AB", "\u0301Ab", "A\u0301", "A\u0301B", "AB\u0301C", "\u0301's",
    "HelloWorld", "HELLOWorld", "helloWORLD", "HELLO", "HelloWORLDfoo", "ABcD", "iPhone", "ǅABC", "Aʰ", "ABʰC", "ABCʰ", "aʰB", "AأB", "ABأCD",
    "HELLO'S", "Hello's", "hello'LLx", "hello'ſ", "A's", "AB'reC", " Hello'd've", "عرب's", "العربية في ١٢٣٤", "हिन्दी में", "हिन्दीABC", "ไทยกำ", "한국어 텍스트", "שלום עולם",
    "東京タワーへ行きました。", "中文ABC中文", "一龥龦", "ぁゟ゠ヿ・ー゛", "\u3040\u3097\u3098\u3099", "「東京」123です", "漢字1漢字", "〇一", "々", "x漢y字z",
    "a.b", ".b", "..b", "_x", "(foo)", "$x", "+=x", "€x", "€ x", "。x", " .x", ". x", ".é", "~~~\n\n", "#include <stdio.h>", "foo(bar,baz);", "\\n\\t", "a_b_c", "x^y", "`code`",
    "😀", "😀😀", " 😀", "👩‍👩‍👧‍👦", "👍🏽", "🇩🇪🇫🇷", "❤️", "a😀b", "1️⃣", "\u202eabc\u202c", "\u200d", "\u00ad", "a\u00adb", "\u0000", "\u0000\u0000a", "\u007fx", "a\u0000b", "\ue000x", "\U0010ffff", "\u0378", "x\u0378y",
    "𝒜𝒷𝓒", "𐐀𐐨", "Ⓐⓐ", "ﬀﬆŉ", "'ﬆ", "İı", "ß'ß", "ẞ", "ᾈ", "K's", "ª º", "l'été", "L'ÉTÉ", "naïve café", "Straße'S", "ǅ'S", "\u0345", "ʼs",
    "x" * 300, "X" * 300, "1" * 300, " " * 300, "\n" * 300, " \n" * 150, "\u0301" * 300, "Xx" * 150, "'s" * 150, "!" * 300, "漢" * 100, "\u3000" * 100,
    " " * 100 + "x", "\n" * 100 + "x", " " * 50 + "\n" + " " * 50 + "x", "A" * 100 + "\u0301" + "B" * 100, "\u0301" + "A" * 100,
]

# The code points, each in every place that the patterns know.
TEMPLATE = "@ a@b@ @@1@2!@\n@'@A@Ba'@s '@t \n@  @\r@A@@a@B's"
BLOCKS = [*range(0, 0x32400, 1024), 0xE0000, 0xF0000, 0x10FC00]
# Those for the patterns that the slower engine runs; some have characters that are new since Unicode 14.
OTHER_BLOCKS = [
    *range(0, 0x2400, 1024), 0x2C00, 0x3000, 0xA400, 0x10C00, 0x11000, 0x16C00, 0x1E400, 0x1F400, 0x31000, 0x32000,
]  # fmt: skip

ALPHABET = [
    *"aabbcsStTreEvVmMlLdDzZXY'''\u2019  \t\n\n\r123!?.,/-_+$^`~()\"", "  ", "\r\n", "\u000b", "\u000c", "\u001c", "\u0085", "\u00a0",
    "\u1680", "\u180e", "\u2003", "\u200b", "\u200d", "\u2028", "\u202f", "\u3000", "\ufeff", *"ÉßſKİǅʰªאاक१²Ⅳ½①〇一龥龦ぁゟー゛・゠々€。，",
    "\u0301", "\u093e", "\u094d", "\u20dd", "\ufe0f", "\u0000", "\u007f", "\u00ad", "\ue000", "\U0010ffff", "\u0378", *"😀🏽❤Ⓐ𝒜𐐀𐐨ﬆŉ",
]
MIXTURES, GROUP = 6000, 500


def blocks(starts):
    for start in starts:
        scalars = [c for c in range(start, start + 1024) if not 0xD800 <= c < 0xE000]
        if scalars:
            yield "".join(TEMPLATE.replace("@", chr(c)) for c in scalars)


def mixtures():
    random = Random(20)
    for _ in range(MIXTURES):
        yield "".join(ALPHABET[random.below(len(ALPHABET))] for _ in range(1 + random.below(24)))


def main():
    golden = {
        "families": {}, "texts": TEXTS, "template": TEMPLATE, "blockStarts": BLOCKS, "otherBlockStarts": OTHER_BLOCKS, "alphabet": ALPHABET,
        "mixtures": MIXTURES, "group": GROUP, "results": {},
    }  # fmt: skip
    mixed = list(mixtures())
    cut = {**FAMILIES, **{f"other-{i}": [pattern] for i, pattern in enumerate(OTHERS)}}
    golden["families"] = cut
    for name, patterns in cut.items():
        split = splitter(patterns)
        starts = OTHER_BLOCKS if name.startswith("other-") else BLOCKS
        groups = []
        for i, text in enumerate(mixed):
            if i % GROUP == 0:
                groups.append(0)
            groups[-1] = checksum(split, text, groups[-1])
        golden["results"][name] = {
            "texts": [lengths(split, text) for text in TEXTS],
            "blocks": [checksum(split, text) for text in blocks(starts)],
            "mixtures": groups,
        }
    path = pathlib.Path(__file__).resolve().parents[2] / "fixtures/golden/splits.json"
    path.write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('],"', '],\n"') + "\n")


if __name__ == "__main__":
    main()
