"""The command line: verify, info and cat."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any, Dict, Iterator, List, Optional

from . import layout
from .columns import ColumnBlock
from .errors import ShardError
from .mapped import Shard
from .plain import plain
from .reader import Frame, open_stream
from .verify import describe, verify


def main(arguments: Optional[List[str]] = None) -> int:
    """0 done, 1 something is wrong with a file; argparse itself leaves with 2 when used wrongly."""
    parser = argparse.ArgumentParser(prog="aashards", description="Read .aas shards.")
    parser.add_argument("command", choices=("verify", "info", "cat"))
    parser.add_argument("files", nargs="+", metavar="FILE", help="a shard; - is standard input (not for info)")
    parser.add_argument("--json", action="store_true", help="JSON on standard output, errors included")
    options = parser.parse_args(arguments)
    run = {"verify": _verify, "info": _info, "cat": _cat}[options.command]
    failed = False
    for path in options.files:
        try:
            run(path, options.json)
        except ShardError as error:
            failed = True
            if options.json:
                print(json.dumps({"file": path, **error.as_dict()}))
            else:
                print(f"aashards: {path}: {error}", file=sys.stderr)
        except BrokenPipeError:
            # Nobody reads on; without this Python would complain when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        except OSError as error:
            failed = True
            print(f"aashards: {path}: {error.strerror}", file=sys.stderr)
    return 1 if failed else 0


def _verify(path: str, as_json: bool) -> None:
    for member in describe(verify(path)):
        if as_json:
            print(json.dumps({"file": path, **member}))
        else:
            content = ", ".join(f"{count} {name}" for name, count in member["content"].items())
            print(f"{path}, member {member['member']}: good: {content}, content root {member['content_root']}")


def _info(path: str, as_json: bool) -> None:
    with Shard(path) as shard:
        for member in shard.info():
            if as_json:
                print(json.dumps({"file": path, **member}, ensure_ascii=False))
            else:
                print(f"{path}, member {member['member']}")
                print(f"  profile       {member['meta']['profile']}")
                for program in member["meta"]["chain"]:
                    print(f"  tool          {program['name']} {program['version']}")
                for name in ("records", "record_bytes", "blobs", "blob_bytes", "groups", "bins", "content_root"):
                    print(f"  {name:13} {member[name]}")


def _cat(path: str, as_json: bool) -> None:
    with open_stream(path, keep_blobs=False) as reader:
        for frame in reader.frames():
            for line in lines(frame):
                print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


def lines(frame: Frame) -> Iterator[Dict[str, Any]]:
    """A frame as lines of JSON: META, each blob's facts, each record, and column blocks whole."""
    body: Any = frame.body
    if frame.kind == layout.META:
        yield {"meta": plain(body)}
    elif frame.kind == layout.BLOBS:
        for blob in body:
            yield {"blob": {"sha256": blob.digest.hex(), "bytes": len(blob.data), "facts": plain(blob.facts)}}
    elif frame.kind == layout.RECORDS:
        for record in body:
            yield {"sha256": record.digest.hex(), "record": record.value}
    elif frame.kind in (layout.TOKENS, layout.PLAN):
        block = ColumnBlock.parse(frame.payload)
        columns = {
            name: column.raw.tobytes().hex() if column.type == "bytes" else column.values().tolist()
            for name, column in block.columns.items()
        }
        name = "tokens" if frame.kind == layout.TOKENS else "plan"
        yield {name: {"entries": frame.header.entries, "attributes": plain(block.attributes), "columns": columns}}
