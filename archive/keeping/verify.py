"""Verification: every capture against its digest, every span against its text, index and files against rows.

Reads everything once, in batches, and changes nothing; a million captures take no more memory than a few.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from archive.capture.digests import unmatched_digests
from archive.capture.page import CaptureError
from archive.capture.store import OURS, CaptureStore, body_of, is_held
from archive.capture.tail import is_torn, whole_members
from archive.models import Article, Capture, Mention, Span
from archive.search import index

BATCH = 500
_TEXTS = 50  # of articles in memory at once: one may have megabytes


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
        if wrong := next(unmatched_digests(record, ()), ""):
            return f"the record {place} is damaged: {wrong}"
        first = capture.refers_to
        if first is None:
            same = hashlib.sha256(body_of(record)).hexdigest() == capture.sha256
            return "" if same else f"its payload {place} has another SHA-256"
        refers = record.field("WARC-Refers-To").strip() == first.record_id and first.sha256 == capture.sha256
        return "" if refers else f"the revisit {place} refers to another record than capture {first.pk}"
    except CaptureError as error:
        return str(error)


def _files() -> Iterator[Problem | Checked]:
    """Compare the files of the store with those that rows name, and look for damage between the named records."""
    folder = settings.ARCHIVE_DATA / "captures"
    named = set(Capture.objects.order_by().values_list("warc_file", flat=True).distinct())
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    files = left = 0
    for path in there:
        if not path.name.endswith(".warc.gz"):
            yield Problem(str(path), "is no file of the store: captures are kept in .warc.gz files")
            continue
        files += 1
        try:
            for found in _looked_through(path):
                if isinstance(found, Problem):
                    yield found
                else:
                    left += found
        except OSError as error:
            yield Problem(str(path), f"cannot be read: {error.strerror or error}")
    for missing in sorted(named - {path.name for path in there}):
        yield Problem(str(folder / missing), "captures' rows name this file, and it is not there")
    yield Checked("files", files)
    if left:
        yield Checked("records that no row names, as a run leaves them that was killed", left)


def _looked_through(path: Path) -> Iterator[Problem | int]:
    """Yield what is wrong with a file beside its captures' payloads, then how many records of pages no row names."""
    rows = Capture.objects.filter(warc_file=path.name).order_by("warc_offset")
    places = rows.values_list("warc_offset", "warc_length", "pk").iterator(chunk_size=BATCH)
    named = next(places, None)
    pages = unnamed = end = 0
    with path.open("rb") as handle:
        was_held = is_held(handle)
        for member in whole_members(handle):
            end = member.end
            while named is not None and named[0] < member.offset:
                named = next(places, None)
            if named is not None and named[0] == member.offset and named[1] != member.length:
                why = f"its row says that its record takes {named[1]:,} bytes, and it takes {member.length:,}"
                yield Problem(f"capture {named[2]}", why)
            pages += member.holds_page
            unnamed += member.holds_page and (named is None or named[0] != member.offset)
        if not (was_held or is_held(handle)):  # what is being written at this moment is not there yet
            yield from _of_file(path, handle, end, pages)
    yield unnamed


def _of_file(path: Path, handle: BinaryIO, end: int, pages: int) -> Iterator[Problem]:
    """Yield what is wrong with a file that nobody writes, of which so many records of pages end whole at `end`."""
    if pages and not Capture.objects.filter(warc_file=path.name).exists():
        yield Problem(str(path), "no capture's row names this file")
    behind = path.stat().st_size - end
    if behind and (Capture.objects.end_in(path.name) > end or not is_torn(handle, end)):
        yield Problem(str(path), f"it is damaged at {end}: no whole record begins there, and others follow")
    elif behind:
        cut = "; the next ingest cuts them off" if path.name.startswith(OURS) else ""
        yield Problem(str(path), f"its last {behind} bytes are no whole record{cut}")


def _spans() -> Iterator[Problem | Checked]:
    """Compare the words of every anchored span with those that stand at its place."""
    number = told = 0
    for article in _articles().iterator(chunk_size=_TEXTS):
        for span in (span for mention in article.mentions.all() for span in mention.spans.all()):
            number += 1
            if getattr(article, span.field)[span.start : span.end] != span.words:
                why = f"its words are not at {span.start} of the {span.field}"
                yield Problem(f"span {span.pk} of article {article.pk}", why)
        if number >= told + BATCH:
            told = number
            yield Checked("spans", number)
    yield Checked("spans", number)


def _articles() -> QuerySet[Article]:
    """Return the articles with their anchored spans: each text is read once, however many spans are in it."""
    spans = Span.objects.filter(anchored=True).only("mention", "field", "start", "end", "words").order_by("pk")
    rows = Article.objects.order_by("pk").only("title", "text")
    return rows.prefetch_related(
        Prefetch("mentions", Mention.objects.only("article")), Prefetch("mentions__spans", spans)
    )


def _index() -> Iterator[Problem | Checked]:
    health = index.health()
    wrong = {"not in it": health.missing, "in it as they were before": health.stale, "gone, but in it": health.orphaned}
    for what, number in wrong.items():
        if number:
            yield Problem("search index", f"{number:,} articles are {what}; manage.py index mends it")
    yield Checked("articles in the index", health.indexed)
