"""Where bytes come from: a mapped file, or a stream that can only be read onwards."""

from __future__ import annotations

import mmap
import os
import stat
import sys
from typing import BinaryIO, Union

from .errors import ShardError

Buffer = Union[bytes, bytearray, memoryview]

_PIECE = 1 << 22  # a declared length is believed only as far as bytes arrive


class MappedSource:
    """A regular file; what is taken are views of its mapping."""

    def __init__(self, path: Union[str, "os.PathLike[str]"]) -> None:
        with open(path, "rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.view = memoryview(self._map)
        self.position = 0

    def take(self, count: int) -> Buffer:
        """The next bytes; fewer than count only at the end."""
        data = self.view[self.position : self.position + count]
        self.position += len(data)
        return data

    def close(self) -> None:
        self.view.release()
        try:
            self._map.close()
        except BufferError:
            pass  # views that were handed out keep the mapping alive; it goes when they do


class StreamSource:
    """A binary file object, such as a pipe."""

    def __init__(self, file: BinaryIO, owned: bool) -> None:
        self._file = file
        self._owned = owned
        self.position = 0

    def take(self, count: int) -> Buffer:
        """The next bytes; fewer than count only at the end."""
        pieces = []
        missing = count
        while missing:
            piece = self._file.read(min(missing, _PIECE))
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self.position += len(data)
        return data

    def close(self) -> None:
        if self._owned:
            self._file.close()


Source = Union[MappedSource, StreamSource]


def source_of(place: Union[str, "os.PathLike[str]", BinaryIO]) -> Source:
    """A source for a path, "-" for standard input, or a binary file object."""
    if hasattr(place, "read"):
        return StreamSource(place, owned=False)  # type: ignore[arg-type]
    if place == "-":
        return StreamSource(sys.stdin.buffer, owned=False)
    status = os.stat(place)  # type: ignore[arg-type]
    if stat.S_ISREG(status.st_mode) and status.st_size:
        return MappedSource(place)  # type: ignore[arg-type]
    return StreamSource(open(place, "rb"), owned=True)  # type: ignore[arg-type]


def mapped_file(path: Union[str, "os.PathLike[str]"]) -> MappedSource:
    """A mapping of a regular file. Raises ``notAFile`` and ``emptyInput``."""
    if path == "-" or not stat.S_ISREG(os.stat(path).st_mode):
        raise ShardError("notAFile", f"{path} cannot be mapped")
    if not os.path.getsize(path):
        raise ShardError("emptyInput", "not one byte", member=0, offset=0)
    return MappedSource(path)
