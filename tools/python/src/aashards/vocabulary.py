"""META's `tokenizer`: one vocabulary for all modalities (schemas/tokens.md, section 4)."""

from __future__ import annotations

import struct
from hashlib import sha256
from math import prod
from typing import Any, Dict, Iterator, List, Optional, Tuple

from . import cbor
from .errors import ShardError

VERSIONS = (1, 2)
SPECIAL = (
    "pad", "bos", "eos", "system", "user", "assistant", "image_begin", "image_end", "audio_begin", "audio_end",
    "video_begin", "video_end",
)  # fmt: skip

Slot = List[Dict[str, Any]]


def check_tokenizer(meta: Dict[str, Any]) -> Optional[int]:
    """The number of ids, or None when META has no tokenizer. Raises ``badLayout``."""
    if "tokenizer" not in meta:
        return None
    tokenizer = meta["tokenizer"]
    version = tokenizer.get("version")
    if version not in VERSIONS:
        raise _bad(f"is of version {version!r}, and this reader knows {VERSIONS}")
    _keys(tokenizer, "", "version size text special image audio video sha256")
    first = _text_size(tokenizer["text"], version)
    after_special = _check_special(tokenizer["special"], first, version)
    video = tokenizer["video"]
    _keys(video, "video", "frames picture")
    _integer(video, "video.frames", 1, 4096)
    image_slots, clip_slots = _slots(tokenizer["image"], "image"), _slots(video["picture"], "video.picture")
    sound = _sound_ranges(tokenizer["audio"])

    ranges = _Ranges(after_special)
    images = [ranges.add(f"image.{number}", _size(slot)) for number, slot in enumerate(image_slots)]
    sounds = [ranges.add(name, size) for name, size in sound]
    clips = [
        {**images[image_slots.index(slot)], "name": f"video.{number}"}
        if slot in image_slots
        else ranges.add(f"video.{number}", _size(slot))
        for number, slot in enumerate(clip_slots)
    ]
    for said, rows, name in (
        (tokenizer["image"]["ranges"], images, "image"),
        (tokenizer["audio"]["ranges"], sounds, "audio"),
        (video["picture"]["ranges"], clips, "video.picture"),
    ):
        if not _same(said, rows):
            raise _bad(f"has other {name}.ranges than follow from its parameters")
    if not _same(tokenizer["size"], ranges.end):
        raise _bad(f"has a size other than {ranges.end}")
    rest = {key: value for key, value in tokenizer.items() if key != "sha256"}
    if tokenizer["sha256"] != sha256(cbor.encode(rest)).digest():
        raise _bad("does not have its sha256")
    return ranges.end


class _Ranges:
    """Gives each range the ids behind the one before."""

    def __init__(self, first: int) -> None:
        self.end = first

    def add(self, name: str, size: int) -> Dict[str, Any]:
        row = {"name": name, "base": self.end, "size": size}
        self.end += size
        return row


def _check_special(special: Any, first: int, version: int) -> int:
    """The id behind the special tokens. In version 2 a model's own are among its text tokens."""
    _keys(special, "special", " ".join(SPECIAL))
    next_id = first
    for name in SPECIAL:
        value = _integer(special, f"special.{name}", 0, 1 << 25)
        if version == 2 and name in ("pad", "bos", "eos") and value < first:
            continue
        if value != next_id:
            raise _bad("has other special tokens than follow from its text tokens")
        next_id += 1
    return next_id


def _text_size(text: Any, version: int) -> int:
    kind = text.get("kind") if isinstance(text, dict) else None
    if (kind == "chat") != (version == 2):
        raise _bad(f"names the text tokenizer {kind!r} in version {version}")
    if kind == "chat":
        return _chat_size(text)
    if kind == "bytes":
        _keys(text, "text", "kind size")
        return _integer(text, "text.size", 256, 256)
    if kind == "tokenizer.json":
        _keys(text, "text", "kind size json")
        if not isinstance(text["json"], bytes):
            raise _bad("has a text.json that is not bytes")
        return _integer(text, "text.size", 256, 1 << 24)
    if kind == "file":
        _keys(text, "text", "kind size name bytes")
        if not isinstance(text["name"], str) or not isinstance(text["bytes"], bytes):
            raise _bad("has a text.name that is no text, or a text.bytes that is not bytes")
        return _integer(text, "text.size", 1, 1 << 24)
    raise _bad(f"names the text tokenizer {kind!r}")


def _chat_size(text: Dict[str, Any]) -> int:
    optional = {"template", "date", "placeholders", "refuses_special"} & set(text)
    _keys(text, "text", " ".join(("kind", "size", "files", *optional)))
    files = text["files"]
    if not isinstance(files, dict) or not files or not all(isinstance(value, bytes) for value in files.values()):
        raise _bad("has a text.files that is no map of bytes")
    for key in {"template", "date"} & optional:
        if not isinstance(text[key], str):
            raise _bad(f"has a text.{key} that is no text")
    if "refuses_special" in optional and text["refuses_special"] is not True:
        raise _bad("has a text.refuses_special that is not true")
    places = text.get("placeholders", {"image": ["<image>"]})
    if not isinstance(places, dict) or not places:
        raise _bad("has a text.placeholders that is no map")
    for kind, texts in places.items():
        if kind not in ("image", "audio", "video") or not all(
            isinstance(value, str) for value in _array(texts, "text.placeholders", 1 << 16)
        ):
            raise _bad("has a text.placeholders that is no map of texts")
    return _integer(text, "text.size", 1, 1 << 24)


def _slots(picture: Any, name: str) -> List[Slot]:
    _keys(picture, name, "size block slots ranges")
    block = _integer(picture, f"{name}.block", 1, 256)
    if _integer(picture, f"{name}.size", block, 4096) % block:
        raise _bad(f"has a {name}.block that does not divide its size")
    slots = _array(picture["slots"], f"{name}.slots", 64)
    for slot in slots:
        for coefficient in _array(slot, f"{name}.slots", 16):
            _keys(coefficient, f"{name}.slots", "channel vertical horizontal levels scale curve")
            _integer(coefficient, f"{name}.channel", 0, 2)
            _integer(coefficient, f"{name}.vertical", 0, block - 1)
            _integer(coefficient, f"{name}.horizontal", 0, block - 1)
            _integer(coefficient, f"{name}.levels", 2, 256)
            _number(coefficient, f"{name}.scale", 0.01, 10000)
            if coefficient["curve"] not in ("linear", "tanh"):
                raise _bad(f"names the curve {coefficient['curve']!r}")
        if _size(slot) > 1 << 20:
            raise _bad(f"has a slot of more than {1 << 20} codes in {name}")
    return slots


def _size(slot: Slot) -> int:
    return prod(coefficient["levels"] for coefficient in slot)


def _sound_ranges(sound: Any) -> Iterator[Tuple[str, int]]:
    _keys(sound, "audio", "rate hop seconds peaks coarse gains floor shares depth ranges")
    hop = _integer(sound, "audio.hop", 1, 4096)
    coarse = _integer(sound, "audio.coarse", 1, hop)
    if hop % coarse:
        raise _bad("has an audio.coarse that does not divide its hop")
    _integer(sound, "audio.rate", 1, 768000)
    _integer(sound, "audio.peaks", 1, hop)
    gains = _integer(sound, "audio.gains", 2, 4096)
    shares = _integer(sound, "audio.shares", 1, 256)
    _number(sound, "audio.seconds", 0, 86400, single=False)
    _number(sound, "audio.floor", -200, -1)
    _number(sound, "audio.depth", 0, 200)
    return iter((("audio.gain", gains), ("audio.coarse", hop // coarse), ("audio.fine", 2 * coarse * shares)))


def _keys(value: Any, name: str, names: str) -> None:
    if not isinstance(value, dict) or set(value) != set(names.split()):
        raise _bad(f"{name or 'tokenizer'} is not a map of {names}")


def _array(value: Any, name: str, most: int) -> List[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise _bad(f"has no {name}, or too many")
    return value


def _integer(values: Dict[str, Any], path: str, least: int, most: int) -> int:
    value = values[path.rpartition(".")[2]]
    if type(value) is not int or not least <= value <= most:
        raise _bad(f"has no {path} between {least} and {most}")
    return value


def _number(values: Dict[str, Any], path: str, least: float, most: float, single: bool = True) -> None:
    value = values[path.rpartition(".")[2]]
    if type(value) is not float or not least <= value <= most:
        raise _bad(f"has no {path} between {least} and {most}")
    if single and struct.unpack("<f", struct.pack("<f", value))[0] != value:
        raise _bad(f"has a {path} of more than single precision")


def _same(said: Any, expected: Any) -> bool:
    """Equal also in the types of numbers, which Python holds for equal: 1, 1.0 and True."""
    return said == expected and cbor.encode(said) == cbor.encode(expected)


def _bad(reason: str) -> ShardError:
    return ShardError("badLayout", f"META's tokenizer {reason}")
