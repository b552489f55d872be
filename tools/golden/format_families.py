"""Small vocabularies in tiktoken's and SentencePiece's forms, with each family's configuration. Used by compare_formats.py
and format_results.py.

    pip install tokenizers==0.23.3 sentencepiece==0.2.1 tiktoken==0.14.0 protobuf
"""

import base64
import io
import random

import sentencepiece
import tiktoken
import tiktoken_ext.openai_public as public
from sentencepiece import sentencepiece_model_pb2 as proto
from tokenizer_families import _LINES, _WORDS, byte_level
from tokenizers import pre_tokenizers

assert (tiktoken.__version__, sentencepiece.__version__) == ("0.14.0", "0.2.1")

ALPHABET = {c: b for b, c in enumerate(
    [chr(b) if 33 <= b <= 126 or 161 <= b <= 172 or 174 <= b <= 255 else None for b in range(256)]
)}  # fmt: skip
ALPHABET |= {chr(256 + n): b for n, b in enumerate(b for b in range(256) if not (33 <= b <= 126 or 161 <= b <= 172 or 174 <= b <= 255))}
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN = LLAMA3.replace("{1,3}", "")


def ranks(seed, size=900, last=50000):
    """A trained vocabulary with gaps between the ranks, and tokens that no merge makes."""
    r = random.Random(seed)
    tokenizer = byte_level(size)
    tokens = [bytes(ALPHABET[c] for c in token) for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda t: t[1])]
    if seed % 2:
        tokens[:256] = r.sample(tokens[:256], 256)
    for word in r.sample(sorted(set(_WORDS)), 40):
        token = r.choice(["", " "]).encode() + word.encode()
        if token not in tokens:
            tokens.insert(r.randrange(256, len(tokens)), token)
    # A token need not be whole characters.
    for _ in range(20):
        token = " ä漢😀".encode()[r.randrange(4) : r.randrange(5, 11)]
        if token not in tokens:
            tokens.insert(r.randrange(256, len(tokens)), token)
    places = sorted(r.sample(range(last), len(tokens)))
    return dict(zip(tokens, places))


def tiktoken_encodings():
    public.load_tiktoken_bpe = public.data_gym_to_mergeable_bpe_ranks = lambda *_, **__: {}
    public.openaipublic = None
    found = {}
    for name in ("gpt2", "r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base", "o200k_harmony"):
        made = public.ENCODING_CONSTRUCTORS[name]()
        found[name] = (made["pat_str"], made["special_tokens"])
    names = ["begin_of_text", "end_of_text", *[f"reserved_special_token_{i}" for i in range(4)], "start_header_id", "end_header_id", "reserved_special_token_4", "eot_id", *[f"reserved_special_token_{i}" for i in range(5, 251)]]
    found["llama3"] = (LLAMA3, {f"<|{name}|>": 128000 + i for i, name in enumerate(names)})
    names = ["endoftext", "im_start", "im_end", *[f"extra_{i}" for i in range(205)]]
    found["qwen"] = (QWEN, {f"<|{name}|>": 151643 + i for i, name in enumerate(names)})
    return found


def tiktoken_family(name):
    """The file, and the encoding."""
    pattern, special = tiktoken_encodings()[name]
    mergeable = ranks(sum(name.encode()))
    file = b"".join(base64.b64encode(token) + b" %d\n" % rank for token, rank in mergeable.items())
    return file, tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=mergeable, special_tokens=special)


def trained(lines=None, **options):
    model = io.BytesIO()
    lines = lines or [line for text in _LINES for line in text.split("\n") if line]
    options = {"vocab_size": 900, "character_coverage": 0.9995, "hard_vocab_limit": False, "minloglevel": 2, "num_threads": 1, **options}
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=model, **options)
    return model.getvalue()


def edited(file, edit):
    model = proto.ModelProto.FromString(file)
    edit(model)
    return model.SerializeToString()


_LLAMA = dict(
    model_type="bpe", byte_fallback=True, split_digits=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
    allow_whitespace_only_pieces=True, vocab_size=1300,
)  # fmt: skip


def llama2():
    return trained(**_LLAMA)


def mistral():
    return trained(**_LLAMA, control_symbols=["[INST]", "[/INST]", "[TOOL_CALLS]"])


def gemma():
    symbols = ["\n", "\n\n", "\n\n\n", "\u2581\u2581", "\u2581\u2581\u2581", "\t", "<table>", "</table>", "<start_of_turn>", "[@BOS@]", "ab", "\u2581a b", "é"]
    return trained(**_LLAMA, add_dummy_prefix=False, user_defined_symbols=symbols, pad_id=0, eos_id=1, bos_id=2, unk_id=3)


def t5():
    return trained(model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, normalization_rule_name="nmt_nfkc")


def albert():
    return trained(
        model_type="unigram", normalization_rule_name="nmt_nfkc_cf", pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=["[CLS]", "[SEP]", "[MASK]"],
        user_defined_symbols=["(", ")", '"', "-", ".", "–", "£", "€", "Response", "is better"],
    )  # fmt: skip


def xlm_roberta():
    return trained(model_type="unigram", normalization_rule_name="nmt_nfkc", character_coverage=0.98, unk_surface=" ?? ")


def unigram_bytes():
    """Unigram with everything that the others have, as Gemma's tokenizer and others keep it."""
    return trained(
        model_type="unigram", byte_fallback=True, normalization_rule_name="nfkc", remove_extra_whitespaces=False, add_dummy_prefix=False,
        user_defined_symbols=["\n", "\u2581\u2581", "<b>", "<b><b>", "  x", "\u2581y"], split_digits=True, vocab_size=1200,
    )  # fmt: skip


def bpe_unknown():
    """No bytes to fall back to: what is unknown becomes one token."""
    return trained(model_type="bpe", character_coverage=0.98, normalization_rule_name="nmt_nfkc", user_defined_symbols=["<sep>", "Straße"])


def suffix():
    return trained(model_type="unigram", treat_whitespace_as_suffix=True)


def suffix_bpe():
    return trained(model_type="bpe", treat_whitespace_as_suffix=True, normalization_rule_name="nfkc_cf")


def across_words():
    return trained(model_type="unigram", split_by_whitespace=False, split_by_unicode_script=False, split_by_number=False)


def characters():
    return trained(model_type="char", user_defined_symbols=["the", "<s>x"], vocab_size=120, character_coverage=0.99)


def words():
    return trained(model_type="word", vocab_size=400)


def unused(make):
    """Pieces that are made, and then taken apart again."""

    def edit(model):
        r = random.Random(8)
        for piece in model.pieces:
            if piece.type == proto.ModelProto.SentencePiece.NORMAL and r.random() < 0.4:
                piece.type = proto.ModelProto.SentencePiece.UNUSED

    return edited(make(), edit)


def unused_bpe():
    return unused(bpe_unknown)


def unused_unigram():
    return unused(unigram_bytes)


def ties():
    """Few different scores, and merges of characters that are no pieces."""

    def edit(model):
        r = random.Random(9)
        for piece in model.pieces:
            if piece.type == proto.ModelProto.SentencePiece.NORMAL:
                piece.score = -float(r.randrange(5))
                if len(piece.piece) == 1 and r.random() < 0.3:
                    piece.piece = f"{piece.piece}\u0301{piece.piece}\u0302"

    return edited(llama2(), edit)


def ties_unigram():
    def edit(model):
        r = random.Random(10)
        for piece in model.pieces:
            piece.score = r.choice([-1.0, -1.1, -2.2, -3.3, 0.5])

    return edited(t5(), edit)


def spaces():
    """White space that is not escaped, and text that is changed when it is decoded."""

    def edit(model):
        model.normalizer_spec.escape_whitespaces = False
        for piece in model.pieces:
            piece.piece = piece.piece.replace("\u2581", " ")
        model.denormalizer_spec.CopyFrom(proto.ModelProto.FromString(albert()).normalizer_spec)
        model.denormalizer_spec.add_dummy_prefix = False

    return edited(llama2(), edit)


SENTENCEPIECE_FAMILIES = {
    f.__name__: f
    for f in (
        llama2, mistral, gemma, t5, albert, xlm_roberta, unigram_bytes, bpe_unknown, suffix, suffix_bpe, across_words, characters, words, unused_bpe,
        unused_unigram, ties, ties_unigram, spaces,
    )
}  # fmt: skip
TIKTOKEN_FAMILIES = list(tiktoken_encodings())
