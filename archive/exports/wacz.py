"""Captures as a WACZ file: their records copied byte for byte, an index of them, and a list of their pages.

Source: Web Archive Collection Zipped 1.1.1 (Webrecorder, specs.webrecorder.net/wacz/1.1.1). Whatever the number of
captures, memory holds their keys and one batch of rows; the index is sorted on disk.
"""

import sqlite3
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from django.conf import settings
from django.db.models import Q, QuerySet

from archive.capture.cdxj import timestamp
from archive.capture.copying import member_at
from archive.exports.package import Package, json_line
from archive.exports.records import Copier, CopyError
from archive.models import Article, Capture, CapturedText
from archive.models.snapshot import snapshot

BATCH = 200


class ExportError(Exception):
    """An export that cannot be finished; the message says why."""


@dataclass(frozen=True)
class Unreadable:
    """A capture that is not in the export: which, and why."""

    capture: str
    why: str


@dataclass(frozen=True)
class Written:
    """How many of one kind ("records", "pages") the export holds so far."""

    what: str
    number: int


def write_wacz(
    captures: QuerySet[Capture], out: BinaryIO, *, description: str = ""
) -> Generator[Written | Unreadable, None, None]:
    """Write `captures` to `out` as a WACZ file; yield what cannot be read, and now and then how far it has come.

    With the record of a capture goes the request that it answers, and with a revisit the record that it refers to.
    Captures of which there are articles are listed as pages; those without an address as "urn:sha256:…", which pywb
    replays.
    Raises `ExportError` where there is no room to sort the index, and `OSError` where `out` refuses.
    """
    try:
        with zipfile.ZipFile(out, "w") as zipped, closing(sqlite3.connect("")) as scratch:
            package = Package(zipped, scratch, datetime.now(UTC))
            missing: set[int] = set()
            with snapshot():
                yield from _records(captures, package, missing)
                yield from _pages(captures, package, missing)
            package.finish(description)
    except sqlite3.Error as error:
        raise ExportError(f"the index cannot be sorted in the folder for temporary files: {error}") from error


def _records(captures: QuerySet[Capture], package: Package, missing: set[int]) -> Iterator[Written | Unreadable]:
    """Copy the records of the captures and of those that they refer to, in the order in which they lie."""
    chosen = captures.order_by()
    referred = chosen.filter(refers_to__isnull=False).values("refers_to")
    rows = Capture.objects.filter(Q(pk__in=chosen.values("pk")) | Q(pk__in=referred))
    copied = 0
    with Copier(settings.ARCHIVE_DATA / "captures", package) as copier:
        for capture in rows.order_by("warc_file", "warc_offset", "pk").iterator(chunk_size=BATCH):
            try:
                copier.copy(capture)
            except CopyError as error:
                missing.add(capture.pk)
                yield Unreadable(f"capture {capture.pk} ({capture.target_uri[:100]})", str(error))
                continue
            copied += 1
            if copied % BATCH == 0:
                yield Written("captures", copied)
    yield Written("captures", copied)


def _pages(captures: QuerySet[Capture], package: Package, missing: set[int]) -> Iterator[Written]:
    """List the captures of which there are articles."""
    number = 0
    rows = captures.order_by("pk").select_related("article", "captured_text")
    with package.file("pages/pages.jsonl", packed=True) as pages:
        pages.write(json_line({"format": "json-pages-1.0", "id": "pages", "title": "All pages", "hasText": True}))
        for capture in rows.iterator(chunk_size=BATCH):
            if capture.article is None or {capture.pk, capture.refers_to_id} & missing:
                continue
            pages.write(json_line(_page(capture, capture.article)))
            number += 1
            if number % BATCH == 0:
                yield Written("pages", number)
    yield Written("pages", number)


def _page(capture: Capture, article: Article) -> dict[str, str]:
    """Return the line of a capture in the list of pages: title and text as extracted from it."""
    words: Article | CapturedText = getattr(capture, "captured_text", None) or article
    moment = capture.captured_at or _record_date(capture)
    return {
        "id": capture.record_id.strip("<>").removeprefix("urn:uuid:"),
        "url": capture.target_uri,
        "ts": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "title": words.title,
        "text": words.text,
    }


def _record_date(capture: Capture) -> datetime:
    """Return the date of the capture's record, by which the index knows one of which nobody told the time."""
    with (settings.ARCHIVE_DATA / "captures" / capture.warc_file).open("rb") as handle:
        member = member_at(handle, capture.warc_offset)
    told = timestamp(member.field("WARC-Date")) if member else ""
    return datetime.strptime(told, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if told else capture.recorded_at
