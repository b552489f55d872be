"""Writes Sources/TextTokenization/Unicode/CharacterKindRuns.swift: the kind of every code point.

The kinds are those that the regular expressions of `tokenizers` see: every code point is put to its engine, once for
each property. So the Unicode version is that engine's, whatever it is.

    pip install tokenizers==0.23.3
    python tools/golden/character_kinds.py
"""

import pathlib
import textwrap
import unicodedata

import tokenizers
from tokenizers import Regex, pre_tokenizers

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__

# In the order of CharacterKind's raw values. `other` is what none of the rest matches.
PROPERTIES = [
    ("space", r"\s"),
    ("uppercase", r"\p{Lu}"),
    ("lowercase", r"\p{Ll}"),
    ("titlecase", r"\p{Lt}"),
    ("modifier", r"\p{Lm}"),
    ("otherLetter", r"\p{Lo}"),
    ("mark", r"\p{M}"),
    ("number", r"\p{N}"),
    ("punctuation", r"\p{P}"),
    ("symbol", r"\p{S}"),
    ("newline", r"[\r\n]"),
]
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
TEXT = "".join(map(chr, SCALARS))


def members(pattern):
    """The code points that the pattern matches, each a match of its own."""
    split = pre_tokenizers.Split(Regex(pattern), "removed", invert=True)
    found = set()
    for start in range(0, len(TEXT), 1 << 16):
        for piece, _ in split.pre_tokenize_str(TEXT[start : start + (1 << 16)]):
            found.update(map(ord, piece))
    return found


def ranges(name, pattern):
    found = members(pattern) - {0}
    pairs = zip(sorted(c for c in found if c - 1 not in found), sorted(c for c in found if c + 1 not in found))
    text = ", ".join(f"0x{first:X}...0x{last:X}" for first, last in pairs) + ","
    return (
        f"  /// The code points of `{pattern}`.\n  // swift-format-ignore\n"
        f"  static let {name}: [ClosedRange<UInt32>] = [\n"
        + textwrap.fill(text, 108, initial_indent="    ", subsequent_indent="    ")
        + "\n  ]\n"
    )


def main():
    kinds = [0] * 0x110000
    letters = set()
    for kind, (name, pattern) in enumerate(PROPERTIES, 1):
        found = members(pattern)
        if name in ("uppercase", "lowercase", "titlecase", "modifier", "otherLetter"):
            letters |= found
        for c in found:
            # A line end is a space too; nothing else is two kinds at once.
            assert kinds[c] == 0 or (name == "newline" and kinds[c] == 1), (hex(c), kinds[c], name)
            kinds[c] = kind
    assert letters == members(r"\p{L}"), "the five kinds of letter are not \\p{L}"
    ours = {c: kinds[c] for c in SCALARS if kinds[c]}
    unassigned = [c for c in ours if unicodedata.category(chr(c)) == "Cn"]
    print("unicodedata", unicodedata.unidata_version, "lacks", len(unassigned), "of", len(ours))

    runs = [(0, kinds[0])]
    for c in range(1, 0x110000):
        if kinds[c] != runs[-1][1]:
            runs.append((c, kinds[c]))
    lines, line = [], "   "
    for start, kind in runs:
        word = f" 0x{start << 4 | kind:X},"
        if len(line) + len(word) > 108:
            lines.append(line)
            line = "   "
        line += word
    lines.append(line)
    path = pathlib.Path(__file__).resolve().parents[2] / (
        "Sources/TextTokenization/Unicode/CharacterKindRuns.swift"
    )
    path.write_text(
        "// Written by tools/golden/character_kinds.py.\n\n"
        "extension CharacterKinds {\n"
        "  /// Where a kind begins, times 16, plus the kind; up to the next one all code points are of it.\n"
        "  // swift-format-ignore\n"
        "  static let runs: [UInt32] = [\n" + "\n".join(lines) + "\n  ]\n\n"
        # The engine takes Latin-1's small numbers and fractions for words, but not within brackets.
        + ranges("han", r"\p{Han}") + "\n" + ranges("word", r"\w") + "\n" + ranges("wordInClass", r"[\w\0]") + "\n" + ranges("digit", r"\d") + "}\n"
    )
    print(len(runs), "runs")


main()
