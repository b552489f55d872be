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
    """Each pair of a group as lists of ids: what both responses share, then the rest of each.

    With reference log-probabilities also their sums, under TRL's names ``ref_chosen_logps``, ``ref_rejected_logps``.
    """
    for winner, loser in group.pairs:
        chosen, rejected = group.path(winner), group.path(loser)
        shared = 0
        while shared < min(len(chosen), len(rejected)) and chosen[shared] == rejected[shared]:
            shared += 1
        parts = (chosen[:shared], chosen[shared:], rejected[shared:])
        pair: Dict[str, Any] = {
            column: [token for segment in segments for token in group.segment_tokens(segment).tolist()]
            for column, segments in zip(columns, parts)
        }
        if group.reference_log_probabilities is not None:
            pair["ref_chosen_logps"] = _reference_sum(group, parts[1])
            pair["ref_rejected_logps"] = _reference_sum(group, parts[2])
        yield pair


def _reference_sum(group: TokenGroup, segments: Sequence[int]) -> float:
    rows = (group.segments[segment] for segment in segments)
    return float(sum(sum(group.reference_log_probabilities[row.start : row.stop].tolist()) for row in rows))


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
