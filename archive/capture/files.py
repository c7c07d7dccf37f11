"""Files as captured pages: plain text and HTML, also packed with gzip. What holds no page says why."""

import os
import stat
import zlib
from pathlib import Path

from archive.capture.charset import HEAD, find_charset
from archive.capture.html import begins_as_html, has_tags, html_page
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.text import text_page

_TEXT = (".txt", ".text")
_HTML = (".html", ".htm", ".xhtml")
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 16
_MOST_MEMBERS = 10_000
_UNKNOWN = "unknown kind: .txt, .html, .htm and .xhtml are read, also packed as .gz"
_OTHER_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image or sound"),
    (b"PK\x03\x04", "a ZIP archive (a document or a web archive)"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"WARC/", "a WARC file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard"),
)
# Control characters that no text has; NUL is counted by itself.
_CONTROLS = bytes(set(range(1, 32)) - {8, 9, 10, 11, 12, 13, 26, 27}) + b"\x7f"


def known_suffix(path: Path) -> bool:
    """Return whether the name of `path` is one of a kind that `read_file` reads; for choosing files of a folder."""
    return _kind(path) is not None


def read_file(path: Path, *, limit: int) -> CapturedPage:
    """Return the page in the file at `path`, of `limit` bytes at the most, unpacked as well.

    Raises `CaptureError`, whose message begins with a lower-case letter and does not name the file, where it is of
    an unknown kind, too large, empty, binary, broken, or cannot be read. It never waits for a pipe or a device.
    """
    if not known_suffix(path):
        _refuse_folder(path)
        raise CaptureError(_UNKNOWN)
    return read_content(path.name, _bytes(path, limit), limit=limit)


def read_content(name: str, content: bytes, *, limit: int) -> CapturedPage:
    """Return the page in the `content` of a file called `name`; raises `CaptureError` as `read_file` does."""
    kind = _kind(Path(name))
    if kind is None:
        raise CaptureError(_UNKNOWN)
    _refuse_large(len(content), limit)
    body = content
    if name.lower().endswith(".gz") or body.startswith(_GZIP):
        body = _unpack(body, limit)
    _refuse_empty(body)
    _refuse_other_kinds(body)
    if begins_as_html(body[:HEAD]) or (kind == "html" and (has_tags(body) or not _is_narrow(body))):
        return html_page(body, name=name)
    return text_page(body, name=name)


def _kind(path: Path) -> str | None:
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(_TEXT):
        return "text"
    return "html" if name.endswith(_HTML) else None


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise CaptureError("is a folder, not a file")


def _bytes(path: Path, limit: int) -> bytes:
    """Return the content of a regular file, whose size is known before a byte is read."""
    try:
        _refuse_irregular(path.stat().st_mode)
        # Not to wait, should a pipe have taken the file's place in between.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as handle:  # noqa: PTH123 (a descriptor, no path)
            status = os.fstat(descriptor)
            _refuse_irregular(status.st_mode)
            _refuse_large(status.st_size, limit)
            body = handle.read(limit + 1)
    except (OSError, ValueError) as error:
        raise CaptureError(_why(error)) from error
    if len(body) > limit:
        raise CaptureError(f"too large: more than {_size(limit)}")
    return body


def _refuse_large(length: int, limit: int) -> None:
    if length > limit:
        raise CaptureError(f"too large: {_size(length)}, and {_size(limit)} is the most")


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise CaptureError("is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise CaptureError("is no regular file (a pipe, a socket or a device)")


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    return f"is no name of a file: {error}"


def _unpack(packed: bytes, limit: int) -> bytes:
    """Return the content of gzip members, refused as soon as it exceeds `limit`; zeros after the last are padding."""
    body = bytearray()
    place = count = 0
    while packed.startswith(_GZIP, place):
        place = _unpack_member(packed, place, body, limit)
        count += 1
        if count > _MOST_MEMBERS:  # each costs time, though there be nothing in it
            raise CaptureError(f"broken gzip: it has more than {_MOST_MEMBERS:,} members; unpack the file yourself")
    if packed and not place:
        raise CaptureError("broken gzip: the name ends in .gz, the content is not packed")
    if packed[place:].strip(b"\0"):
        raise CaptureError("broken gzip: other bytes follow the packed ones; fetch the file again")
    return bytes(body)


def _unpack_member(packed: bytes, place: int, body: bytearray, limit: int) -> int:
    """Add to `body` the content of the member at `place`, and return where the next one begins."""
    unpacker = zlib.decompressobj(wbits=31)
    waiting = b""
    while not unpacker.eof:
        if not waiting:
            waiting = packed[place : place + _CHUNK]
            place += len(waiting)
            if not waiting:
                raise CaptureError("truncated gzip: its end is missing; fetch the file again")
        try:
            body += unpacker.decompress(waiting, _CHUNK)
        except zlib.error as error:
            raise CaptureError("broken gzip: it cannot be unpacked; fetch the file again") from error
        waiting = unpacker.unconsumed_tail
        if len(body) > limit:
            raise CaptureError(f"too large: more than {_size(limit)} when unpacked")
    return place - len(unpacker.unused_data)


def _size(count: int) -> str:
    for unit, length in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= length:
            return f"{count / length:.0f} {unit}" if count % length == 0 else f"{count / length:.1f} {unit}"
    return f"{count} bytes"


def _refuse_empty(body: bytes) -> None:
    if not body:
        raise CaptureError("empty file")
    if not body.removeprefix(b"\xef\xbb\xbf").strip():
        raise CaptureError("empty file: nothing but blanks")


def _refuse_other_kinds(body: bytes) -> None:
    for magic, what in _OTHER_KINDS:
        if body.startswith(magic):
            raise CaptureError(f"binary: it is {what}, not a page of text or HTML")
    if _is_xml_of_another_kind(body[:HEAD]):
        raise CaptureError("unknown kind: it is XML (a feed, a sitemap or a drawing), not a page of text or HTML")
    if _is_narrow(body) and _is_binary(body):
        raise CaptureError("binary: it holds bytes that no text has")


def _is_xml_of_another_kind(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000].lower()
    roots = (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<svg", b"<rdf")
    return start.startswith(roots) or (start.startswith(b"<?xml") and any(root in start for root in roots))


def _is_narrow(body: bytes) -> bool:
    """Return whether characters are not the two or four bytes of UTF-16 and UTF-32, among which are zeros."""
    return b"\0" not in body[:HEAD] or not find_charset(body[:HEAD]).startswith(("utf-16", "utf-32"))


def _is_binary(body: bytes) -> bool:
    """Return whether NULs begin early or are many (a stray one occurs in real pages), or controls abound."""
    if b"\0" in body[:1024] or body.count(0) > len(body) / 1000:
        return True
    sample = body[:_CHUNK]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) / 20
