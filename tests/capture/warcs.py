"""Makers of small web archives, with warcio; and records written by hand where warcio would not err."""

import gzip
import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.capture.page import CapturedPage
from archive.capture.warc import RecordNote, read_warc

LIMIT = 1_000_000
URL = "https://gazette.test/phare"
DATE = "2023-11-20T20:24:00.123456Z"
HTML = (
    "<!DOCTYPE html><html><head><title>Le phare</title></head><body>"
    "<p>Le phare est rallumé depuis l’été.</p></body></html>"
).encode()
TYPE_HTML = ("Content-Type", "text/html; charset=utf-8")

Headers = Iterable[tuple[str, str]]


class MadeWarc:
    """A WARC file in memory, record by record."""

    def __init__(self, *, gzip: bool = True, version: str = "1.1") -> None:
        self._stream = BytesIO()
        self._writer = WARCWriter(self._stream, gzip=gzip, warc_version=version)

    @property
    def content(self) -> bytes:
        return self._stream.getvalue()

    def info(self) -> "MadeWarc":
        self._writer.write_record(self._writer.create_warcinfo_record("made.warc.gz", {"software": "tests"}))
        return self

    def response(
        self,
        body: bytes = HTML,
        *,
        url: str = URL,
        status: str = "200 OK",
        headers: Headers = (TYPE_HTML,),
        kind: str = "response",
        date: str = DATE,
        **fields: str,
    ) -> "MadeWarc":
        return self._record(url, kind, body, StatusAndHeaders(status, list(headers), "HTTP/1.1"), date, fields)

    def request(self, *, url: str = URL, date: str = DATE, **fields: str) -> "MadeWarc":
        head = StatusAndHeaders("GET /phare HTTP/1.1", [("Host", "gazette.test")], is_http_request=True)
        return self._record(url, "request", b"", head, date, fields)

    def resource(
        self,
        body: bytes = HTML,
        *,
        url: str = URL,
        media_type: str = "text/html",
        kind: str = "resource",
        **fields: str,
    ) -> "MadeWarc":
        return self._record(url, kind, body, None, DATE, fields, media_type)

    def _record(
        self,
        url: str,
        kind: str,
        body: bytes,
        head: StatusAndHeaders | None,
        date: str,
        fields: dict[str, str],
        media_type: str = "",
    ) -> "MadeWarc":
        named = {"WARC-Date": date} | {name.replace("_", "-"): value for name, value in fields.items()}
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            http_headers=head,
            warc_headers_dict=named,
            warc_content_type=media_type,
        )
        self._writer.write_record(record)
        return self


def block_of(body: bytes = HTML, *, status: str = "200 OK", headers: Headers = (TYPE_HTML,)) -> bytes:
    """Return an HTTP response as bytes."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode() + body


def by_hand(block: bytes | None = None, *, ending: bytes = b"\r\n\r\n", **fields: str | None) -> bytes:
    """Return a record of `block`, whose fields are what one would write, but for `fields` (None: left out)."""
    block = block_of() if block is None else block
    named: dict[str, str | None] = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(block).hexdigest()}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": URL,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    }
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = ["WARC/1.0", *(f"{name}: {value}" for name, value in named.items() if value is not None), "", ""]
    return "\r\n".join(lines).encode() + block + ending


def members(*records: bytes) -> bytes:
    """Return `records`, each packed as a gzip member."""
    return b"".join(gzip.compress(record) for record in records)


def wacz(path: Path, files: dict[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> Path:
    """Write a WACZ file of `files` at `path`."""
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


class Read:
    """What came out of a web archive: pages, notes, and how many of each kind."""

    def __init__(self, path: Path, *, limit: int = LIMIT) -> None:
        results = list(read_warc(path, limit=limit))
        self.pages = [result for result in results if isinstance(result, CapturedPage)]
        self.notes = [result for result in results if isinstance(result, RecordNote)]
        self.kinds = Counter(note.kind for note in self.notes)

    @property
    def page(self) -> CapturedPage:
        (page,) = self.pages
        return page

    def why(self, kind: str) -> str:
        """Return the reason of the one note of `kind`."""
        (note,) = (note for note in self.notes if note.kind == kind)
        return note.why


def read(folder: Path, content: bytes, *, name: str = "made.warc.gz", limit: int = LIMIT) -> Read:
    """Write `content` to a file in `folder`, and return what is read of it."""
    (folder / name).write_bytes(content)
    return Read(folder / name, limit=limit)
