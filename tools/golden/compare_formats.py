"""Compares ids and decoded text with those of tiktoken and sentencepiece, over as much hard text as wanted.

    pip install tokenizers==0.23.3 sentencepiece==0.2.1 tiktoken==0.14.0 protobuf
    swift build -c release --product tokenizer-bench
    python tools/golden/compare_formats.py .build/release/tokenizer-bench [MEGABYTES, 60] [SEED, 1] [TEXT FILE] [FAMILY ...]

Every family gets its share of the megabytes; the names with plain: are of tiktoken without special tokens. The first texts
that differ are shown; the exit status is 1 then.
"""

import pathlib
import random
import subprocess
import sys
import tempfile
import zlib
from array import array

import sentencepiece
from compare_splits import texts
from format_families import SENTENCEPIECE_FAMILIES, TIKTOKEN_FAMILIES, tiktoken_family
from splits import ALPHABET
from tokenizer_families import _WORDS
from tokenizers.normalizers import NFC

PLAIN = "plain:"


def crc(ids, decoded):
    return [zlib.crc32(array("I", ids).tobytes()), zlib.crc32(decoded.encode())]


def of_tiktoken(name):
    """The file and its ending, checksums of a text, and strings to be strewn in."""
    file, encoding = tiktoken_family(name.removeprefix(PLAIN))
    options = {"disallowed_special": ()} if name.startswith(PLAIN) else {"allowed_special": "all"}

    def checksums(text):
        if encoding.name == "qwen":
            # Python's own would be of the Unicode version of that Python.
            text = NFC().normalize_str(text)
        ids = encoding.encode(text, **options)
        decoded = encoding.decode(ids)
        if encoding.name == "o200k_harmony" and 200018 in ids:
            # It has two names, and which one it is decoded to depends on the order of a hash table there.
            decoded = decoded.replace("<|reserved_200018|>", "<|endofprompt|>")
        return crc(ids, decoded)

    return file, encoding.name + ".tiktoken", checksums, sorted(encoding.special_tokens_set)[:40]


def of_sentencepiece(name):
    file = SENTENCEPIECE_FAMILIES[name]()
    processor = sentencepiece.SentencePieceProcessor(model_proto=file)
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]

    def checksums(text):
        ids = processor.encode(text)
        return crc(ids, processor.decode(ids))

    odd = [p for i, p in enumerate(pieces) if processor.is_control(i) or processor.is_unknown(i)]
    return file, name + ".model", checksums, odd + pieces[:20] + pieces[-20:]


def family(name):
    return (of_sentencepiece if name in SENTENCEPIECE_FAMILIES else of_tiktoken)(name)


def strewn(strings, r):
    pick = [lambda: r.choice(ALPHABET), lambda: r.choice(_WORDS), lambda: " ", lambda: r.choice(strings), lambda: r.choice(strings)[: r.randrange(9)], lambda: r.choice("-.,|aeé\n\u2581")]  # fmt: skip
    return "".join(r.choice(pick)() for _ in range(r.randrange(1, 200)))


def prose(r):
    """Words in their own order, so that much is merged."""
    return r.choice([" ", "  ", "\n"]).join(r.choice(_WORDS) for _ in range(r.randrange(1, 400)))


def all_texts(strings, seed, share, extra):
    r = random.Random(seed)
    for text in texts(seed, share, extra):
        yield text
        yield strewn(strings, r)
        yield strewn(strings, r)
        yield prose(r)


def main():
    program = sys.argv[1]
    megabytes = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    extra = open(sys.argv[4], encoding="utf-8", errors="replace").read(20_000_000) if len(sys.argv) > 4 and sys.argv[4] else ""
    names = sys.argv[5:] or [*TIKTOKEN_FAMILIES, *(PLAIN + name for name in TIKTOKEN_FAMILIES), *SENTENCEPIECE_FAMILIES]
    bad = 0
    for name in names:
        file, file_name, checksums, strings = family(name)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / file_name
            path.write_bytes(file)
            word = (PLAIN if name.startswith(PLAIN) else "") + str(path)
            ours = subprocess.Popen([program, "check", word], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            size = count = wrong = 0
            for text in all_texts(strings, seed, megabytes * 1e6 / len(names), extra):
                want = [str(c) for c in checksums(text)]
                data = text.encode()
                ours.stdin.write(len(data).to_bytes(4, "little") + data)
                ours.stdin.flush()
                line = ours.stdout.readline().decode().split()
                size += len(data)
                count += 1
                if line[:1] + line[2:] != want:
                    wrong += 1
                    if wrong < 4:
                        which = [n for n, a, b in zip(("ids", "decoded"), line[:1] + line[2:], want) if a != b]
                        print(name, "differs in", which or line, ascii(text[:300]), len(text))
                    if not line:
                        break
            ours.stdin.close()
            bad += wrong
            print(f"{name}: {count} texts, {size} bytes, {wrong} differ", flush=True)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
