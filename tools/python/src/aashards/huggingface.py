"""Records and token pairs for Hugging Face ``datasets``, in the shape that TRL reads."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Dict, Iterator, List, Sequence

from .mapped import Shard
from .preferences import TRL_COLUMNS, Paths, path_list, record_pairs, shared_token_pairs

_MEDIA = ("image", "audio", "video")


def generator(paths: Paths, criterion: str = "overall") -> Iterator[Dict[str, Any]]:
    """Each pair of each record as a conversation: ``prompt``, ``chosen`` and ``rejected`` are lists of messages.

    When no file has media, a message's content is text. Else it is a list of parts, ``{"type": "text", "text": …}``
    or ``{"type": "image", "text": None}``, and the media stand in the columns ``images``, ``audios`` and ``videos``
    (of the prompt) and the same with ``chosen_`` and ``rejected_`` before, as ``{"bytes": …, "path": None}``.
    """
    files = path_list(paths)
    with_media = _have_media(files)
    for path in files:
        with Shard(path) as shard:
            for record in shard.records():
                for pair in record_pairs(record, criterion):
                    yield _conversation(shard, record, pair, with_media)


def token_generator(paths: Paths, columns: Sequence[str] = TRL_COLUMNS) -> Iterator[Dict[str, Any]]:
    """Each pair of token shards as lists of ids, as TRL's preference collator reads them."""
    return shared_token_pairs(paths, 0, 1, columns)


def to_dataset(paths: Paths, criterion: str = "overall") -> Any:
    """A ``datasets.Dataset`` of conversations, for files with pictures decoded by Pillow when they are looked at.

    It is cached under the content of the files, not under their names.
    """
    import datasets

    files = path_list(paths)
    with_media = _have_media(files)
    text = datasets.Value("string")
    content = datasets.List({"type": text, "text": text}) if with_media else text
    messages = datasets.List({"role": text, "content": content})
    features: Dict[str, Any] = {"id": text, "prompt": messages, "chosen": messages, "rejected": messages}
    if with_media:
        # Sounds stay bytes, since datasets.Audio needs a module of its own even to store them; cast_column makes them
        # sounds. Clips are raw frames, which no feature decodes.
        raw = {"bytes": datasets.Value("binary"), "path": text}
        for prefix in ("", "chosen_", "rejected_"):
            for kind in _MEDIA:
                features[f"{prefix}{kind}s"] = datasets.List(datasets.Image() if kind == "image" else raw)
    return datasets.Dataset.from_generator(
        generator,
        features=datasets.Features(features),
        gen_kwargs={"paths": files, "criterion": criterion},
        fingerprint=_fingerprint(files, criterion),
    )


def to_token_dataset(paths: Paths, columns: Sequence[str] = TRL_COLUMNS) -> Any:
    """A ``datasets.Dataset`` of token pairs."""
    import datasets

    files = path_list(paths)
    return datasets.Dataset.from_generator(
        token_generator,
        gen_kwargs={"paths": files, "columns": tuple(columns)},
        fingerprint=_fingerprint(files, *columns),
    )


def _conversation(shard: Shard, record: Dict[str, Any], pair: Sequence[int], with_media: bool) -> Dict[str, Any]:
    winner, loser = (
        [{"role": "assistant", "parts": record["candidates"][candidate]["parts"]}] for candidate in pair
    )
    row: Dict[str, Any] = {"id": record["id"]}
    for name, messages in (("prompt", record["prompt"]), ("chosen", winner), ("rejected", loser)):
        row[name] = [
            {"role": message["role"], "content": _content(message["parts"], with_media)} for message in messages
        ]
        if with_media:
            prefix = "" if name == "prompt" else f"{name}_"
            parts = [part for message in messages for part in message["parts"]]
            for kind in _MEDIA:
                row[f"{prefix}{kind}s"] = [
                    {"bytes": bytes(shard.blob(part["sha256"])), "path": None}
                    for part in parts
                    if part.get("media") == kind
                ]
    return row


def _content(parts: Sequence[Dict[str, Any]], with_media: bool) -> Any:
    if not with_media:
        return "".join(part["text"] for part in parts)
    return [
        {"type": "text", "text": part["text"]} if "text" in part else {"type": part["media"], "text": None}
        for part in parts
    ]


def _have_media(files: Sequence[Any]) -> bool:
    return any(member["blobs"] for path in files for member in _info(path))


def _fingerprint(files: Sequence[Any], *options: str) -> str:
    roots = [member["content_root"] for path in files for member in _info(path)]
    return sha256("\n".join([*roots, *options]).encode()).hexdigest()[:16]


def _info(path: Any) -> List[Dict[str, Any]]:
    with Shard(path) as shard:
        return shard.info()
