"""The end of a file of the store, as a writer finds it who goes on with it: whole records, and what is torn.

A record is written as one gzip member, so a member that unpacks to its end, checksum and all, is a whole record
(RFC 1952). A run that was killed may leave whole records of which no row tells, and a piece of one.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.capture.writing import UNKNOWN_TIME, NewRecord, digest

# What is left of a piece is copied behind every record, so a piece holds few.
_CHUNK = 1 << 16
_HEAD = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_VERSION = b"WARC/"
_BEGINNING = 1 << 10  # enough of a member to unpack its first bytes
# The records that hold a page: one that no row names may be one that a killed run wrote.
_PAGES = {"response", "resource", "conversion", "revisit"}

Identity = tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A whole record: its place in bytes, and the named fields of its header (as much as 64 kB hold)."""

    offset: int
    length: int
    fields: dict[str, str]

    @property
    def end(self) -> int:
        """Return the offset behind it."""
        return self.offset + self.length

    @property
    def holds_page(self) -> bool:
        """Return whether the record is one of a page."""
        return self.fields.get("warc-type") in _PAGES


def whole_members(handle: BinaryIO, start: int = 0) -> Iterator[Member]:
    """Yield the whole records of the file from offset `start` on, up to the first that is torn."""
    handle.seek(start)
    unpacker, head = zlib.decompressobj(wbits=31), b""
    while chunk := handle.read(_CHUNK):
        while chunk:
            try:
                unpacked = unpacker.decompress(chunk, _CHUNK)
            except zlib.error:
                return
            if len(head) < _HEAD:
                head += unpacked[:_HEAD]
            if not unpacker.eof:
                chunk = unpacker.unconsumed_tail
                continue
            chunk = unpacker.unused_data
            end = handle.tell() - len(chunk)
            yield Member(start, end - start, _fields(head))
            start, unpacker, head = end, zlib.decompressobj(wbits=31), b""


def is_torn(handle: BinaryIO, end: int) -> bool:
    """Return whether what follows `end`, where the whole records end, is one torn piece.

    Where a record begins behind it, the file is damaged in its midst, and nothing of it may be cut off.
    """
    handle.seek(end + 1)
    window = b""
    while piece := handle.read(_CHUNK):
        window = window[-_BEGINNING:] + piece
        place = window.find(_GZIP)
        while place >= 0:
            if _begins_record(window[place : place + _BEGINNING]):
                return False
            place = window.find(_GZIP, place + 1)
    return True


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, len(_VERSION)) == _VERSION
    except zlib.error:
        return False


def _fields(head: bytes) -> dict[str, str]:
    lines = head.partition(b"\r\n\r\n")[0].decode("utf-8", errors="replace").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def identity(record: NewRecord, *, has_request: bool) -> Identity:
    """Return what tells a record about to be written from all others, but for an id that is drawn anew each time."""
    fields = {name.lower(): value for name, value in record.fields}
    return _identity({**fields, "warc-block-digest": digest(record.block)}, has_request)


def left_behind(members: Iterator[Member]) -> Iterator[tuple[Identity, Member]]:
    """Yield the records of pages among `members`, each with its identity."""
    waiting: Member | None = None
    for member in members:
        asked_for = waiting is not None and member.fields.get("warc-concurrent-to") == waiting.fields.get(
            "warc-record-id"
        )
        if waiting is not None:
            yield _identity(waiting.fields, asked_for), waiting
        waiting = member if member.holds_page else None
    if waiting is not None:
        yield _identity(waiting.fields, False), waiting


def _identity(fields: dict[str, str], has_request: bool) -> Identity:
    unknown = fields.get(UNKNOWN_TIME[0].lower()) == UNKNOWN_TIME[1]
    told = ("warc-type", "warc-target-uri", "warc-payload-digest", "warc-block-digest", "warc-refers-to")
    when = "" if unknown else fields.get("warc-date", "")
    return (*(fields.get(name, "") for name in told), when, str(has_request))
