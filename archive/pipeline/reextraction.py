"""Extraction run again over the captures of articles, when its rules or the known sources have changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from archive.capture.page import CaptureError
from archive.capture.store import CaptureStore
from archive.extraction.article import ExtractedArticle, KnownSources, NoArticle
from archive.lib.edtf import EDTFError
from archive.models import Article
from archive.pipeline.counting import held
from archive.pipeline.rebuild import key_batches
from archive.pipeline.refilling import refill, save_refilled
from archive.pipeline.stored import extract_stored, fault, known_sources
from archive.pipeline.versions import read_versions, save_versions

# What may change beside fields.
_NO_FIELDS = {"origins", "versions"}


class Again(StrEnum):
    """What extracting again did to an article."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class Reextracted:
    """What became of one article: the names of the fields that changed, or why it was skipped or failed.

    Beside fields there may be "authors", "origins" (of fields that stayed) and "versions" (texts of other captures).
    """

    article: int
    title: str
    outcome: Again
    fields: tuple[str, ...] = ()
    error: str = ""


def extract_again(articles: QuerySet[Article], *, dry_run: bool = False) -> Iterator[Reextracted]:
    """Extract each of `articles` again from the capture that its text came from, and yield what became of it.

    What a curator corrected, and what was told at ingest, stays. One transaction an article, and none where nothing
    changes: a run that was stopped can be started again. Mentions, index and counts follow. With `dry_run` nothing is
    written. Raises only what stops all of them, a database that does not answer.
    """
    store, sources = CaptureStore(settings.ARCHIVE_DATA / "captures"), known_sources()
    for ids in key_batches(articles):
        for pk in ids:
            article = Article.objects.select_related("source", "text_capture__refers_to").filter(pk=pk).first()
            if article is not None:
                yield _outcome(article, store, sources, dry_run)


def _outcome(article: Article, store: CaptureStore, sources: KnownSources, dry_run: bool) -> Reextracted:
    title = article.title
    if article.text_capture is None:
        return Reextracted(article.pk, title, Again.SKIPPED, error="no capture stands behind it")
    try:
        fields = _extract_again(article, store, sources, dry_run)
    except (CaptureError, NoArticle, EDTFError) as error:
        return Reextracted(article.pk, title, Again.FAILED, error=str(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        return Reextracted(article.pk, title, Again.FAILED, error=fault(error))
    return Reextracted(article.pk, title, Again.CHANGED if fields else Again.UNCHANGED, fields)


def _extract_again(article: Article, store: CaptureStore, sources: KnownSources, dry_run: bool) -> tuple[str, ...]:
    """Return what changes, once it is written; what takes long is done before the row is held."""
    capture = article.text_capture
    if capture is None:
        return ()
    extracted = extract_stored(capture, store, sources)
    versions = read_versions(article, store, sources)
    changes = _changes(article, extracted, versions)
    if not changes or dry_run:
        return changes
    with held(article.pk) as row:
        if row is None or row.text_capture_id != capture.pk:
            return ()  # deleted, or given another capture's text at this moment
        changes = _changes(row, extracted, versions)
        if changes:
            save_refilled(row, extracted, [name for name in changes if name not in _NO_FIELDS])
            save_versions(row, versions)
    return changes


def _changes(article: Article, extracted: ExtractedArticle, versions: dict[int, tuple[str, str]]) -> tuple[str, ...]:
    """Set the fields of `article` anew, and return the names of what changes by that."""
    before = article.origins
    sha256 = article.text_capture.sha256 if article.text_capture else ""
    changed = refill(article, extracted, alone=not article.captures.exclude(sha256=sha256).exists())
    if not changed and article.origins != before:
        changed.append("origins")
    return (*changed, *(["versions"] if versions else []))
