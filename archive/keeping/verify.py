"""Verification: every capture against its digest, every span against its text, index and files against rows.

Reads everything once, in batches, and changes nothing; a million captures take no more memory than a few.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from archive.capture.page import CaptureError
from archive.capture.store import CaptureStore
from archive.capture.tail import whole_members
from archive.models import Capture, Span
from archive.search import index

BATCH = 500


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be: where, and what is wrong with it."""

    where: str
    why: str


@dataclass(frozen=True)
class Checked:
    """How many of one kind were looked at so far."""

    what: str
    number: int


def verify() -> Iterator[Problem | Checked]:
    """Yield every problem as it is found, and now and then how far the verification has come."""
    yield from _captures()
    yield from _files()
    yield from _spans()
    yield from _index()


def _captures() -> Iterator[Problem | Checked]:
    """Read every capture's record and compare its payload's SHA-256, file after file in the order of the records."""
    store = CaptureStore(settings.ARCHIVE_DATA / "captures")
    number = 0
    rows = Capture.objects.select_related("refers_to").order_by("warc_file", "warc_offset")
    for capture in rows.iterator(chunk_size=BATCH):
        number += 1
        if fault := _fault(capture, store):
            yield Problem(f"capture {capture.pk} ({capture.target_uri[:100]})", fault)
        if number % BATCH == 0:
            yield Checked("captures", number)
    yield Checked("captures", number)


def _fault(capture: Capture, store: CaptureStore) -> str:
    """Return what is wrong with the record of `capture`; nothing where it is as it was kept."""
    try:
        record = store.record(capture.warc_file, capture.warc_offset)
        place = f"at {capture.warc_offset} of {capture.warc_file}"
        if record.field("WARC-Record-ID").strip() != capture.record_id:
            return f"the record {place} is another one"
        first = capture.refers_to
        if first is None:
            body = store.read(capture.warc_file, capture.warc_offset)
            same = hashlib.sha256(body).hexdigest() == capture.sha256
            return "" if same else f"its payload {place} has another SHA-256"
        refers = record.field("WARC-Refers-To").strip() == first.record_id and first.sha256 == capture.sha256
        return "" if refers else f"the revisit {place} refers to another record than capture {first.pk}"
    except CaptureError as error:
        return str(error)


def _files() -> Iterator[Problem | Checked]:
    """Compare the files of the store with those that rows name, and look for torn tails."""
    folder = settings.ARCHIVE_DATA / "captures"
    files = sorted(folder.glob("*.warc.gz")) if folder.is_dir() else []
    named = set(Capture.objects.order_by().values_list("warc_file", flat=True).distinct())
    left = 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path not in files:
            yield Problem(str(path), "is no file of the store: captures are kept in .warc.gz files")
    for path in files:
        pages, unnamed, torn = _looked_through(path)
        left += unnamed
        if path.name not in named and pages:
            yield Problem(str(path), "no capture's row names this file")
        if torn:
            yield Problem(str(path), f"its last {torn} bytes are no whole record; the next ingest cuts them off")
    for missing in sorted(named - {path.name for path in files}):
        yield Problem(str(folder / missing), "captures' rows name this file, and it is not there")
    yield Checked("files", len(files))
    if left:
        yield Checked("records that no row names, as a run leaves them that was killed", left)


def _looked_through(path: Path) -> tuple[int, int, int]:
    """Return of a file how many records hold pages, how many of these no row names, and how many bytes are torn."""
    rows = Capture.objects.filter(warc_file=path.name).order_by("warc_offset")
    offsets = rows.values_list("warc_offset", flat=True).iterator(chunk_size=BATCH)
    named = next(offsets, None)
    pages = unnamed = end = 0
    with path.open("rb") as handle:
        for member in whole_members(handle):
            end = member.end
            if not member.holds_page:
                continue
            pages += 1
            while named is not None and named < member.offset:
                named = next(offsets, None)
            unnamed += named != member.offset
    return pages, unnamed, path.stat().st_size - end


def _spans() -> Iterator[Problem | Checked]:
    """Compare the words of every anchored span with those that stand at its place."""
    number = 0
    for span in _anchored().iterator(chunk_size=BATCH):
        number += 1
        article = span.mention.article
        if getattr(article, span.field)[span.start : span.end] != span.words:
            yield Problem(
                f"span {span.pk} of article {article.pk}", f"its words are not at {span.start} of the {span.field}"
            )
        if number % BATCH == 0:
            yield Checked("spans", number)
    yield Checked("spans", number)


def _anchored() -> QuerySet[Span]:
    spans = Span.objects.filter(anchored=True).select_related("mention__article").order_by("pk")
    return spans.only("field", "start", "end", "words", "mention__article__title", "mention__article__text")


def _index() -> Iterator[Problem | Checked]:
    health = index.health()
    wrong = {"not in it": health.missing, "in it as they were before": health.stale, "gone, but in it": health.orphaned}
    for what, number in wrong.items():
        if number:
            yield Problem("search index", f"{number:,} articles are {what}; manage.py index mends it")
    yield Checked("articles in the index", health.indexed)
