"""Golden values for Tests/ModelsTests, from torch and transformers (torch 2.15.0, transformers 5.23.0).

usage: python tools/golden/models.py fixtures/golden

Each file holds the weights of a tiny random Llama (deviation 0.1, so that gradients are far from rounding), a few
sequences, and what transformers makes of them: logits, log-probabilities of the next token, the gradient of
sum(c * logp) for fixed coefficients c, and the losses of ten AdamW steps.
"""
import sys

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

CASES = {
    "llama-tied": dict(vocab_size=37, hidden_size=16, num_hidden_layers=2, num_attention_heads=4,
                       num_key_value_heads=2, head_dim=4, intermediate_size=24, tie_word_embeddings=True),
    "llama-separate-odd": dict(vocab_size=29, hidden_size=15, num_hidden_layers=3, num_attention_heads=3,
                               num_key_value_heads=3, head_dim=6, intermediate_size=19,
                               tie_word_embeddings=False),
}
LENGTHS = [11, 7, 2]


def config(sizes):
    return LlamaConfig(**sizes, max_position_embeddings=64, rms_norm_eps=1e-5, initializer_range=0.1,
                       rope_theta=10000.0, bos_token_id=1, eos_token_id=2, attn_implementation="eager")


def roughen(model):
    """Norm weights of exactly one would hide a forgotten factor."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() == 1:
                p.add_(torch.randn_like(p) * 0.1)


def causal(name, sizes, folder):
    torch.manual_seed(1)
    model = LlamaForCausalLM(config(sizes)).float()
    roughen(model)
    out = {"weight/" + k: v.detach().clone() for k, v in model.named_parameters()}
    sequences = [torch.randint(3, sizes["vocab_size"], (n,)) for n in LENGTHS]
    out["tokens"] = torch.cat(sequences).float()
    out["lengths"] = torch.tensor(LENGTHS).float()
    logits, logps = [], []
    for s in sequences:
        l = model(s[None]).logits[0]
        logits.append(l)
        logps.append(torch.log_softmax(l[:-1], -1).gather(1, s[1:, None])[:, 0])
    logps = torch.cat(logps)
    coefficients = torch.randn(len(logps))
    (coefficients * logps).sum().backward()
    out["logits"] = torch.cat(logits).detach()
    out["logps"] = logps.detach()
    out["coefficients"] = coefficients
    for k, p in model.named_parameters():
        out["gradient/" + k] = p.grad.clone()
    decay = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW([dict(params=decay, weight_decay=0.1), dict(params=plain, weight_decay=0.0)],
                                  lr=1e-2, betas=(0.9, 0.95), eps=1e-8)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        terms = [torch.log_softmax(model(s[None]).logits[0, :-1], -1).gather(1, s[1:, None])[:, 0]
                 for s in sequences]
        loss = -torch.cat(terms).mean()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    out["losses"] = torch.tensor(losses)
    save_file({k: v.contiguous() for k, v in out.items()}, f"{folder}/{name}.safetensors", {"format": "pt"})


def reward(name, sizes, folder):
    torch.manual_seed(2)
    c = config(sizes)
    c.num_labels, c.pad_token_id = 1, 0
    model = LlamaForSequenceClassification(c).float()
    roughen(model)
    out = {"weight/" + k: v.detach().clone() for k, v in model.named_parameters()}
    sequences = [torch.randint(3, sizes["vocab_size"], (n,)) for n in LENGTHS]
    out["tokens"] = torch.cat(sequences).float()
    out["lengths"] = torch.tensor(LENGTHS).float()
    scores = torch.stack([model(s[None]).logits[0, 0] for s in sequences])
    coefficients = torch.randn(len(scores))
    (coefficients * scores).sum().backward()
    out["scores"], out["coefficients"] = scores.detach(), coefficients
    for k, p in model.named_parameters():
        out["gradient/" + k] = p.grad.clone()
    save_file({k: v.contiguous() for k, v in out.items()}, f"{folder}/{name}.safetensors", {"format": "pt"})


if __name__ == "__main__":
    for name, sizes in CASES.items():
        causal(name, sizes, sys.argv[1])
    reward("llama-reward", dict(CASES["llama-tied"], tie_word_embeddings=False), sys.argv[1])
