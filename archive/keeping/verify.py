"""Verification: every capture against its digest, every span against its text, index and files against rows.

Reads everything once, in batches, and changes nothing; a million captures take no more memory than a few.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from archive.capture.page import CaptureError
from archive.capture.store import CaptureStore, torn_bytes
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
    """Read every capture and compare its payload's SHA-256, file after file in the order of the records."""
    store = CaptureStore(settings.ARCHIVE_DATA / "captures")
    number = 0
    for capture in Capture.objects.order_by("warc_file", "warc_offset").iterator(chunk_size=BATCH):
        number += 1
        where = f"capture {capture.pk} ({capture.target_uri[:100]})"
        try:
            body = store.read(capture.warc_file, capture.warc_offset)
        except CaptureError as error:
            yield Problem(where, str(error))
            continue
        if hashlib.sha256(body).hexdigest() != capture.sha256:
            yield Problem(where, f"its payload at {capture.warc_offset} of {capture.warc_file} has another SHA-256")
        if number % BATCH == 0:
            yield Checked("captures", number)
    yield Checked("captures", number)


def _files() -> Iterator[Problem | Checked]:
    """Compare the files of the store with those that rows name, and look for torn tails."""
    folder = settings.ARCHIVE_DATA / "captures"
    files = sorted(folder.glob("*.warc.gz")) if folder.is_dir() else []
    named = set(Capture.objects.order_by().values_list("warc_file", flat=True).distinct())
    for path in files:
        if path.name not in named:
            yield Problem(str(path), "no capture's row names this file")
        if torn := torn_bytes(path):
            yield Problem(str(path), f"its last {torn} bytes are no whole record; the next ingest cuts them off")
    for missing in sorted(named - {path.name for path in files}):
        yield Problem(str(folder / missing), "captures' rows name this file, and it is not there")
    yield Checked("files", len(files))


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
