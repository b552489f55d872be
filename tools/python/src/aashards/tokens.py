"""TOKENS: records as trees of tokens (schemas/tokens.md, sections 1 and 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .columns import ColumnBlock
from .errors import ShardError

try:
    import numpy
except ImportError:  # groups then give memoryviews
    numpy = None

PROMPT, CANDIDATE = 0, 1

# Column → (type, what it has one of, how many of those more). None: u16 or u32 by the vocabulary.
_COLUMNS = {
    "tokens": (None, "token", 0),
    "loss_mask": ("u8", "token", 0),
    "segment_start": ("u32", "segment", 1),
    "segment_parent": ("i32", "segment", 0),
    "segment_role": ("u8", "segment", 0),
    "first_position": ("u32", "segment", 0),
    "group_segment": ("u32", "group", 1),
    "group_record": ("bytes", "group", 0),
    "group_modality": ("u8", "group", 0),
    "group_cluster": ("u64", "group", 0),
    "group_pair": ("u32", "group", 1),
    "group_span": ("u32", "group", 1),
    "pair_winner": ("u32", "pair", 0),
    "pair_loser": ("u32", "pair", 0),
    "span_start": ("u32", "span", 0),
    "span_count": ("u32", "span", 0),
    "span_kind": ("u8", "span", 0),
    "span_digest": ("bytes", "span", 0),
}
_REFERENCE = "reference_log_probabilities"
_KINDS = ["image", "audio", "video"]


class Segment(NamedTuple):
    """One node of a group's tree: tokens ``start`` to ``stop`` of the group."""

    start: int
    stop: int
    parent: int
    """-1 for the prompt, 0 for a candidate: the segment of the group that it continues"""
    role: int
    first_position: int


class Span(NamedTuple):
    """The tokens of one medium in its group, marks included."""

    start: int
    count: int
    kind: str
    digest: bytes
    """SHA-256 of the medium's bytes"""


@dataclass(frozen=True)
class TokenGroup:
    """One record as a tree. Arrays are views of the frame: NumPy arrays, or memoryviews without NumPy."""

    record: bytes
    """SHA-256 of the record's CBOR"""
    modality: str
    cluster: int
    """equal for records with the same prompt"""
    tokens: Any
    """ids, prompt first, then each candidate"""
    loss_mask: Any
    """u8 for each token: 1 where it counts in a likelihood"""
    reference_log_probabilities: Optional[Any]
    """f32 for each token, or None"""
    segments: Tuple[Segment, ...]
    pairs: Tuple[Tuple[int, int], ...]
    """(winner, loser) as segments"""
    spans: Tuple[Span, ...]

    def segment_tokens(self, segment: int) -> Any:
        """The segment's own tokens."""
        return self.tokens[self.segments[segment].start : self.segments[segment].stop]

    @property
    def prompt(self) -> Any:
        """The tokens of the root."""
        return self.segment_tokens(0)

    @property
    def candidates(self) -> List[Any]:
        """The tokens of each candidate, in the record's order."""
        return [self.segment_tokens(number) for number, segment in enumerate(self.segments) if segment.role == CANDIDATE]

    def positions(self) -> Any:
        """The position of each token in its own sequence, as a new u32 array. Needs NumPy."""
        positions = numpy.empty(len(self.tokens), dtype=numpy.uint32)
        for start, stop, _, _, first in self.segments:
            positions[start:stop] = numpy.arange(first, first + stop - start)
        return positions


class TokenFrame:
    """The groups of one TOKENS frame."""

    def __init__(self, block: ColumnBlock, entries: int, vocabulary_size: Optional[int] = None) -> None:
        """Checks everything that a reader must refuse. Raises ``badColumns`` and ``tokenOutOfRange``.

        vocabulary_size: that of META's tokenizer, when there is one.
        """
        self.block = block
        self.attributes = block.attributes
        self._entries = entries
        vocabulary = self.attributes.get("vocabulary")
        if type(vocabulary) is not int or vocabulary < 1:
            raise _bad("the attribute vocabulary is missing or not allowed")
        if vocabulary_size not in (None, vocabulary):
            raise _bad(f"a vocabulary of {vocabulary}, and META's has {vocabulary_size}")
        self.vocabulary: int = vocabulary
        self.modalities = _names(self.attributes, "modalities")
        keys = [key.encode() for key in self.modalities]
        if any(first >= second for first, second in zip(keys, keys[1:])):
            raise _bad("the modalities do not ascend")
        self.kinds = _names(self.attributes, "kinds")
        if self.kinds != _KINDS:
            raise _bad(f"the kinds are {self.kinds}")
        self._check_reference_model()
        self._check_counts()
        values: Dict[str, Any] = {name: block[name].values() for name in _COLUMNS}
        self._values = values
        for name, total in (
            ("segment_start", len(values["loss_mask"])),
            ("group_segment", len(values["segment_role"])),
            ("group_pair", len(values["pair_winner"])),
            ("group_span", len(values["span_kind"])),
        ):
            _check_offsets(name, values[name], total)
        if _largest(values["tokens"]) >= vocabulary:
            raise ShardError("tokenOutOfRange", f"a token is not below the vocabulary of {vocabulary}")
        for name, below in (
            ("loss_mask", 2),
            ("group_modality", len(self.modalities)),
            ("span_kind", len(self.kinds)),
        ):
            if _largest(values[name]) >= below:
                raise _bad(f"a value of {name} is not below {below}")
        for group in range(entries):
            self._check_group(group)
        names = ("tokens", "loss_mask", _REFERENCE)
        self._arrays = [
            (block[name].array() if numpy is not None else block[name].values()) if name in block.columns else None
            for name in names
        ]

    def __len__(self) -> int:
        return self._entries

    def __getitem__(self, number: int) -> TokenGroup:
        if not 0 <= number < self._entries:
            raise IndexError(number)
        values, block = self._values, self.block
        segments = self._segments(number)
        first = values["segment_start"][values["group_segment"][number]]
        stop = values["segment_start"][values["group_segment"][number + 1]]
        tokens, mask, reference = (None if array is None else array[first:stop] for array in self._arrays)
        pairs = range(values["group_pair"][number], values["group_pair"][number + 1])
        spans = range(values["group_span"][number], values["group_span"][number + 1])
        digests = block["span_digest"].raw
        return TokenGroup(
            record=block["group_record"].raw[32 * number : 32 * number + 32].tobytes(),
            modality=self.modalities[values["group_modality"][number]],
            cluster=values["group_cluster"][number],
            tokens=tokens,
            loss_mask=mask,
            reference_log_probabilities=reference,
            segments=tuple(segments),
            pairs=tuple((values["pair_winner"][pair], values["pair_loser"][pair]) for pair in pairs),
            spans=tuple(
                Span(
                    values["span_start"][span],
                    values["span_count"][span],
                    self.kinds[values["span_kind"][span]],
                    digests[32 * span : 32 * span + 32].tobytes(),
                )
                for span in spans
            ),
        )

    def _check_counts(self) -> None:
        block = self.block
        for name, (type_name, _, _) in _COLUMNS.items():
            if name not in block.columns:
                raise _bad(f"no column {name}")
            if type_name is None:
                type_name = "u16" if self.vocabulary <= 65536 else "u32"
            if block[name].type != type_name:
                raise _bad(f"column {name} is {block[name].type}, not {type_name}")
        counts = {
            "token": block["tokens"].count,
            "segment": block["segment_role"].count,
            "group": self._entries,
            "pair": block["pair_winner"].count,
            "span": block["span_kind"].count,
        }
        for name, (type_name, unit, more) in _COLUMNS.items():
            count = (counts[unit] + more) * (32 if type_name == "bytes" else 1)
            if block[name].count != count:
                raise _bad(f"column {name} has {block[name].count} elements, not {count}")
        if _REFERENCE in block.columns:
            column = block[_REFERENCE]
            if column.type != "f32" or column.count != counts["token"]:
                raise _bad(f"column {_REFERENCE} is not f32 with one element a token")

    def _check_reference_model(self) -> None:
        model = self.attributes.get("reference_model")
        if (model is not None) != (_REFERENCE in self.block.columns):
            raise _bad("reference log-probabilities and the hash of their model go together")
        if model is not None and not (isinstance(model, bytes) and len(model) == 32):
            raise _bad("reference_model is not 32 bytes")

    def _segments(self, group: int) -> List[Segment]:
        values = self._values
        start, parent = values["segment_start"], values["segment_parent"]
        role, position = values["segment_role"], values["first_position"]
        rows = range(values["group_segment"][group], values["group_segment"][group + 1])
        origin = start[values["group_segment"][group]]
        return [
            Segment(start[row] - origin, start[row + 1] - origin, parent[row], role[row], position[row]) for row in rows
        ]

    def _check_group(self, group: int) -> None:
        values = self._values
        segments = self._segments(group)
        if not segments:
            raise _bad(f"group {group} has no segments")
        length = segments[0].stop
        for number, segment in enumerate(segments):
            expected = (0, CANDIDATE, length) if number else (-1, PROMPT, 0)
            if segment[2:] != expected:
                raise _bad(f"group {group}: segment {number} has parent, role and first position {segment[2:]}")
        first = values["segment_start"][values["group_segment"][group]]
        if _largest(values["loss_mask"][first : first + length]) > 0:
            raise _bad(f"group {group}: a mark of the loss mask in the prompt")
        for pair in range(values["group_pair"][group], values["group_pair"][group + 1]):
            winner, loser = values["pair_winner"][pair], values["pair_loser"][pair]
            if winner == loser or min(winner, loser) < 1 or max(winner, loser) >= len(segments):
                raise _bad(f"group {group}: segments {winner} and {loser} are no two candidates")
        for span in range(values["group_span"][group], values["group_span"][group + 1]):
            start, count = values["span_start"][span], values["span_count"][span]
            if count < 2 or not any(one.start <= start and start + count <= one.stop for one in segments):
                raise _bad(f"group {group}: a medium of {count} tokens from {start} on is in no segment")


def _names(attributes: Dict[str, Any], name: str) -> List[str]:
    value = attributes.get(name)
    if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
        raise _bad(f"the attribute {name} is missing or not an array of texts")
    return value


def _check_offsets(name: str, values: memoryview, total: int) -> None:
    if values[0] != 0 or values[-1] != total:
        raise _bad(f"{name} does not run from 0 to {total}")
    numbers = values.tolist()
    if any(first > second for first, second in zip(numbers, numbers[1:])):
        raise _bad(f"{name} falls")


def _largest(values: memoryview) -> int:
    if not len(values):
        return -1
    return int(numpy.asarray(values).max()) if numpy is not None else max(values)


def _bad(reason: str) -> ShardError:
    return ShardError("badColumns", reason)
