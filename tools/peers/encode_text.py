"""Encodes the documents of a text file with one tokenizer library, or loads one: what tokenizer-bench does, by others.

usage: encode_text.py NAME encode TOKENIZER.json FILE THREADS [MEGABYTES]
       encode_text.py NAME load TOKENIZER.json
       encode_text.py                                    lists the names

tokenizers 0.23.3, tiktoken 0.14.0, kitoken 0.11.1. tiktoken gets the vocabulary in its own form, which is not timed.

One line on standard output, between tabs: documents (load: tokens of the vocabulary), their bytes, tokens, seconds, bytes of
memory before the encoding, peak bytes during it, seconds of processor time. Ids come out as Python lists, as users of these libraries get them.
"""
import base64
import json
import os
import resource
import sys
import time

GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"


def documents(path, most):
    """As in tokenizer-bench: each ends behind the first blank line after 2,000 bytes."""
    with open(path, "rb") as file:
        data = file.read(most)
    found, start = [], 0
    while start < len(data):
        end = min(start + 2000, len(data))
        at = data.find(b"\n\n", end - 1) if end < len(data) else -1
        end = at + 2 if at >= 0 else len(data)
        found.append(data[start:end])
        start = end
    return [text.decode("utf8", "replace") for text in found], sum(map(len, found))


def byte_level():
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in kept]
    return {chr(byte): byte for byte in kept} | {chr(256 + n): byte for n, byte in enumerate(others)}


def tokenizers_batch(path, threads):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def tokenizers_fast(path, threads):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]


def tiktoken(path, threads):
    import tiktoken

    with open(path + ".tiktoken", "rb") as file:
        ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in file)}
    encoding = tiktoken.Encoding("ours", pat_str=GPT2, mergeable_ranks=ranks, special_tokens={})
    if threads == 1:
        return lambda texts: [encoding.encode_ordinary(text) for text in texts]
    return lambda texts: encoding.encode_ordinary_batch(texts, num_threads=threads)


def kitoken(path, threads):
    import kitoken

    tokenizer = kitoken.Kitoken.from_file(path)
    if threads == 1:
        return lambda texts: [tokenizer.encode(text) for text in texts]
    return lambda texts: tokenizer.encode_all(texts)


PEERS = {peer.__name__: peer for peer in (tokenizers_batch, tokenizers_fast, tiktoken, kitoken)}


def write_tiktoken(path):
    """The vocabulary in tiktoken's form: tokens by rank, without special ones."""
    with open(path) as file:
        content = json.load(file)
    special, bytes_of = {token["content"] for token in content["added_tokens"]}, byte_level()
    with open(path + ".tiktoken", "wb") as file:
        for name, rank in content["model"]["vocab"].items():
            if name not in special:
                file.write(base64.b64encode(bytes(bytes_of[c] for c in name)) + b" %d\n" % rank)


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def forget_peak():
    """So that the peak is that of the encoding: while the text was read, it was in memory twice."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def main():
    if len(sys.argv) < 4:
        print("\n".join(PEERS))
        return
    name, mode, path = sys.argv[1:4]
    threads = int(sys.argv[5]) if mode == "encode" else 1
    os.environ.update(RAYON_NUM_THREADS=str(threads), TOKENIZERS_PARALLELISM="false" if threads == 1 else "true")
    if name == "tiktoken" and not os.path.exists(path + ".tiktoken"):
        write_tiktoken(path)
    make = PEERS[name]
    __import__(name.split("_")[0])
    if mode == "load":
        started, used = time.perf_counter(), time.process_time()
        encode = make(path, threads)
        seconds, used, before = time.perf_counter() - started, time.process_time() - used, 0
        encode(["a"])
        count = tokens = len(json.load(open(path))["model"]["vocab"])
        size = os.path.getsize(path)
    else:
        encode = make(path, threads)
        texts, size = documents(sys.argv[4], int(sys.argv[6]) * 1_000_000 if len(sys.argv) > 6 else -1)
        encode(texts[:2])
        forget_peak()
        before = resident()
        started, used = time.perf_counter(), time.process_time()
        tokens = 0
        for at in range(0, len(texts), 1000):
            tokens += sum(map(len, encode(texts[at : at + 1000])))
        seconds, used = time.perf_counter() - started, time.process_time() - used
        count = len(texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{count}\t{size}\t{tokens}\t{seconds:.6f}\t{before}\t{peak}\t{used:.6f}")


if __name__ == "__main__":
    main()
