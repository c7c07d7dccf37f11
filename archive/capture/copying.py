"""Records copied out of the files of the store byte for byte: where a gzip member ends, and what it begins with."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from archive.capture.records import Record, read_records

# More than any header of a record with the HTTP header behind it: what tells of a record is read no further.
HEAD = 1 << 21
CHUNK = 1 << 20
_PACKED = 1 << 15  # unpacks to a thousand times as much at most


@dataclass(frozen=True)
class Member:
    """A gzip member: where it begins, how many bytes it takes, and the beginning of the record in it."""

    offset: int
    length: int
    record: Record

    def field(self, name: str) -> str:
        """Return the value of the record's field `name`, or nothing."""
        return self.record.field(name).strip()


def member_at(handle: BinaryIO, offset: int) -> Member | None:
    """Return the whole gzip member that begins at `offset` of the file; None where there is none, or no record in it.

    Reads as much as the member takes, and keeps `HEAD` bytes of what it holds.
    """
    handle.seek(offset)
    unpacker = zlib.decompressobj(wbits=31)
    head = bytearray()
    length = 0
    while not unpacker.eof:
        packed = handle.read(_PACKED)
        if not packed:
            return None
        try:
            head += unpacker.decompress(packed)[: HEAD - len(head)]
        except zlib.error:
            return None
        length += len(packed) - len(unpacker.unused_data)
    record = next(read_records(BytesIO(bytes(head)), limit=HEAD), None)
    return Member(offset, length, record) if isinstance(record, Record) else None


def request_of(handle: BinaryIO, answer: Member) -> Member | None:
    """Return the member right behind `answer` where it holds the request that was answered so; else None."""
    found = member_at(handle, answer.offset + answer.length)
    if found is None or found.field("WARC-Type").lower() != "request":
        return None
    partners = [value.strip() for name, value in found.record.fields if name.lower() == "warc-concurrent-to"]
    return found if answer.field("WARC-Record-ID") in partners else None


def pieces(handle: BinaryIO, offset: int, length: int) -> Iterator[bytes]:
    """Yield the `length` bytes from `offset` of the file on, in pieces; raises `EOFError` where it is shorter."""
    handle.seek(offset)
    while length:
        piece = handle.read(min(length, CHUNK))
        if not piece:
            raise EOFError
        yield piece
        length -= len(piece)
