"""Trains one step of TRL's DPO on a token shard with a tiny random Llama, and prints the loss as JSON.

    python train_dpo_step.py tokens.aas

Needs torch, transformers, datasets and trl 1.16; no network.
"""

from __future__ import annotations

import json
import sys
import tempfile
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import DPOConfig, DPOTrainer

from aashards import Shard
from aashards.huggingface import to_token_dataset


class TokenDPOTrainer(DPOTrainer):
    """TRL 1.16 tokenizes every data set that it is given; this one comes as tokens."""

    def _prepare_dataset(self, dataset: Any, *_: Any) -> Any:
        return dataset


def tokenizer(vocabulary: int, pad: int, eos: int) -> PreTrainedTokenizerFast:
    """A tokenizer that does nothing but tell the ids of padding and end; TRL asks for one."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    words = {f"<{number}>": number for number in range(vocabulary)}
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(WordLevel(words, unk_token=f"<{pad}>")),
        pad_token=f"<{pad}>",
        eos_token=f"<{eos}>",
    )


def main(path: str) -> None:
    torch.manual_seed(0)
    with Shard(path) as shard:
        meta = shard.members[0].meta
        vocabulary = next(member.token_frame(row) for member in shard.members for row in member.rows(4)).vocabulary
    special = meta.get("tokenizer", {}).get("special", {"pad": 256, "eos": 258})
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        pad_token_id=special["pad"],
        eos_token_id=special["eos"],
        bos_token_id=None,
    )
    model, reference = LlamaForCausalLM(config), LlamaForCausalLM(config)
    reference.load_state_dict(model.state_dict())
    with tempfile.TemporaryDirectory() as folder:
        dataset = to_token_dataset(path)
        trainer = TokenDPOTrainer(
            model=model,
            ref_model=reference,
            args=DPOConfig(
                output_dir=folder,
                max_steps=1,
                per_device_train_batch_size=4,
                max_length=None,
                learning_rate=1e-3,
                logging_steps=1,
                save_strategy="no",
                report_to=[],
                use_cpu=True,
                bf16=False,
                gradient_checkpointing=False,
                disable_tqdm=True,
            ),
            train_dataset=dataset,
            processing_class=tokenizer(vocabulary, special["pad"], special["eos"]),
        )
        before = model.lm_head.weight.detach().clone()
        loss = trainer.train().training_loss
    moved = float((model.lm_head.weight.detach() - before).abs().max())
    print(json.dumps({"pairs": len(dataset), "loss": round(loss, 6), "largest_change": moved}))


if __name__ == "__main__":
    main(sys.argv[1])
