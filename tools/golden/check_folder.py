"""Does transformers read a folder that aatools wrote, and compute the same log-probabilities?

usage: python tools/golden/check_folder.py FOLDER ANSWERS.safetensors

ANSWERS holds `tokens` [n] and `logps` [n - 1], log p(token i + 1 | tokens up to i), as floats; for a reward model
`tokens` and `scores` [1], read at the last token.
"""
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification

answers = load_file(sys.argv[2])
tokens = answers["tokens"].long()
if "scores" in answers:
    kind, key = AutoModelForSequenceClassification, "scores"
else:
    kind, key = AutoModelForCausalLM, "logps"
model, report = kind.from_pretrained(sys.argv[1], dtype=torch.float32, output_loading_info=True)
bad = {k: v for k, v in report.items() if v}
assert not bad, bad
with torch.no_grad():
    out = model(tokens[None]).logits[0]
if key == "logps":
    out = torch.log_softmax(out[:-1], -1).gather(1, tokens[1:, None])[:, 0]
error = (out.flatten() - answers[key]).abs().max().item()
print(f"{key}: {answers[key].numel()} values, largest difference {error:.2e}")
assert error < 1e-4
