"""Pairs of a preferred and another response, from token trees and from records."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator, List, Sequence, Tuple, Union

from .mapped import Shard
from .tokens import TokenGroup

Path = Union[str, "os.PathLike[str]"]
Paths = Union[Path, Sequence[Path]]

TRL_COLUMNS = ("prompt_ids", "chosen_ids", "rejected_ids")
"""What TRL 1.16's preference collator reads; earlier ones had ``prompt_input_ids`` and so on."""


def path_list(paths: Paths) -> List[Path]:
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def token_pairs(group: TokenGroup, columns: Sequence[str] = TRL_COLUMNS) -> Iterator[Dict[str, Any]]:
    """Each pair of a group as lists of ids: the prompt, the preferred response, the other one.

    With reference log-probabilities also their sums, under TRL's names ``ref_chosen_logps``, ``ref_rejected_logps``.
    """
    for winner, loser in group.pairs:
        pair: Dict[str, Any] = {
            column: group.segment_tokens(segment).tolist() for column, segment in zip(columns, (0, winner, loser))
        }
        if group.reference_log_probabilities is not None:
            pair["ref_chosen_logps"] = _reference_sum(group, winner)
            pair["ref_rejected_logps"] = _reference_sum(group, loser)
        yield pair


def _reference_sum(group: TokenGroup, segment: int) -> float:
    row = group.segments[segment]
    return float(sum(group.reference_log_probabilities[row.start : row.stop].tolist()))


def shared_token_pairs(paths: Paths, part: int, parts: int, columns: Sequence[str]) -> Iterator[Dict[str, Any]]:
    """The pairs of every ``parts``-th group, from group ``part`` on, in the order of files and groups."""
    before = 0
    for path in path_list(paths):
        with Shard(path) as shard:
            for group in shard.groups((part - before) % parts, parts):
                yield from token_pairs(group, columns)
            before += shard.group_count


def record_pairs(record: Dict[str, Any], criterion: str = "overall") -> List[Tuple[int, int]]:
    """(winner, loser) as candidates, from the pairs and ranks of one criterion, each once."""
    pairs: Dict[Tuple[int, int], None] = {}
    for judgement in record.get("judgements", []):
        if judgement["criterion"] != criterion:
            continue
        if "winner" in judgement:
            pairs[judgement["winner"], judgement["loser"]] = None
        tiers = judgement.get("rank", [])
        for place, tier in enumerate(tiers):
            pairs.update(((better, worse), None) for better in tier for lower in tiers[place + 1 :] for worse in lower)
    return list(pairs)
