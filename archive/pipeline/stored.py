"""Stored captures read again: the page that was taken, and the article that extraction finds in it now."""

from archive.capture.page import CapturedPage, CaptureError
from archive.capture.store import CaptureStore
from archive.extraction.article import ExtractedArticle, KnownSource, KnownSources, NoArticle
from archive.extraction.extract import extract
from archive.models import Capture, Source


def known_sources() -> KnownSources:
    """Return the sources that the archive knows, by which extraction tells whose a page is."""
    rows = Source.objects.order_by("pk").prefetch_related("names", "hosts")
    return KnownSources(
        KnownSource(
            row.pk,
            tuple(dict.fromkeys([row.name, *(name.text for name in row.names.all())])),
            tuple(host.host for host in row.hosts.all()),
        )
        for row in rows
    )


def stored_page(capture: Capture, store: CaptureStore) -> CapturedPage:
    """Return the page of `capture` as it was when it was taken; raises `CaptureError` where its bytes are not there."""
    kept = capture.bytes_in
    page = CapturedPage(
        body=store.read(kept.warc_file, kept.warc_offset),
        media_type=capture.media_type,
        charset=capture.charset or "utf-8",
        url=None if capture.target_uri.startswith("urn:sha256:") else capture.target_uri,
        captured_at=capture.captured_at,
        status=capture.http_status,
    )
    if page.sha256 != capture.sha256:
        raise CaptureError(
            f"the record at {kept.warc_offset} of {kept.warc_file} holds another page: its SHA-256 differs"
        )
    return page


def extract_safely(page: CapturedPage, sources: KnownSources) -> ExtractedArticle:
    """Return the article in `page`; whatever is wrong with the page is raised as `NoArticle`, with the reason."""
    try:
        return extract(page, sources)
    except NoArticle:
        raise
    except RecursionError as error:
        raise NoArticle("the page is nested too deeply to be read") from error
    except Exception as error:
        raise NoArticle(fault(error)) from error


def extract_stored(capture: Capture, store: CaptureStore, sources: KnownSources) -> ExtractedArticle:
    """Return what extraction finds in `capture` now; raises `CaptureError` or `NoArticle` with the reason."""
    return extract_safely(stored_page(capture, store), sources)


def fault(error: Exception) -> str:
    """Return the reason for a page that nobody thought of: it must not stop the thousands after it."""
    return f"a fault of this program, please report it: {type(error).__name__}: {error}"[:500]
