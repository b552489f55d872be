"""Writes a layout as the files that a dataset is published as."""

import csv
import dataclasses
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pyarrow
import pyarrow.parquet

from .media import Medium


@dataclasses.dataclass
class Layout:
    """One file of one dataset."""

    name: str  # folder, and adapter unless that is given
    file: str
    rows: list
    adapter: str = ""
    bad: list = dataclasses.field(default_factory=list)  # (row, field that the message names)
    archive: str = ""  # what holds the media, when they are not files
    roots: list = dataclasses.field(default_factory=list)  # folders that must be named for the media
    ambiguous: list = dataclasses.field(default_factory=list)  # adapters that fit the same columns
    types: dict = dataclasses.field(default_factory=dict)  # Arrow types that the rows do not tell
    records: int = -1  # when several rows are one record
    files: dict = dataclasses.field(default_factory=dict)  # other files: path to Medium


def write(layout, folder):
    folder.mkdir(parents=True)
    media = {}
    parquet = layout.file.endswith(".parquet")
    rows = [published(row, media, parquet) for row in layout.rows]
    media.update({path: medium.bytes for path, medium in layout.files.items()})
    write_rows(layout, rows, folder / layout.file)
    entry = {"name": layout.name, "adapter": layout.adapter or layout.name, "file": layout.file}
    # What tests read until the program reads the published file itself.
    if parquet:
        beside = {}
        twins = [twin(row, beside) for row in layout.rows]
        (folder / "twin.jsonl").write_bytes(b"".join(line(row) for row in twins))
        entry["twin"] = "twin.jsonl"
        for path, content in beside.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    write_media(layout, media, folder)
    entry["records"] = len(rows) if layout.records < 0 else layout.records
    entry["roots"] = layout.roots
    entry["ambiguous"] = layout.ambiguous
    entry["bad"] = [{"row": twin(row, {}), "field": field} for row, field in layout.bad]
    return entry


def line(row):
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def published(value, media, parquet):
    """A value as the dataset has it; media with a path are collected."""
    if isinstance(value, Medium):
        if value.path is None:
            assert parquet, "bytes lie in Parquet only"
            return value.bytes if value.raw else {"bytes": value.bytes, "path": value.name}
        media[value.place] = value.bytes
        return value.path
    if isinstance(value, dict):
        return {key: published(inner, media, parquet) for key, inner in value.items()}
    if isinstance(value, list):
        return [published(inner, media, parquet) for inner in value]
    return value


def twin(value, media):
    """The same as JSON: bytes become files beside it."""
    if isinstance(value, Medium):
        if value.path is None:
            media["media/" + value.name] = value.bytes
            return "media/" + value.name if value.raw else {"bytes": None, "path": "media/" + value.name}
        return value.path
    if isinstance(value, dict):
        return {key: twin(inner, media) for key, inner in value.items()}
    if isinstance(value, list):
        return [twin(inner, media) for inner in value]
    return value


def write_rows(layout, rows, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name.endswith(".parquet"):
        table = pyarrow.Table.from_pylist(rows)
        schema = table.schema
        for name, kind in layout.types.items():
            schema = schema.set(schema.get_field_index(name), pyarrow.field(name, kind))
        table = pyarrow.Table.from_pylist(rows, schema=schema)
        pyarrow.parquet.write_table(table, path, compression="snappy")
        return
    if path.name.endswith(".csv"):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        data = out.getvalue().encode()
    elif ".jsonl" in path.name:
        data = b"".join(line(row) for row in rows)
    else:
        data = json.dumps(rows, ensure_ascii=False, indent=1).encode() + b"\n"
    if path.name.endswith(".gz"):
        data = gzip.compress(data, mtime=0)
    if path.name.endswith(".xz"):
        data = lzma.compress(data)
    path.write_bytes(data)


def write_media(layout, media, folder):
    if not layout.archive:
        for path, content in media.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return
    out = io.BytesIO()
    if layout.archive.endswith(".zip"):
        with zipfile.ZipFile(out, "w") as archive:
            for path, content in sorted(media.items()):
                archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), content)
        (folder / layout.archive).write_bytes(out.getvalue())
        return
    with tarfile.open(fileobj=out, mode="w") as archive:
        for path, content in sorted(media.items()):
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    packed = gzip.compress(out.getvalue(), mtime=0)
    if not layout.archive.endswith("*"):
        (folder / layout.archive).write_bytes(packed)
        return
    # Split at any byte, as the largest sets are.
    part = len(packed) // 3 + 1
    for n in range(3):
        (folder / f"{layout.archive[:-1]}{n}").write_bytes(packed[n * part : (n + 1) * part])
