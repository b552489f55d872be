"""Compares how we cut text with how `tokenizers` does, over as much hard text as wanted.

    pip install tokenizers==0.23.3
    swift build -c release --product split-bench
    python tools/golden/compare_splits.py .build/release/split-bench [MEGABYTES, 200] [SEED, 1] [TEXT FILE]

Every pattern gets its share of the megabytes, of each kind of text in turn. The first texts that differ are
shown; the exit status is 1 then.
"""

import random
import subprocess
import sys
import unicodedata

from split_families import FAMILIES, OTHERS, checksum, splitter
from splits import ALPHABET, TEMPLATE

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
ASSIGNED = [c for c in SCALARS if unicodedata.category(chr(c)) not in ("Cn", "Co")]
SPACES = [c for c in SCALARS if chr(c).isspace() or unicodedata.category(chr(c)) in ("Zs", "Zl", "Zp", "Cc")]
MARKS = [c for c in ASSIGNED if unicodedata.category(chr(c))[0] == "M"]
NUMBERS = [c for c in ASSIGNED if unicodedata.category(chr(c))[0] == "N"]
CASED = [c for c in ASSIGNED if unicodedata.category(chr(c)) in ("Lu", "Ll", "Lt", "Lm")]
SCRIPTS = [
    (0x20, 0x7F), (0xA0, 0x250), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00), (0xE00, 0x1000), (0x1E00, 0x2000),
    (0x2000, 0x2C00), (0x3000, 0x3100), (0x4E00, 0xA000), (0xAC00, 0xD7A4), (0xFE00, 0x10000), (0x1D400, 0x1D800),
    (0x1F300, 0x1FA00), (0x10400, 0x10500), (0xE0000, 0xE0200),
]  # fmt: skip


def every_code_point(r):
    """Templates of code points one after another, beginning anywhere."""
    start = r.randrange(len(SCALARS))
    return "".join(TEMPLATE.replace("@", chr(c)) for c in SCALARS[start : start + 100])


def pairs(r):
    a = r.choice(ASSIGNED)
    return "".join(chr(a) + chr(r.choice(ASSIGNED)) + r.choice(["", " ", "\n", "'", "a"]) for _ in range(500))


def mixture(r):
    return "".join(r.choice(ALPHABET) for _ in range(r.randrange(1, 2000)))


def anything(r):
    return "".join(chr(r.choice(SCALARS)) for _ in range(r.randrange(1, 500)))


def of_kinds(r):
    kinds = [SPACES, MARKS, NUMBERS, CASED, ASSIGNED, list(map(ord, " '\r\n\tsStTAa1!/"))]
    return "".join(chr(r.choice(r.choice(kinds))) for _ in range(r.randrange(1, 800)))


def runs(r):
    pick = lambda: r.choice([chr(r.choice(ASSIGNED)), r.choice(ALPHABET), r.choice(" \n\t\u3000'1aA!")])
    return "".join(pick() * int(r.paretovariate(0.7)) for _ in range(30))[:20000]


def script(r):
    low, high = r.choice(SCRIPTS)
    words = ("".join(chr(r.randrange(low, high)) for _ in range(r.randrange(1, 9))) for _ in range(200))
    return r.choice([" ", "  ", ", ", "\n", "1"]).join(words)


def case_and_contractions(r):
    pieces = ["'s", "'S", "'ſ", "'t", "'RE", "'vE", "'Ll", "'d", "'m", "'", "''", "\u2019s", "a", "A", "Z", "b", "É", "é", "ʰ", "\u0301", " ", "中", "ǅ", "K", "1"]
    return "".join(r.choice(pieces) for _ in range(1000))


KINDS = [every_code_point, pairs, mixture, anything, of_kinds, runs, script, case_and_contractions]


def texts(seed, share, extra):
    r = random.Random(seed)
    size, number = 0, 0
    while size < share:
        if extra and number % (len(KINDS) + 1) == len(KINDS):
            at = r.randrange(len(extra))
            text = extra[at : at + 20000]
        else:
            text = KINDS[number % (len(KINDS) + 1) % len(KINDS)](r)
        number += 1
        size += len(text.encode())
        yield text


def main():
    program = sys.argv[1]
    megabytes = float(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    extra = open(sys.argv[4], encoding="utf-8", errors="replace").read(20_000_000) if len(sys.argv) > 4 else ""
    bad = 0
    cut = {**FAMILIES, **{pattern[:40]: [pattern] for pattern in OTHERS}}
    for name, patterns in cut.items():
        split = splitter(patterns)
        ours = subprocess.Popen([program, "check"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        frame = lambda data: ours.stdin.write(len(data).to_bytes(4, "little") + data)
        for pattern in patterns:
            frame(pattern.encode())
        frame(b"")
        size = count = 0
        batch = []

        def settle():
            nonlocal bad
            ours.stdin.flush()
            for text in batch:
                got, want = int(ours.stdout.readline()), checksum(split, text)
                if got != want:
                    bad += 1
                    if bad < 20:
                        print(name, "differs on", ascii(text[:200]), len(text))
            batch.clear()

        for text in texts(seed, megabytes * 1e6 / len(cut), extra):
            data = text.encode()
            frame(data)
            batch.append(text)
            size += len(data)
            count += 1
            if len(batch) == 50:
                settle()
        settle()
        ours.stdin.close()
        print(f"{name}: {count} texts, {size} bytes, {bad} differ so far", flush=True)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
