"""Compares ids, offsets and decoded text with those of `tokenizers`, over as much hard text as wanted.

    pip install tokenizers==0.23.3 sentencepiece==0.2.1
    swift build -c release --product tokenizer-bench
    python tools/golden/compare_tokenizers.py .build/release/tokenizer-bench [MEGABYTES, 20] [SEED, 1] [TEXT FILE] [FAMILY ...]

Every family gets its share of the megabytes. The first texts that differ are shown; the exit status is 1 then.
"""

import pathlib
import random
import subprocess
import sys
import tempfile
import zlib
from array import array

from compare_splits import KINDS, texts
from splits import ALPHABET
from tokenizer_families import _WORDS, FAMILIES_OF_TOKENIZERS
from tokenizers import Tokenizer


def checksums(tokenizer, text):
    encoding = tokenizer.encode(text)
    offsets = [at for pair in encoding.offsets for at in (pair[0], max(pair))]
    decoded = tokenizer.decode(encoding.ids, skip_special_tokens=False)
    return [zlib.crc32(array("I", encoding.ids).tobytes()), zlib.crc32(array("I", offsets).tobytes()), zlib.crc32(decoded.encode())]


def with_tokens(tokenizer, r):
    """Words, marks and the family's own tokens in disorder."""
    added = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
    pick = [lambda: r.choice(ALPHABET), lambda: r.choice(_WORDS), lambda: " ", lambda: r.choice(added) if added else "",
            lambda: (r.choice(added) if added else "")[: r.randrange(9)], lambda: r.choice("-.,|aeé\n\u2581")]  # fmt: skip
    return "".join(r.choice(pick)() for _ in range(r.randrange(1, 200)))


def all_texts(tokenizer, seed, share, extra):
    r = random.Random(seed)
    for text in texts(seed, share, extra):
        yield text
        yield with_tokens(tokenizer, r)
        yield with_tokens(tokenizer, r)


def main():
    program = sys.argv[1]
    megabytes = float(sys.argv[2]) if len(sys.argv) > 2 else 20
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    extra = open(sys.argv[4], encoding="utf-8", errors="replace").read(20_000_000) if len(sys.argv) > 4 and sys.argv[4] else ""
    names = sys.argv[5:] or list(FAMILIES_OF_TOKENIZERS)
    bad = 0
    for name in names:
        tokenizer = FAMILIES_OF_TOKENIZERS[name]()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "tokenizer.json"
            tokenizer.save(str(path))
            tokenizer = Tokenizer.from_file(str(path))
            ours = subprocess.Popen([program, "check", str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            size = count = wrong = panics = 0
            for text in all_texts(tokenizer, seed, megabytes * 1e6 / len(names), extra):
                try:
                    want = [str(c) for c in checksums(tokenizer, text)]
                except BaseException as error:  # It panics where one token has taken the space that another begins with.
                    if type(error).__name__ != "PanicException":
                        raise
                    panics += 1
                    continue
                data = text.encode()
                ours.stdin.write(len(data).to_bytes(4, "little") + data)
                ours.stdin.flush()
                line = ours.stdout.readline().decode().split()
                size += len(data)
                count += 1
                if line != want:
                    wrong += 1
                    if wrong < 4:
                        which = [n for n, a, b in zip(("ids", "offsets", "decoded"), line, want) if a != b]
                        print(name, "differs in", which or line, ascii(text[:300]), len(text))
                    if not line:
                        break
            ours.stdin.close()
            bad += wrong
            print(f"{name}: {count} texts, {size} bytes, {wrong} differ, {panics} crash it", flush=True)
    sys.exit(bad > 0)


if __name__ == "__main__":
    assert KINDS
    main()
