"""The one error of this package, under the names of section 14 of the specification."""

from __future__ import annotations

from typing import Dict, Optional


class ShardError(Exception):
    """A shard breaks its specification, or a lookup in it failed.

    code:   name from section 14, such as ``badPayloadChecksum``
    member: which member of the stream, counted from 0
    frame:  which frame of the stream, counted from 0 over all members; None for a preamble, a trailer and an empty
            input, and where a mapped file is not read in order
    offset: where that frame, preamble or trailer begins, in bytes from the beginning of the stream
    """

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        member: Optional[int] = None,
        frame: Optional[int] = None,
        offset: Optional[int] = None,
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.member = member
        self.frame = frame
        self.offset = offset

    def at(self, member: Optional[int], frame: Optional[int], offset: Optional[int]) -> "ShardError":
        """This error with a place, unless it already has one."""
        if self.offset is None:
            self.member, self.frame, self.offset = member, frame, offset
        return self

    def as_dict(self) -> Dict[str, object]:
        return {
            "error": self.code,
            "member": self.member,
            "frame": self.frame,
            "offset": self.offset,
            "message": self.message,
        }

    def __str__(self) -> str:
        place = ""
        if self.offset is not None:
            frame = "" if self.frame is None else f"frame {self.frame}, "
            place = f" (member {self.member}, {frame}byte {self.offset})"
        return f"{self.code}{place}: {self.message}" if self.message else f"{self.code}{place}"
