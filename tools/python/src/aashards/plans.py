"""PLAN: which groups share a bin (schemas/tokens.md, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from .columns import ColumnBlock
from .errors import ShardError
from .tokens import TokenGroup

_COLUMNS = ("bin_start", "bin_group", "dropped")
_ATTRIBUTES = (("waiting", 0), ("capacity", 1), ("tokens", 0), ("seed", 0))  # each with the least that it may be


@dataclass(frozen=True)
class Plan:
    """One plan. Groups are ordinals in the member, counted from 0."""

    attributes: Dict[str, Any]
    bins: Tuple[Tuple[int, ...], ...]
    dropped: Tuple[int, ...]


class Waiting:
    """The groups of a member that no plan has taken yet, by ordinal."""

    def __init__(self) -> None:
        self._groups: List[int] = []
        self._seen = 0

    def __len__(self) -> int:
        return len(self._groups)

    def come(self, count: int) -> None:
        self._groups.extend(range(self._seen, self._seen + count))
        self._seen += count

    def take(self, block: ColumnBlock, entries: int) -> Plan:
        """Carries out a plan. Raises ``badColumns`` and ``badPlan``."""
        for name in _COLUMNS:
            if name not in block.columns or block[name].type != "u32":
                raise ShardError("badColumns", f"no column {name} of u32")
        starts, members, dropped = (block[name].values().tolist() for name in _COLUMNS)
        if not starts or starts[0] != 0 or starts[-1] != len(members):
            raise ShardError("badColumns", f"bin_start does not run from 0 to {len(members)}")
        if any(first > second for first, second in zip(starts, starts[1:])):
            raise ShardError("badColumns", "bin_start falls")
        for name, least in _ATTRIBUTES:
            value = block.attributes.get(name)
            if type(value) is not int or value < least:
                raise _bad(f"the attribute {name} is missing or not allowed")
        if len(starts) != entries + 1:
            raise _bad(f"the frame counts {entries} bins, and bin_start {len(starts) - 1}")
        if any(first == second for first, second in zip(starts, starts[1:])):
            raise _bad("a bin without groups")
        waiting = block.attributes["waiting"]
        if waiting != len(self._groups):
            raise _bad(f"the plan is for {waiting} waiting groups, and {len(self._groups)} wait")
        taken = set()
        for number in members + dropped:
            if number >= len(self._groups):
                raise _bad(f"group {number} is not among the {len(self._groups)} that wait")
            if number in taken:
                raise _bad(f"group {number} is named twice")
            taken.add(number)
        ordinals = [self._groups[number] for number in members]
        plan = Plan(
            block.attributes,
            tuple(tuple(ordinals[first:second]) for first, second in zip(starts, starts[1:])),
            tuple(self._groups[number] for number in dropped),
        )
        self._groups = [group for number, group in enumerate(self._groups) if number not in taken]
        return plan


@dataclass(frozen=True)
class Bin:
    """The groups that share one row of a batch, in their order."""

    capacity: int
    groups: Tuple[TokenGroup, ...]

    def __len__(self) -> int:
        return sum(len(group.tokens) for group in self.groups)

    def concatenate(self) -> Dict[str, Any]:
        """New NumPy arrays over all tokens: ``tokens``, ``loss_mask``, ``positions``, ``group`` (its place in the bin)
        and ``segment`` (its place in the group), all as long as the bin."""
        import numpy

        if not self.groups:
            return {name: numpy.empty(0, numpy.uint32) for name in ("tokens", "loss_mask", "positions", "group", "segment")}
        lengths = [len(group.tokens) for group in self.groups]
        segments = [
            numpy.repeat(
                numpy.arange(len(group.segments), dtype=numpy.uint32),
                [segment.stop - segment.start for segment in group.segments],
            )
            for group in self.groups
        ]
        return {
            "tokens": numpy.concatenate([group.tokens for group in self.groups]),
            "loss_mask": numpy.concatenate([group.loss_mask for group in self.groups]),
            "positions": numpy.concatenate([group.positions() for group in self.groups]),
            "group": numpy.repeat(numpy.arange(len(lengths), dtype=numpy.uint32), lengths),
            "segment": numpy.concatenate(segments),
        }


def _bad(reason: str) -> ShardError:
    return ShardError("badPlan", reason)
