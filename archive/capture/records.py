"""The records of a WARC or ARC file, one after the other, whatever state the file is in; what is lost is told.

Sources: ISO 28500:2017 (WARC 1.1) sections 4 and 5 for a record's form and fields; the ARC file format by Burner and
Kahle (Internet Archive, 1996) for ARC, whose record lines are given here as the WARC fields that mean the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeadersParser

from archive.capture.members import ARC_LINE, RecordStream, begins_record

_LONGEST_LINE = 1 << 20
_LONGEST_HEADER = 1 << 20
_HEAD = 1 << 14
_ARC = re.compile(ARC_LINE)
_ARC_PARTS = re.compile(r"(\S+?:.+) ([0-9a-fA-F.:]+) (\d{14}) (\S+(?: \S+){0,5}) (\d{1,18})\s*")
_LENGTH = re.compile(r"\d{1,18}")
# Where the next record stands in the block of one whose Content-Length is too large.
_SWALLOWED = re.compile(rb"(?<=\n)\r?\n(?:\r?\n)?(WARC/\d\.\d{1,2}[ \t]{0,9}\r?\n(?:WARC|Content)-[A-Za-z-]{2,40}:)")
_ENOUGH_TO_MEND = 1 << 26


@dataclass(frozen=True)
class Damage:
    """What is wrong with the file itself, above all a stretch of it that holds no record that can be read (`lost`)."""

    why: str
    lost: bool = True


@dataclass(frozen=True)
class Record:
    """A record as it stands: its fields in order, and its block.

    Of a block longer than the limit `block` holds the beginning (`whole` is False). `length` is the length of the
    block as found. `cut` tells that the file ends, or is broken, inside the block. `flaws` say in words what is
    wrong with the record.
    """

    fields: tuple[tuple[str, str], ...]
    block: bytes
    length: int
    whole: bool = True
    cut: bool = False
    flaws: tuple[str, ...] = ()

    def field(self, name: str) -> str:
        """Return the value of the field `name` (names do not distinguish case, section 4), or nothing."""
        wanted = name.lower()
        return next((value for field, value in self.fields if field.lower() == wanted), "")


def read_records(handle: BinaryIO, *, limit: int, size: int | None = None) -> Iterator[Record | Damage]:
    """Yield the records of the file `handle`, and what could not be read; blocks up to `limit` bytes are whole.

    `size` is the file's size, where known. The file is read once, forward, with memory bounded by `limit`.
    """
    stream = RecordStream(handle, size)
    reader = _RecordReader(stream, limit)
    while stream.next_segment():
        yield from _damages(stream)
        yield from reader.segment()
    yield from _damages(stream)


def _damages(stream: RecordStream) -> Iterator[Damage]:
    while stream.damages:
        yield Damage(stream.damages.pop(0))


class _HeaderError(Exception):
    """A header of a record that cannot be read; the message says why."""


class _RecordReader:
    def __init__(self, stream: RecordStream, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._read = self._put_back = 0
        self._told = False

    def segment(self) -> Iterator[Record | Damage]:
        """Yield the records of one segment."""
        count = 0
        told = False
        while head := self._next_head():
            if not begins_record(head):
                _, skipped = self._stream.take_until_record(0)
                yield Damage(f"{skipped} bytes between records are no record")
                continue
            count += 1
            if count == 2 and self._stream.packed and not self._told:
                self._told = True
                yield Damage("packed with gzip as a whole, not record by record: it allows no seeking", lost=False)
            try:
                record = self._record(head)
            except _HeaderError as error:
                yield Damage(str(error))
            else:
                told = self._stream.packed and bool(self._stream.cut)
                yield replace(record, flaws=(*record.flaws, self._stream.cut)) if told else record
            yield from _damages(self._stream)
        if self._stream.packed and self._stream.cut and not told:
            yield Damage(self._stream.cut.replace("its gzip", "a gzip"))

    def _next_head(self) -> bytes:
        """Return the first bytes of what comes next, blank lines passed over; nothing at the end of the segment."""
        while head := self._stream.peek(_HEAD):
            blank = len(head) - len(head.lstrip(b"\r\n"))
            if not blank:
                break
            self._stream.skip(blank)
        return head

    def _record(self, head: bytes) -> Record:
        fields = self._arc_fields() if _ARC.match(head) else self._fields()
        record = self._with_block(fields)
        self._read += record.length
        return record

    def _fields(self) -> tuple[tuple[str, str], ...]:
        """Return the named fields of a WARC record (section 4), in UTF-8 or else ISO 8859-1."""
        lines: list[bytes] = []
        length = 0
        while line := self._line():
            if lines and line.startswith(b"WARC/"):
                self._stream.unread(line)
                raise _HeaderError("the header of a record breaks off where another record begins")
            lines.append(line)
            length += len(line)
            if not line.strip():
                parsed = StatusAndHeadersParser([], verify=False).parse(_Lines(lines))
                return tuple((name, value) for name, value in parsed.headers)
            if length > _LONGEST_HEADER or not line.endswith(b"\n"):
                break
        if length > _LONGEST_HEADER:
            raise _HeaderError("the header of a record has no end within a million bytes")
        raise _HeaderError("the file ends inside the header of a record: it is truncated")

    def _line(self) -> bytes:
        size = 1 << 10
        while True:
            head = self._stream.peek(size)
            end = head.find(b"\n") + 1
            if end or len(head) < size or size >= _LONGEST_LINE:
                return self._stream.take(end or len(head))
            size *= 4

    def _arc_fields(self) -> tuple[tuple[str, str], ...]:
        line = self._line()
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("iso-8859-1")
        match = _ARC_PARTS.fullmatch(text)
        if not match:
            raise _HeaderError("the line that begins a record of an ARC file cannot be read")
        url, address, date, kind, length = match.groups()
        is_info = url.startswith("filedesc:")
        is_http = url.lower().startswith(("http:", "https:"))
        return (
            ("WARC-Type", "warcinfo" if is_info else "response"),
            ("WARC-Target-URI", url),
            ("WARC-IP-Address", address),
            ("WARC-Date", date),
            ("Content-Type", "application/http;msgtype=response" if is_http else kind.split(" ")[0]),
            ("Content-Length", length),
        )

    def _with_block(self, fields: tuple[tuple[str, str], ...]) -> Record:
        declared = Record(fields, b"", 0).field("Content-Length").strip()
        left = self._stream.remaining()
        if not _LENGTH.fullmatch(declared):
            flaw = f"its Content-Length is {declared[:40]!r}" if declared else "it has no Content-Length"
            return self._until_next(fields, b"", flaw)
        length = int(declared)
        if left is not None and length > left:
            return self._until_next(fields, b"", f"its Content-Length of {length} goes beyond the end of the file")
        if length > self._limit:
            return self._too_large(fields, length)
        block = self._stream.take(length)
        if len(block) < length:
            return self._short(fields, block, length)
        return self._checked(Record(fields, block, length))

    def _too_large(self, fields: tuple[tuple[str, str], ...], length: int) -> Record:
        block = self._stream.take(self._limit)
        if len(block) < self._limit:
            return self._short(fields, block, length)
        found = len(block) + self._stream.skip(length - len(block))
        flaws = () if found == length else (f"its Content-Length is {length}, but {found} bytes are there",)
        return Record(fields, block, found, whole=False, cut=found < length, flaws=flaws)

    def _short(self, fields: tuple[tuple[str, str], ...], block: bytes, length: int) -> Record:
        """Return a record whose segment ended before its block: a torn file, or a wrong Content-Length."""
        record = Record(fields, block, len(block))
        swallowed = _SWALLOWED.search(block)
        if swallowed and self._may_put_back(len(block)):
            return self._parted(record, swallowed)
        if not self._stream.cut:
            block = _without_ending(block)
        flaw = f"its Content-Length is {length}, but {len(block)} bytes are there"
        return replace(record, block=block, length=len(block), cut=bool(self._stream.cut), flaws=(flaw,))

    def _checked(self, record: Record) -> Record:
        """Return `record`, its block mended where what follows shows that its Content-Length is wrong."""
        head = self._stream.peek(_HEAD)
        following = head.lstrip(b"\r\n")
        if not following or begins_record(following):
            return record
        swallowed = _SWALLOWED.search(record.block)
        if swallowed and self._may_put_back(record.length):
            return self._parted(record, swallowed)
        if len(head) > len(following):
            return record  # garbage between records
        return self._until_next(record.fields, record.block, f"its Content-Length of {record.length} is too small")

    def _parted(self, record: Record, swallowed: re.Match[bytes]) -> Record:
        self._stream.unread(record.block[swallowed.start(1) :])
        block = record.block[: swallowed.start()].removesuffix(b"\n").removesuffix(b"\r")
        flaw = "its Content-Length is too large: it goes beyond the beginning of the next record"
        return replace(record, block=block, length=len(block), flaws=(flaw,))

    def _may_put_back(self, length: int) -> bool:
        """Return whether reading again still costs little beside reading: made files would else take for ever."""
        self._put_back += length
        return self._put_back <= _ENOUGH_TO_MEND + 8 * self._read

    def _until_next(self, fields: tuple[tuple[str, str], ...], start: bytes, flaw: str) -> Record:
        """Return a record whose block begins with `start` and goes on to the next record or the segment's end."""
        more, count = self._stream.take_until_record(max(self._limit - len(start), 0))
        block = start + more
        length = len(start) + count
        whole = len(block) == length
        cut = not self._stream.peek(1) and bool(self._stream.cut)
        if whole and not (cut and not block.endswith(b"\n")):
            block = _without_ending(block)
        flaws = (flaw, self._stream.cut) if cut and not self._stream.packed else (flaw,)
        return Record(fields, block, len(block) if whole else length, whole=whole, cut=cut, flaws=flaws)


def _without_ending(block: bytes) -> bytes:
    """Return `block` without the two line ends that close a record (section 4)."""
    for _ in range(2):
        block = block.removesuffix(b"\n").removesuffix(b"\r")
    return block


class _Lines:
    """Lines as the stream that warcio's parser reads."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = iter(lines)

    def readline(self) -> bytes:
        return next(self._lines, b"")
