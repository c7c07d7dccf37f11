"""Captures whose records lie in the store, for the tests of what is given out."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.capture.page import CapturedPage
from archive.capture.store import CaptureStore
from archive.models import Article, Capture
from tests.makers import make_article

HTML = b"<!DOCTYPE html><html><head><title>Harbour</title></head><body><p>The harbour.</p></body></html>"
URL = "https://gazette.example/harbour"
MOMENT = datetime(2023, 11, 23, 9, 30, 15, 250_000, tzinfo=UTC)


def store_path(capture: Capture) -> Path:
    """Return the path of the WARC file in which the record of `capture` lies."""
    return settings.ARCHIVE_DATA / "captures" / capture.warc_file


def html(words: str) -> bytes:
    """Return a page that says `words`."""
    return HTML.replace(b"The harbour.", words.encode())


def fetched(body: bytes = HTML, headers: tuple[str, ...] = (), **fields: Any) -> CapturedPage:
    """Return a page as a server answered with it, packed with gzip, and with the request."""
    head = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Content-Encoding: gzip", *headers]
    values: dict[str, Any] = {
        "media_type": "text/html",
        "url": URL,
        "captured_at": MOMENT,
        "status": 200,
        "server_ip": "192.0.2.7",
        "request": b"GET /harbour HTTP/1.1\r\nHost: gazette.example\r\nCookie: session=hidden\r\n\r\n",
        "raw": "\r\n".join([*head, "", ""]).encode() + gzip.compress(body, mtime=0),
    }
    return CapturedPage(body=body, **{**values, **fields})


def keep(page: CapturedPage | None = None, article: Article | None = None, **fields: Any) -> Capture:
    """Return the saved capture of `page`, whose record is written; of a published article unless told otherwise.

    With `refers_to` the record is a revisit of that capture's.
    """
    page = page or fetched()
    first = fields.get("refers_to")
    store = CaptureStore(settings.ARCHIVE_DATA / "captures")
    place = store.append(page, (first.warc_file, first.warc_offset) if first else None)
    store.close()
    values: dict[str, Any] = {
        "article": article or make_article(),
        "target_uri": page.target_uri,
        "captured_at": page.captured_at,
        "sha256": page.sha256,
        "media_type": page.media_type,
        "charset": page.charset,
        "http_status": page.status,
        "original_name": page.name,
        "warc_file": place.file,
        "warc_offset": place.offset,
        "warc_length": place.length,
        "record_id": place.record_id,
        "payload_length": len(page.body),
    }
    return Capture.objects.create(**{**values, **fields})
