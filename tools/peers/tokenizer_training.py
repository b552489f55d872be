"""Trains a byte-level BPE with Python's `tokenizers` (0.23.3) on the lines of a text file, as aa-tokenize train --text does.

usage: tokenizer_training.py FILE SIZE THREADS OUT.json [--special TOKEN]... [--pattern REGEX] [--min-frequency N]

One line on standard output: bytes read, seconds of training (imports and saving are not timed), peak bytes of memory, between
tabs.
"""
import argparse
import os
import resource
import time

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("size", type=int)
parser.add_argument("threads")
parser.add_argument("out")
parser.add_argument("--special", action="append", default=[])
parser.add_argument("--pattern")
parser.add_argument("--min-frequency", type=int, default=2)
options = parser.parse_args()
os.environ.update(RAYON_NUM_THREADS=options.threads, TOKENIZERS_PARALLELISM="false" if options.threads == "1" else "true")

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

tokenizer = Tokenizer(models.BPE())
level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=options.pattern is None)
tokenizer.pre_tokenizer = (
    pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(options.pattern), "isolated"), level]) if options.pattern else level
)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=options.size, min_frequency=options.min_frequency, special_tokens=options.special, show_progress=False,
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
)
started = time.perf_counter()
tokenizer.train([options.file], trainer)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
tokenizer.save(options.out)
print(f"{os.path.getsize(options.file)}\t{seconds:.3f}\t{peak}")
