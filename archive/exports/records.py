"""Records of the capture store, copied byte for byte into the WARC files of a package."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from archive.capture.cdxj import cdxj_line
from archive.capture.copying import Member, member_at, pieces, request_of
from archive.capture.writing import info_record
from archive.exports.package import Package
from archive.lib.zipped import Entry
from archive.models import Capture

# The size in bytes that ends a WARC file of the package.
WARC_SIZE = 1_000_000_000


class CopyError(Exception):
    """A record that is not where its row says; the message says what is there."""


class Copier:
    """Copies the records of captures, which come in the order of their files, each read once; a context manager."""

    def __init__(self, folder: Path, package: Package) -> None:
        """Take the folder of the store, and the package."""
        self._folder = folder
        self._package = package
        self._number = 0
        self._name = ""
        self._writing = ExitStack()
        self._entry: Entry | None = None
        self._source: BinaryIO | None = None
        self._file = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is None and self._entry is None:
            self._open_entry()  # a package has a WARC file, even of no capture
        self._writing.__exit__(kind, error, _)
        if self._source is not None:
            self._source.close()

    def copy(self, capture: Capture) -> None:
        """Copy the capture's record, and the request that it answers where that lies behind it; raises `CopyError`."""
        try:
            source = self._open_source(capture.warc_file)
            own = member_at(source, capture.warc_offset)
            if own is None or own.field("WARC-Record-ID") != capture.record_id:
                raise CopyError(f"no whole record {capture.record_id} begins at {capture.warc_offset} of {self._file}")
            request = request_of(source, own)
        except OSError as error:
            path = self._folder / capture.warc_file
            raise CopyError(f"{path} cannot be read: {error.strerror}") from error
        self._write(source, own)
        if request is not None:
            self._write(source, request)

    def _open_source(self, file: str) -> BinaryIO:
        if self._source is None or self._file != file:
            if self._source is not None:
                self._source.close()
            self._source = None
            self._source, self._file = (self._folder / file).open("rb"), file
        return self._source

    def _write(self, source: BinaryIO, member: Member) -> None:
        if self._entry is None or self._entry.size >= WARC_SIZE:
            self._open_entry()
        assert self._entry is not None  # noqa: S101
        line = cdxj_line(member, self._name, self._entry.size)
        for piece in pieces(source, member.offset, member.length):
            self._entry.write(piece)
        if line is not None:
            self._package.add_lines([line])

    def _open_entry(self) -> None:
        self._writing.close()
        self._name = self._package.warc_name(self._number)
        self._entry = self._writing.enter_context(self._package.file(f"archive/{self._name}", packed=False))
        self._entry.write(info_record(self._name).packed())
        self._number += 1
