"""Writes fixtures/golden/tars: tars as Python's tarfile makes them, for Tests/ArchivesTests/TarTests.

Made with Python 3.11.7: python3 tools/golden/tars.py fixtures/golden/tars
"""

import io
import os
import sys
import tarfile

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
LONG = "d" * 90 + "/" + "f" * 90 + ".txt"
FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
for name, format in FORMATS.items():
    with tarfile.open(f"{folder}/{name}.tar", "w", format=format) as archive:
        directory = tarfile.TarInfo("dir")
        directory.type = tarfile.DIRTYPE
        archive.addfile(directory)
        for path, size in [("dir/a", 700), (LONG, 512), ("empty", 0), ("last", 1)]:
            member = tarfile.TarInfo(path)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes((i * 7 + size) % 256 for i in range(size))))
