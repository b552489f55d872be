"""Writes fixtures/golden/zips: zip files as Python's zipfile makes them, for Tests/ArchivesTests/ZipTests.

Made with Python 3.11.7: python3 tools/golden/zips.py fixtures/golden/zips
"""

import io
import os
import sys
import zipfile

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
WHEN = (2020, 1, 1, 0, 0, 0)
TEXT = "".join(f"line {i * 7919 % 1013}\n" for i in range(300)).encode()


class Pipe(io.RawIOBase):
    """Cannot be sought in: sizes and checksums follow each member."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


def fill(archive, method):
    for name, data in [("dir/a.txt", TEXT), ("é.txt", b"short"), ("empty", b"")]:
        info = zipfile.ZipInfo(name, WHEN)
        info.compress_type = method
        info.external_attr = 0o644 << 16
        with archive.open(info, "w", force_zip64=name == "dir/a.txt") as member:
            member.write(data)
    archive.comment = b"a comment PK\x05\x06 that looks like an end"


for name, method in [("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED), ("bzip2", zipfile.ZIP_BZIP2)]:
    with zipfile.ZipFile(f"{folder}/{name}.zip", "w") as archive:
        fill(archive, method)
pipe = Pipe()
with zipfile.ZipFile(pipe, "w") as archive:
    fill(archive, zipfile.ZIP_DEFLATED)
with open(f"{folder}/streamed.zip", "wb") as file:
    file.write(pipe.bytes)
with open(f"{folder}/behind-a-program.zip", "wb") as file:
    file.write(b"#!/bin/sh\nexit 0\n")
    with zipfile.ZipFile(file, "a") as archive:
        fill(archive, zipfile.ZIP_DEFLATED)
with zipfile.ZipFile(f"{folder}/lzma.zip", "w") as archive:
    fill(archive, zipfile.ZIP_LZMA)
