#!/usr/bin/env python3
"""Writes fixtures/golden/chat_tokens.json: what transformers makes of conversations, by families of tokenizers.

    chat_tokens.py [--check]       writes the file, or only says whether it would be the same

Pinned: transformers 5.24.0, tokenizers 0.23.3, jinja2 3.1.6. The tokenizers are those of fixtures/golden/tokenizers; the
templates are written here, in the manner of each family, with and without `{% generation %}`.

Of each conversation: the ids of the prompt with add_generation_prompt, and for each response the ids of the whole and the
mask of the assistant's tokens. `begins` says whether the whole's ids begin with the prompt's: where they do, the rest are
the response's. Ids of media's placeholders are taken out of both, and the places at which they stood are kept.
"""

import json
import pathlib
import sys
import tempfile

import tokenizers
import transformers
from transformers import PreTrainedTokenizerFast

assert transformers.__version__ == "5.24.0", transformers.__version__
assert tokenizers.__version__ == "0.23.3", tokenizers.__version__

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "fixtures/golden"


def token(content, **flags):
    return {"content": content, "lstrip": False, "rstrip": False, "single_word": False, "normalized": False, "special": True, **flags}


def marked(text, marks):
    """A template's text with what is between ⟦ and ⟧ marked as the assistant's, or not."""
    return text.replace("⟦", "{% generation %}" if marks else "").replace("⟧", "{% endgeneration %}" if marks else "")


LLAMA2 = """{% for m in messages %}{% if m.role == 'user' %}{{ bos_token + '[INST] ' + m.content.strip() + ' [/INST]' }}\
{% elif m.role == 'assistant' %}⟦{{ ' ' + m.content.strip() + ' ' + eos_token }}⟧{% endif %}{% endfor %}"""
LLAMA3 = """{{ bos_token }}{% for m in messages %}{{ '<|start_header_id|>' + m.role + '<|end_header_id|>\\n\\n' }}\
{% if m.role == 'assistant' %}⟦{{ m.content + '<|eot_id|>' }}⟧{% else %}{{ m.content | trim + '<|eot_id|>' }}{% endif %}{% endfor %}\
{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"""
CHATML = """{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.role == 'assistant' %}\
⟦{{ m.content + '<|im_end|>' }}⟧{% else %}{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}\
{% if part.type == 'text' %}{{ part.text }}{% elif part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>\
{% elif part.type == 'video' %}<|vision_start|><|video_pad|><|vision_end|>{% endif %}{% endfor %}{% endif %}\
{{ '<|im_end|>' }}{% endif %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""
MISTRAL = """{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}{{ '[INST] ' + m.content + ' [/INST]' }}\
{% elif m.role == 'assistant' %}⟦{{ ' ' + m.content + eos_token }}⟧{% endif %}{% endfor %}"""
GEMMA = """{{ bos_token }}{% for m in messages %}{% if m.role == 'assistant' %}{{ '<start_of_turn>model\\n' }}\
⟦{{ m.content | trim + '<end_of_turn>' }}⟧{{ '\\n' }}{% else %}{{ '<start_of_turn>' + m.role + '\\n' + m.content | trim + '<end_of_turn>\\n' }}\
{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"""
PHI3 = """{% for m in messages %}{% if m.role == 'assistant' %}{{ '<|assistant|>\\n' }}⟦{{ m.content + '<|end|>' }}⟧{{ '\\n' }}\
{% else %}{{ '<|user|>\\n' + m.content + '<|end|>\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"""
DEEPSEEK = """{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}{{ '<｜User｜>' + m.content }}{% elif m.role == 'assistant' %}\
{{ '<｜Assistant｜>' }}⟦{{ m.content + eos_token }}⟧{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<｜Assistant｜>' }}{% endif %}"""
PLAIN = """{% for m in messages %}{% if m.role == 'user' %}{{ 'Question: ' + m.content + '\\nAnswer:' }}{% elif m.role == 'assistant' %}\
⟦{{ ' ' + m.content + eos_token }}⟧{{ '\\n' }}{% endif %}{% endfor %}"""
SPACED = """{% for m in messages %}{{ '<' + m.role + '>' }}{% if m.role == 'assistant' %}⟦{{ m.content + eos_token + '  ' }}⟧\
{% else %}{{ m.content }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}"""
LLAVA = """{% for m in messages %}{% if m.role == 'user' %}USER: {% for part in m.content %}{% if part.type == 'image' %}<image>
{% elif part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% elif m.role == 'assistant' %} ASSISTANT:\
{% for part in m.content %}⟦ {{ part.text }}</s>⟧{% endfor %}{% endif %}{% endfor %}{% if add_generation_prompt %} ASSISTANT:{% endif %}"""

PROMPTS = [
    [["user", ["Which is the largest planet?"]]],
    [["user", ["  What is 12345 + 6?\n\n"]]],
    [["user", ["Größe? 👍🏽 e\u0301te\u0301"]]],
    [["user", ["The first"]], ["assistant", [" An answer. "]], ["user", ["And now <s>?"]]],
]
RESPONSES = [
    ["Jupiter."], [" 3.14 is near 22/7\n"], ["Straße\n\n```\ncode\n```"], ["12"], ["e\u0301te\u0301 👩‍👩‍👧‍👦"], ["ends with a space "],
    ["你好世界"], ["\n\nTwo lines"],
]
IMAGE, VIDEO = {"medium": "image"}, {"medium": "video"}
SEEN = [
    [["user", [IMAGE, "Which colour?"]]],
    [["user", ["Look ", IMAGE, " and ", IMAGE, " here"]]],
    [["user", [IMAGE]], ["assistant", ["A bus."]], ["user", ["And", IMAGE, "\n\n"]]],
]
FILMS = [[["user", [VIDEO, "then", IMAGE, "\nwhat?"]]]]

S = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
QWEN = {
    "eos_token": "<|im_end|>", "extra_special_tokens": ["<|vision_end|>", "<|image_pad|>", "<|video_pad|>"], "image_token": "<|image_pad|>",
}
D = {"bos_token": "<｜begin▁of▁sentence｜>", "eos_token": "<｜end▁of▁sentence｜>"}
FAMILIES = [
    # Name, tokenizer, configuration, template, prompts, and for media the tokens that stand for them.
    ("llama2", "llama2", S, LLAMA2, PROMPTS, {}),
    ("llama2 with added tokens", "llama2", {**S, "extra_special_tokens": ["[INST]", "[/INST]"]}, LLAMA2, PROMPTS, {}),
    ("llama3", "llama3", {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}, LLAMA3, PROMPTS, {}),
    ("llama3 with spaces", "llama3", {"eos_token": "<|eot_id|>"}, SPACED, PROMPTS, {}),
    ("prefixed with spaces", "prefixed", {"eos_token": "</s>"}, SPACED, PROMPTS, {}),
    ("qwen2", "qwen2", QWEN, CHATML, PROMPTS + SEEN + FILMS, {"image": "<|image_pad|>", "video": "<|video_pad|>"}),
    ("mistral", "mistral", S, MISTRAL, PROMPTS, {}),
    ("gemma", "gemma", {"bos_token": "<bos>", "eos_token": "<eos>"}, GEMMA, PROMPTS, {}),
    ("phi3", "phi3", S, PHI3, PROMPTS, {}),
    ("t5", "t5", {"eos_token": "</s>", "pad_token": "<pad>"}, PLAIN, PROMPTS, {}),
    ("deepseek", "deepseek", D, DEEPSEEK, PROMPTS, {}),
    ("prefixed", "prefixed", {"bos_token": "<s>", "eos_token": "</s>"}, PLAIN, PROMPTS, {}),
    ("bert", "bert", {"eos_token": "[SEP]"}, PLAIN, PROMPTS, {}),
    ("llava", "llama2", {**S, "image_token": "<image>"}, LLAVA, SEEN, {"image": "<image>"}),
    (
        "changed tokens", "qwen2",
        {**QWEN, "added_tokens_decoder": {"701": token("<|im_start|>", rstrip=True), "708": token("<|late|>", normalized=True, special=False)}},
        CHATML, PROMPTS, {},
    ),
]


def read(name):
    text = (GOLDEN / f"tokenizers/{name}.json").read_text()
    return text.replace("@nmt_nfkc", (GOLDEN / "tokenizers/nmt_nfkc.b64").read_text())


def message(role, parts, listed):
    def part(one):
        return {"type": "text", "text": one} if isinstance(one, str) else {"type": one["medium"]}

    if listed or any(not isinstance(one, str) for one in parts):
        return {"role": role, "content": [part(one) for one in parts]}
    return {"role": role, "content": "".join(parts)}


def without(ids, mask, places):
    """Ids and mask without those of media, and where they stood."""
    kept, kept_mask, media = [], [], []
    for place, one in enumerate(ids):
        if one in places:
            media.append([len(kept), places[one]])
        else:
            kept.append(one)
            kept_mask.append(mask[place] if mask else 0)
    return kept, kept_mask, media


def case(name, base, config, template, prompts, media, marks):
    template = marked(template, marks)
    listed = base == "llama2" and name == "llava"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "tokenizer.json").write_text(read(base))
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
        (folder / "chat_template.jinja").write_text(template)
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    places = {tokenizer.convert_tokens_to_ids(content): kind for kind, content in media.items()}
    conversations = []
    for prompt in prompts:
        messages = [message(role, parts, listed) for role, parts in prompt]
        opened = tokenizer.apply_chat_template(messages, add_generation_prompt=True)["input_ids"]
        ids, _, stand = without(opened, None, places)
        wholes = []
        for response in RESPONSES:
            whole = tokenizer.apply_chat_template(
                [*messages, message("assistant", response, listed)], return_assistant_tokens_mask=marks
            )
            begins = whole["input_ids"][: len(opened)] == opened
            rest, mask, _ = without(
                whole["input_ids"][len(opened):], whole["assistant_masks"][len(opened):] if marks else None, places
            )
            wholes.append({"begins": begins, "ids": rest if begins else [], "mask": mask if begins and marks else None})
        conversations.append({"prompt": prompt, "ids": ids, "media": stand, "responses": wholes})
    return {
        "name": name + (", marked" if marks else ""), "tokenizer": base, "config": config, "template": template, "conversations": conversations,
    }


def main():
    cases = [case(*family, marks) for family in FAMILIES for marks in (False, True)]
    document = {"responses": RESPONSES, "cases": cases}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
    path = GOLDEN / "chat_tokens.json"
    if "--check" in sys.argv:
        sys.exit(0 if path.read_text() == text else "chat_tokens.json would be another")
    path.write_text(text)
    for one in cases:
        wholes = [whole for conversation in one["conversations"] for whole in conversation["responses"]]
        print(one["name"], sum(whole["begins"] for whole in wholes), "of", len(wholes), "begin with the prompt")


if __name__ == "__main__":
    main()
