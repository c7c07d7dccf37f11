"""A record of the store as it lies there: its gzip member whole, or what its beginning tells without reading it all."""

import zlib
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from archive.capture.bodies import inflate
from archive.capture.digests import unmatched_digests
from archive.capture.fields import http_head, record_id
from archive.capture.page import CaptureError
from archive.capture.records import Record, read_records

# How much of a record is read for its head, packed and unpacked: heads are a few kB, and bodies follow them.
_PACKED = 1 << 16
_UNPACKED = 1 << 18


@dataclass(frozen=True)
class RecordHead:
    """What the beginning of a record tells: its fields, and of an HTTP message its first line and its headers."""

    fields: tuple[tuple[str, str], ...]
    first_line: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def field(self, name: str) -> str:
        """Return the value of the record's field `name`, or nothing."""
        return Record(self.fields, b"", 0).field(name).strip()


def read_member(directory: Path, file: str, offset: int, length: int, record: str) -> bytes:
    """Return the gzip member of `length` bytes at `offset` of `file`, which holds the record with the id `record`.

    Raises `CaptureError` where it cannot be read, is damaged, or is another record: its block must have the digest
    that it states.
    """
    member = _bytes_at(directory, file, offset, length)
    found, following = (*islice(read_records(BytesIO(member), limit=1 << 30), 2), None, None)[:2]
    place = f"the record at {offset} of {file}"
    if not isinstance(found, Record) or found.cut or not found.whole or len(member) != length:
        raise CaptureError(f"{place} cannot be read")
    wrong = [*found.flaws, *unmatched_digests(found, ())]
    if following is not None:
        wrong.append("more than one record is there")
    if wrong or record_id(found) != record:
        raise CaptureError(f"{place} is damaged: {wrong[0]}" if wrong else f"{place} is another one")
    return member


def read_head(directory: Path, file: str, offset: int) -> RecordHead:
    """Return what the beginning of the record at `offset` of `file` tells; raises `CaptureError` for no record."""
    packed = _bytes_at(directory, file, offset, _PACKED)
    plain, _broken = inflate(zlib.decompressobj(wbits=31), packed, _UNPACKED)
    record = next(read_records(BytesIO(plain), limit=_UNPACKED), None)
    if not isinstance(record, Record):
        raise CaptureError(f"the record at {offset} of {file} cannot be read")
    if not record.field("Content-Type").strip().lower().startswith("application/http"):
        return RecordHead(record.fields)
    head = http_head(record.block)
    line = record.block[: head.length].partition(b"\n")[0].strip().decode("utf-8", "replace")
    return RecordHead(record.fields, line, head.headers)


def read_request(directory: Path, file: str, offset: int, answered_by: str) -> RecordHead | None:
    """Return the request that the record `answered_by` answers, where it lies at `offset` of `file`; None for none."""
    try:
        head = read_head(directory, file, offset)
    except CaptureError:
        return None
    is_asked = head.field("WARC-Type") == "request" and head.field("WARC-Concurrent-To") == answered_by
    return head if is_asked else None


def _bytes_at(directory: Path, file: str, offset: int, most: int) -> bytes:
    """Return up to `most` bytes at `offset` of `file`; raises `CaptureError` where there are none."""
    path = directory / file
    if path.parent != directory or not file:
        raise CaptureError(f"{file or 'a file without a name'} is no file of the store")
    try:
        with path.open("rb") as handle:
            handle.seek(offset)
            found = handle.read(most)
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CaptureError(f"{path} cannot be read: {reason}") from error
    if not found:
        raise CaptureError(f"{path} ends before {offset}")
    return found
