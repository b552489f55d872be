"""Small tokenizers with the configuration of each model family. Used by tokenizers.py and compare_tokenizers.py.

The vocabularies are trained here on some kilobytes of text; normalizers, patterns, special tokens and everything around
the model are those of the family's own `tokenizer.json`.
"""

import io
import json
import random

import sentencepiece
import tokenizers
from split_families import FAMILIES as PATTERNS
from split_families import OTHERS
from splits import ALPHABET, TEXTS
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__
assert sentencepiece.__version__ == "0.2.1", sentencepiece.__version__

_WORDS = """
the of and to in is it was for on that with as are this be by from or an which not have has were their its at but also they
one all other there can had more when who will would these what so up out about into than some could only new time people
Response is better because the answer explains why and gives an example. The image shows a red bus beside two children.
def return import class self print for while if else None True False lambda yield async await public static void int string
Die Straße führt über die Brücke nach München; größer, schöner, außerdem. L'été dernier, nous étions à l'hôtel près du château.
El niño comió piñas mañana; ¿qué pasó? ¡Olé! Zażółć gęślą jaźń. Příliš žluťoučký kůň úpěl ďábelské ódy. Tiếng Việt có dấu.
Быстрая коричневая лиса прыгает через ленивую собаку. Η γρήγορη αλεπού πηδάει. שלום עולם، مرحبا بالعالم كيف حالك
नमस्ते दुनिया हिन्दी में लिखा हुआ पाठ। สวัสดีชาวโลก ภาษาไทย 你好世界,这是一个测试。今天天气很好 こんにちは世界、これはテストです。カタカナ 안녕하세요 세계 한국어 문장
😀 😀😀 👍🏽 👩‍👩‍👧‍👦 ❤️ 🇩🇪 1234 2024 3.14 100,000 50% $5 €10 #tag @user http://www.example.com/path?q=1&r=2 a+b=c x^2 {"key": [1, 2]}
""".split()


def corpus():
    r = random.Random(5)
    lines = []
    for _ in range(3000):
        words = [r.choice(_WORDS[: 60 if r.random() < 0.5 else None]) for _ in range(r.randrange(3, 20))]
        lines.append(r.choice([" ", " ", " ", "  ", "\n", "\t"]).join(words) + r.choice([".", "!", "?\n", "...", "", "\r\n\n"]))
    return lines


_LINES = corpus()


def trained(tokenizer, trainer):
    tokenizer.train_from_iterator(_LINES, trainer)
    return tokenizer


def special(*contents, **flags):
    return [AddedToken(content, normalized=False, special=True, **flags) for content in contents]


def byte_level(size=700, first=(), **model):
    """Byte pairs over bytes, to be finished by the family."""
    tokenizer = Tokenizer(models.BPE(**model))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return trained(
        tokenizer,
        trainers.BpeTrainer(
            vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=list(first), show_progress=False
        ),
    )


def cut(patterns, **options):
    return pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns]
        + [pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=options.get("trim", True), use_regex=False)]
    )


def gpt2():
    tokenizer = byte_level(first=[AddedToken("<|endoftext|>", normalized=True, special=True)])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def roberta():
    tokenizer = byte_level(first=["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def prefixed():
    """As RoBERTa's for pre-tokenized words: a space before the text, kept out of offsets."""
    tokenizer = byte_level()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True, trim_offsets=True)
    tokenizer.add_special_tokens([*special("<s>", "</s>"), AddedToken("<mask>", lstrip=True, normalized=False, special=True)])
    ids = {token: tokenizer.token_to_id(token) for token in ("<s>", "</s>")}
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", ids["</s>"]), ("<s>", ids["<s>"]), trim_offsets=True, add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def llama3():
    tokenizer = byte_level(ignore_merges=True)
    tokenizer.pre_tokenizer = cut(PATTERNS["cl100k"])
    names = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|reserved_special_token_0|>"]
    tokenizer.add_special_tokens(special(*names))
    begin = tokenizer.token_to_id(names[0])
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True, add_prefix_space=True),
            processors.TemplateProcessing(single=f"{names[0]} $A", pair=f"{names[0]} $A {names[0]} $B:1", special_tokens=[(names[0], begin)]),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def qwen2():
    tokenizer = byte_level()
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = cut(PATTERNS["qwen2"], trim=False)
    tokenizer.add_special_tokens(special("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>"))
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in ("<tool_call>", "</tool_call>", "<think>", "</think>")])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    return tokenizer


def o200k():
    tokenizer = byte_level()
    tokenizer.pre_tokenizer = cut(PATTERNS["o200k"])
    tokenizer.add_special_tokens(special("<|startoftext|>", "<|endoftext|>", "<|return|>", "<|channel|>", "<|message|>"))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def deepseek():
    tokenizer = byte_level()
    tokenizer.normalizer = normalizers.Sequence([])
    tokenizer.pre_tokenizer = cut(PATTERNS["deepseek"])
    begin = "<\uff5cbegin\u2581of\u2581sentence\uff5c>"
    tokenizer.add_special_tokens(special(begin, "<\uff5cend\u2581of\u2581sentence\uff5c>", "<\uff5c\u2581pad\u2581\uff5c>"))
    tokenizer.add_tokens([AddedToken(t, normalized=True) for t in ("<\uff5cUser\uff5c>", "<\uff5cAssistant\uff5c>")])
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{begin} $A", pair=f"{begin} $A {begin} $B:1", special_tokens=[(begin, tokenizer.token_to_id(begin))])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def smollm():
    tokenizer = byte_level(first=["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<file_sep>"])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def falcon():
    tokenizer = byte_level(first=[">>TITLE<<", ">>ABSTRACT<<", "<|endoftext|>"])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False), pre_tokenizers.Digits(False), pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated")]
    )
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def bloom():
    tokenizer = byte_level(first=["<unk>", "<s>", "</s>", "<pad>"])
    tokenizer.pre_tokenizer = cut([OTHERS[2]])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=True, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def converted():
    """As files that are converted from tiktoken's: matches are kept, what is between them is removed."""
    tokenizer = byte_level(ignore_merges=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(PATTERNS["cl100k"][0]), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def few_bytes():
    """Byte level without most bytes, so that some of a text is unknown or lost."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained(tokenizer, trainers.BpeTrainer(vocab_size=200, limit_alphabet=60, special_tokens=["<unk>"], show_progress=False))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def lost_bytes():
    tokenizer = few_bytes()
    file = json.loads(tokenizer.to_str())
    file["model"]["unk_token"] = None
    return Tokenizer.from_str(json.dumps(file))


def sentencepiece_bpe(size=700, specials=("<unk>", "<s>", "</s>"), **model):
    """Byte pairs over characters with the bytes as tokens, as SentencePiece trains them."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True, **model))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    trained(tokenizer, trainers.BpeTrainer(vocab_size=size + 256, limit_alphabet=150, special_tokens=[*specials, *bytes_], show_progress=False))
    # Bytes are tokens of the model alone, not added ones.
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = [t for t in file["added_tokens"] if not t["content"].startswith("<0x")]
    file["pre_tokenizer"] = None
    return Tokenizer.from_str(json.dumps(file))


_LLAMA_DECODER = [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]


def begin_with(tokenizer, token="<s>", before="{} $A"):
    tokenizer.post_processor = processors.TemplateProcessing(
        single=before.format(token), pair=before.format(token) + " $B:1", special_tokens=[(token, tokenizer.token_to_id(token))]
    )


def llama2():
    tokenizer = sentencepiece_bpe()
    tokenizer.add_special_tokens(special("<unk>", "<s>", "</s>"))
    begin_with(tokenizer)
    tokenizer.decoder = decoders.Sequence(_LLAMA_DECODER)
    return tokenizer


def mistral():
    tokenizer = sentencepiece_bpe()
    tokenizer.normalizer = None
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.add_special_tokens(special("<unk>", "<s>", "</s>", "[INST]", "[/INST]"))
    begin_with(tokenizer)
    tokenizer.decoder = decoders.Sequence(_LLAMA_DECODER)
    return tokenizer


def phi3():
    """Llama 2's with tokens that take the space behind them."""
    tokenizer = llama2()
    tokenizer.add_special_tokens(special("<|user|>", "<|assistant|>", "<|end|>", "<|placeholder1|>", rstrip=True))
    return tokenizer


def gemma():
    tokenizer = sentencepiece_bpe(specials=["<pad>", "<eos>", "<bos>", "<unk>"])
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.add_special_tokens(special("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"))
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in ("\n", "\n\n", "\n\n\n", "\u2581\u2581", "\u2581\u2581\u2581", "\t", "<table>", "</table>")])
    begin_with(tokenizer, "<bos>")
    tokenizer.decoder = decoders.Sequence(_LLAMA_DECODER[:3])
    return tokenizer


def charsmap(rule):
    """SentencePiece's own normalization of a name."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_LINES[:200]), model_writer=model, vocab_size=300, model_type="unigram", normalization_rule_name=rule,
        character_coverage=0.98, hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    # ModelProto.normalizer_spec.precompiled_charsmap
    return field(field(model.getvalue(), 3), 2)


def field(message, wanted):
    """The bytes of a field of a protocol buffer."""

    def number(at):
        value = shift = 0
        while True:
            value |= (message[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if message[at - 1] < 128:
                return value, at

    at = 0
    while at < len(message):
        key, at = number(at)
        if key & 7 == 2:
            size, at = number(at)
            if key >> 3 == wanted:
                return message[at : at + size]
            at += size
        else:
            at = at + (4 if key & 7 == 5 else 8) if key & 7 in (1, 5) else number(at)[1]


_CHARSMAPS = {}


def precompiled(rule="nmt_nfkc"):
    if rule not in _CHARSMAPS:
        _CHARSMAPS[rule] = charsmap(rule)
    return normalizers.Precompiled(_CHARSMAPS[rule])


def unigram(specials, size=600, **trainer):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return trained(
        tokenizer, trainers.UnigramTrainer(vocab_size=size, special_tokens=specials, unk_token="<unk>", show_progress=False, **trainer)
    )


def t5():
    tokenizer = unigram(["<pad>", "</s>", "<unk>"])
    tokenizer.normalizer = normalizers.Sequence([precompiled(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.add_special_tokens([AddedToken(f"<extra_id_{i}>", lstrip=True, rstrip=True, normalized=False, special=True) for i in (1, 0)])
    begin_with(tokenizer, "</s>", "$A {}")
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def xlm_roberta():
    tokenizer = unigram(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.normalizer = precompiled()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=True, special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def albert():
    tokenizer = unigram(["<pad>", "<unk>", "[CLS]", "[SEP]"])
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(),
            normalizers.Lowercase(), precompiled(),
        ]
    )  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens([AddedToken("[MASK]", lstrip=True, normalized=False, special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def unigram_bytes():
    """Unigram that falls back to bytes, on whole texts; the place of the first piece matters."""
    tokenizer = unigram(["<unk>", "<s>", "</s>"])
    file = json.loads(tokenizer.to_str())
    file["model"]["vocab"] += [[f"<0x{b:02X}>", 0.0 if b % 16 else -12.25] for b in range(256)]
    file["model"]["byte_fallback"] = True
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Strip(left=True, right=False), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first", split=False)])
    return tokenizer


def word_piece(**options):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**options)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return trained(
        tokenizer,
        trainers.WordPieceTrainer(vocab_size=700, limit_alphabet=150, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False),
    )


def bert():
    tokenizer = word_piece(lowercase=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def bert_cased():
    tokenizer = word_piece(lowercase=False, strip_accents=False)
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    return tokenizer


def clip():
    tokenizer = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(OTHERS[1]), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    trained(
        tokenizer,
        trainers.BpeTrainer(vocab_size=700, end_of_word_suffix="</w>", initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["<|startoftext|>", "<|endoftext|>"], show_progress=False),
    )
    tokenizer.post_processor = processors.RobertaProcessing(("<|endoftext|>", 1), ("<|startoftext|>", 0), trim_offsets=False, add_prefix_space=False)
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Replace("</w>", " ")])
    return tokenizer


def subword_prefix():
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]", continuing_subword_prefix="##"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Nmt(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trained(tokenizer, trainers.BpeTrainer(vocab_size=600, limit_alphabet=100, continuing_subword_prefix="##", special_tokens=["[UNK]"], show_progress=False))
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def flags():
    """Added tokens with each flag, found in text that is changed a good deal."""
    tokenizer = sentencepiece_bpe()
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_tokens(
        [
            AddedToken("Word", single_word=True), AddedToken("WordWord", single_word=True, normalized=False), AddedToken("Été"),
            AddedToken("ete!", lstrip=True), AddedToken("<b>", rstrip=True, normalized=False), AddedToken("<b><b>", lstrip=True, rstrip=True),
            AddedToken("<B>", lstrip=True, normalized=False), AddedToken(" x ", normalized=False), AddedToken("  ", normalized=False, lstrip=True),
            AddedToken("Ü", single_word=True, lstrip=True, rstrip=True), AddedToken("\u00df\u00df"), AddedToken("漢字", normalized=False, single_word=True),
        ]
    )  # fmt: skip
    tokenizer.add_special_tokens(special("[A]", "[A]]", "[[A]]"))
    tokenizer.decoder = decoders.Sequence(_LLAMA_DECODER)
    return tokenizer


def behaviours():
    """Every behaviour of a split, one behind the other."""
    tokenizer = sentencepiece_bpe()
    tokenizer.normalizer = normalizers.NFKD()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("\n", "removed"), pre_tokenizers.Split("--", "merged_with_next"), pre_tokenizers.Split(Regex(r"[.,]"), "merged_with_previous"),
            pre_tokenizers.Split(Regex(r"[A-Z]"), "contiguous"), pre_tokenizers.Split(Regex(r"\w+"), "isolated", invert=True), pre_tokenizers.CharDelimiterSplit("|"),
            pre_tokenizers.Punctuation("merged_with_next"), pre_tokenizers.Digits(False), pre_tokenizers.Split(Regex("a*"), "merged_with_previous", invert=True),
            pre_tokenizers.Split(Regex(r"e|é"), "removed"), pre_tokenizers.Metaspace("\u2581", "always", True),
        ]
    )  # fmt: skip
    tokenizer.decoder = decoders.Sequence([decoders.Replace(Regex("\u2581+"), "_"), decoders.Fuse(), decoders.Strip("_", 2, 0)])
    return tokenizer


FAMILIES_OF_TOKENIZERS = {
    f.__name__: f
    for f in (
        gpt2, roberta, prefixed, llama3, qwen2, o200k, deepseek, smollm, falcon, bloom, converted, few_bytes, lost_bytes, llama2, mistral, phi3, gemma,
        t5, xlm_roberta, albert, unigram_bytes, bert, bert_cased, clip, subword_prefix, flags, behaviours,
    )
}  # fmt: skip


def files():
    """The `tokenizer.json` of each family."""
    for name, make in FAMILIES_OF_TOKENIZERS.items():
        yield name, json.dumps(json.loads(make().to_str()), ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    import pathlib
    import sys

    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files():
        (folder / f"{name}.json").write_text(text)
        print(name, len(text))
