"""The capture store: pages kept for ever as records of WARC 1.1 files in one directory.

Source: WARC File Format 1.1 (IIPC, ISO 28500:2017). A file grows by one writer at a time, who holds its lock; a
record is on disk before its place is told. Reading seeks to the record, it never scans.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from archive.capture.bodies import BodyTooLargeError
from archive.capture.fields import message_head, record_body
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.records import Record, read_records
from archive.capture.tail import Identity, Member, identity, is_torn, left_behind, whole_members
from archive.capture.writing import NewRecord, info_record, page_record, request_record, revisit_record

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this kind; each writer there begins a file of its own
    fcntl = None  # type: ignore[assignment]

# Files called otherwise are somebody else's: they are read, and never written.
OURS = "dossier-"
ROTATE_AT = 1_000_000_000
# A capture is bounded when it is taken; this bounds what a broken file could make us read.
LARGEST_RECORD = 1 << 30


@dataclass(frozen=True)
class StoredRecord:
    """Where a record lies: the file's name in the store, the offset and length of its gzip member in bytes.

    Of a revisit, whose payload is not in it, `refers_to` is the id of the earlier record that has it.
    """

    file: str
    offset: int
    length: int
    record_id: str
    refers_to: str = ""

    @property
    def revisit(self) -> bool:
        """Return whether the payload is in an earlier record."""
        return bool(self.refers_to)


class CaptureStore:
    """Writes captures into one growing file, and reads any capture by its place."""

    def __init__(
        self, directory: Path, *, rotate_at: int = ROTATE_AT, named_end: Callable[[str], int] = lambda name: 0
    ) -> None:
        """Take the directory (made when the first record is written) and the size in bytes that ends a file.

        `named_end` tells of a file, by its name, where the last record ends that the archive knows of. What follows
        it was left by a run that was killed: a torn piece is cut off, and a whole record is taken for the page it
        holds when that page comes again.
        """
        self.directory = directory
        self.rotate_at = rotate_at
        self.named_end = named_end
        self._handle: BinaryIO | None = None
        self._name = ""
        self._last: StoredRecord | None = None
        self._left_behind: dict[Identity, StoredRecord] | None = None

    def append(self, page: CapturedPage, first: tuple[str, int] | None = None) -> StoredRecord:
        """Write `page` as one record, flushed to disk, and return its place; raises `CaptureError` where it cannot.

        `first` is the place (file, offset) of an earlier capture of the address. Where its payload is that of `page`,
        the record is a revisit of it.
        """
        record = page_record(page)
        revisit = self._revisit(record, first) if first is not None else None
        try:
            handle = self._open()
            left = self._take_left(revisit or record, has_request=page.request is not None)
            if left is not None:
                return left
            place = self._write(handle, revisit or record, page)
            handle.flush()
            os.fsync(handle.fileno())
        except OSError as error:
            self.close()
            raise CaptureError(f"the capture cannot be written under {self.directory}: {error.strerror}") from error
        self._last = place
        return place

    def take_back(self, place: StoredRecord) -> None:
        """Cut off what was written for the record at `place`, if it was the last: no row came to name it.

        Raises `CaptureError` where it cannot.
        """
        if self._handle is None or self._last != place:
            return
        try:
            self._handle.truncate(place.offset)
            self._handle.seek(0, os.SEEK_END)
            os.fsync(self._handle.fileno())
        except OSError as error:
            self.close()
            raise CaptureError(f"{place.file} cannot be written: {error.strerror}") from error
        finally:
            self._last = None

    def read(self, file: str, offset: int) -> bytes:
        """Return the payload of the record at `offset` of `file`; raises `CaptureError` where there is none.

        A revisit has none of its own.
        """
        record = self.record(file, offset)
        if record.field("WARC-Type") == "revisit":
            raise CaptureError(f"the record at {offset} of {file} is a revisit: its payload is in an earlier record")
        return body_of(record)

    def record(self, file: str, offset: int) -> Record:
        """Return the record at `offset` of `file`, as it stands; raises `CaptureError` where there is none."""
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
        return record

    def close(self) -> None:
        """Let go of the file, so that another writer may go on with it."""
        if self._handle is not None:
            with suppress(OSError):
                self._handle.close()
        self._handle = None

    def _revisit(self, record: NewRecord, first: tuple[str, int]) -> NewRecord | None:
        """Return the revisit record in place of `record`; None where the payload of `first` is another, or is lost.

        A record that refers to another one by itself, as a conversion does, stays whole.
        """
        if record.field("WARC-Refers-To"):
            return None
        try:
            earlier = self.record(*first)
        except CaptureError:
            return None
        known = NewRecord(earlier.fields, earlier.block)
        return revisit_record(record, earlier) if known.payload() == record.payload() else None

    def _open(self) -> BinaryIO:
        if self._handle is not None and self._handle.tell() < self.rotate_at:
            return self._handle
        self.close()
        self.directory.mkdir(parents=True, exist_ok=True)
        self._handle = self._unfinished_file() or self._new_file()
        self._name = Path(self._handle.name).name
        if not self._handle.tell():
            self._handle.write(info_record(self._name).packed())
        return self._handle

    def _unfinished_file(self) -> BinaryIO | None:
        """Return the first of our files below the size that no other writer holds; or None.

        The first time, all such files are looked through for what a killed run left in them.
        """
        if fcntl is None:
            return None
        found: BinaryIO | None = None
        left: dict[Identity, StoredRecord] = {}
        for path in sorted(self.directory.glob(f"{OURS}*.warc.gz")):
            if found is not None and self._left_behind is not None:
                break
            handle = self._held(path, left)
            if handle is not None and found is None:
                found = handle
            elif handle is not None:
                handle.close()
        if self._left_behind is None:
            self._left_behind = left
        return found

    def _held(self, path: Path, left: dict[Identity, StoredRecord]) -> BinaryIO | None:
        """Return the file at `path`, locked, its torn tail cut off, to go on with; None where that may not be.

        What whole records follow those that the archive knows of is added to `left`.
        """
        named_end = self.named_end(path.name)
        try:
            # Where rows name more than the file has, it is damaged, and left as it is.
            if not named_end <= path.stat().st_size < self.rotate_at:
                return None
            handle = path.open("r+b")
        except OSError:
            return None  # not to be written, or no file: another one is begun
        try:
            if _locked(handle) and self._mended(path.name, handle, named_end, left):
                return handle
        except OSError:
            pass  # what cannot be read is left as it is
        handle.close()
        return None

    def _mended(self, name: str, handle: BinaryIO, named_end: int, left: dict[Identity, StoredRecord]) -> bool:
        """Cut off the torn tail and go to the end; return False where the file is damaged in its midst."""
        members = list(whole_members(handle, named_end))
        for key, member in left_behind(iter(members)):
            left[key] = _place(name, member)
        end = members[-1].end if members else named_end
        if not is_torn(handle, end):
            return False
        handle.truncate(end)
        handle.seek(0, os.SEEK_END)
        return True

    def _take_left(self, record: NewRecord, *, has_request: bool) -> StoredRecord | None:
        """Return the place of this very record, whole on disk, where a run that was killed wrote it; or None."""
        if not self._left_behind:
            return None
        place = self._left_behind.pop(identity(record, has_request=has_request), None)
        if place is not None:
            with (self.directory / place.file).open("rb") as handle:
                os.fsync(handle.fileno())
        return place

    def _new_file(self) -> BinaryIO:
        while True:
            name = f"{OURS}{datetime.now(UTC):%Y%m%d%H%M%S}-{uuid4().hex[:12]}.warc.gz"
            handle = (self.directory / name).open("x+b")
            if _locked(handle):
                break
            handle.close()  # another writer found it before it was locked, and goes on with it
        _sync_directory(self.directory)
        _sync_directory(self.directory.parent)
        return handle

    def _write(self, handle: BinaryIO, record: NewRecord, page: CapturedPage) -> StoredRecord:
        """Write the records of `page`; return the place of its own, which is the first."""
        offset = handle.seek(0, os.SEEK_END)
        member, record_id = record.packed(), record.field("WARC-Record-ID")
        handle.write(member)
        if page.request is not None:
            handle.write(request_record(page, record_id).packed())
        refers_to = record.field("WARC-Refers-To") if record.field("WARC-Type") == "revisit" else ""
        return StoredRecord(self._name, offset, len(member), record_id, refers_to)


def _place(file: str, member: Member) -> StoredRecord:
    fields = member.fields
    refers_to = fields.get("warc-refers-to", "") if fields.get("warc-type") == "revisit" else ""
    return StoredRecord(file, member.offset, member.length, fields.get("warc-record-id", ""), refers_to)


def _locked(handle: BinaryIO) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def body_of(record: Record) -> bytes:
    """Return the payload of a record of the store, its codings undone; raises `CaptureError` for one beyond bounds."""
    try:
        return record_body(record, message_head(record), limit=LARGEST_RECORD).body
    except BodyTooLargeError as error:
        raise CaptureError(f"its payload takes more than {LARGEST_RECORD:,} bytes") from error


def is_held(handle: BinaryIO) -> bool:
    """Return whether a writer goes on with the file at this moment, open here for reading."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    fcntl.flock(handle.fileno(), fcntl.LOCK_UN)
    return False


def _sync_directory(directory: Path) -> None:
    with suppress(OSError):  # not every system can open a directory
        descriptor = os.open(directory, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
