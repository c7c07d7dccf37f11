"""The capture store: pages kept for ever as records of WARC 1.1 files in one directory.

Source: WARC File Format 1.1 (IIPC, ISO 28500:2017). A file grows by one writer at a time, who holds its lock; a
record is on disk before its place is told. Reading seeks to the record, it never scans.
"""

import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from archive.capture.bodies import decode_body
from archive.capture.fields import http_head
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.records import Record, read_records
from archive.capture.writing import info_record, page_record, request_record

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this kind; each writer there begins a file of its own
    fcntl = None  # type: ignore[assignment]

ROTATE_AT = 1_000_000_000
# A capture is bounded when it is taken; this bounds what a broken file could make us read.
LARGEST_RECORD = 1 << 30


@dataclass(frozen=True)
class StoredRecord:
    """Where a record lies: the file's name in the store, the offset and length of its gzip member in bytes."""

    file: str
    offset: int
    length: int
    record_id: str


class CaptureStore:
    """Writes captures into one growing file, and reads any capture by its place."""

    def __init__(self, directory: Path, *, rotate_at: int = ROTATE_AT) -> None:
        """Take the directory (made when the first record is written) and the size in bytes that ends a file."""
        self.directory = directory
        self.rotate_at = rotate_at
        self._handle: BinaryIO | None = None
        self._name = ""

    def append(self, page: CapturedPage) -> StoredRecord:
        """Write `page` as one record, flushed to disk, and return its place; raises `CaptureError` where it cannot."""
        try:
            handle = self._open()
            offset = handle.seek(0, os.SEEK_END)
            record_id, length = self._write(handle, page)
            handle.flush()
            os.fsync(handle.fileno())
        except OSError as error:
            self.close()
            raise CaptureError(f"the capture cannot be written under {self.directory}: {error.strerror}") from error
        return StoredRecord(self._name, offset, length, record_id)

    def read(self, file: str, offset: int) -> bytes:
        """Return the payload of the record at `offset` of `file`; raises `CaptureError` where there is none."""
        path = self.directory / file
        if path.parent != self.directory:
            raise CaptureError(f"{file} is no file of the store")
        try:
            with path.open("rb") as handle:
                handle.seek(offset)
                record = next(read_records(handle, limit=LARGEST_RECORD), None)
        except OSError as error:
            raise CaptureError(f"{path} cannot be read: {error.strerror}") from error
        if not isinstance(record, Record) or record.cut or not record.whole:
            raise CaptureError(f"the record at {offset} of {path} cannot be read")
        head = http_head(record.block)
        if record.field("WARC-Type") != "response" or not head.length:
            return record.block
        return decode_body(head.headers, record.block[head.length :], limit=LARGEST_RECORD).body

    def close(self) -> None:
        """Let go of the file, so that another writer may go on with it."""
        if self._handle is not None:
            with suppress(OSError):
                self._handle.close()
        self._handle = None

    def _open(self) -> BinaryIO:
        if self._handle is not None and self._handle.tell() < self.rotate_at:
            return self._handle
        self.close()
        self.directory.mkdir(parents=True, exist_ok=True)
        self._handle = self._unfinished_file() or self._new_file()
        self._name = Path(self._handle.name).name
        return self._handle

    def _unfinished_file(self) -> BinaryIO | None:
        """Return the first file below the size that no other writer holds, its torn tail cut; or None."""
        if fcntl is None:
            return None
        for path in sorted(self.directory.glob("*.warc.gz")):
            if path.stat().st_size >= self.rotate_at:
                continue
            handle = path.open("r+b")
            if _locked(handle):
                handle.truncate(_whole_records_end(handle))
                handle.seek(0, os.SEEK_END)
                return handle
            handle.close()
        return None

    def _new_file(self) -> BinaryIO:
        name = f"dossier-{datetime.now(UTC):%Y%m%d%H%M%S}-{uuid4().hex[:12]}.warc.gz"
        handle = (self.directory / name).open("x+b")
        _locked(handle)
        handle.write(info_record(name))
        _sync_directory(self.directory)
        return handle

    @staticmethod
    def _write(handle: BinaryIO, page: CapturedPage) -> tuple[str, int]:
        """Write the records of `page`; return the id of the page's own, which is the first, and its length."""
        record_id, member = page_record(page)
        handle.write(member)
        if page.request is not None:
            handle.write(request_record(page, record_id))
        return record_id, len(member)


def torn_bytes(path: Path) -> int:
    """Return how many bytes at the end of the file at `path` are no whole record."""
    with path.open("rb") as handle:
        return path.stat().st_size - _whole_records_end(handle)


def _locked(handle: BinaryIO) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _whole_records_end(handle: BinaryIO) -> int:
    """Return the offset behind the last whole gzip member: what a killed writer left behind it is torn."""
    end = handle.seek(0)
    unpacker = zlib.decompressobj(wbits=31)
    while chunk := handle.read(1 << 20):
        while chunk:
            try:
                unpacker.decompress(chunk)
            except zlib.error:
                return end
            if not unpacker.eof:
                break
            chunk = unpacker.unused_data
            end = handle.tell() - len(chunk)
            unpacker = zlib.decompressobj(wbits=31)
    return end


def _sync_directory(directory: Path) -> None:
    with suppress(OSError):  # not every system can open a directory
        descriptor = os.open(directory, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
