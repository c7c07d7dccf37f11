"""The ways in: files, folders, web archives, addresses and lists of them; all end in `Ingest.page`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from archive.capture.fetch import Fetcher
from archive.capture.files import read_file
from archive.capture.folder import Entry, walk
from archive.capture.lists import ListedPage, read_list
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.warc import RecordNote, is_web_archive, read_warc
from archive.pipeline.ingest import Ingest, Told
from archive.pipeline.outcome import Outcome, Result

# What a record of a web archive may be that is neither a page nor in order.
_FAILURES = {"broken", "too-large"}


def fetcher(*, robots: bool = True) -> Fetcher:
    """Return a fetcher as the settings bound it; `robots=False` asks for no robots.txt."""
    return Fetcher(most_bytes=settings.ARCHIVE_MAX_PAGE_BYTES, allow_hosts=settings.ARCHIVE_FETCH_ALLOW, robots=robots)


def ingest_paths(named: Iterable[str], ingest: Ingest, fetch: Fetcher | None = None) -> Iterator[Outcome]:
    """Yield what became of every page of the named files, folders and addresses, in order; a failure tells why."""
    try:
        for name in named:
            if is_address(name):
                yield ingest_address(name, ingest, fetch or fetcher())
                continue
            for entry in walk(Path(name)):
                yield from _ingest_entry(entry, ingest)
    finally:
        ingest.close()


def ingest_list(path: str, ingest: Ingest, fetch: Fetcher | None = None) -> Iterator[Outcome]:
    """Yield what became of every page that the list in the file `path` names; what the list says of one goes first."""
    try:
        listed = read_list(Path(path))
    except CaptureError as error:
        yield Outcome(path, Result.FAILED, error=str(error))
        return
    try:
        fetch = fetch or fetcher()
        for page in listed:
            yield _ingest_listed(path, page, ingest, fetch)
    finally:
        ingest.close()


def is_address(name: str) -> bool:
    """Return whether `name` is an address and no path."""
    return name.lower().startswith(("http://", "https://"))


def _ingest_listed(path: str, listed: ListedPage, ingest: Ingest, fetch: Fetcher) -> Outcome:
    where = f"{path}:{listed.line}"
    if listed.skipped or listed.failed:
        result = Result.SKIPPED if listed.skipped else Result.FAILED
        return Outcome(where, result, url=listed.url, error=listed.skipped or listed.failed)
    told = Told(listed.title, listed.source, listed.published, origin="list of addresses")
    return ingest_address(listed.url, ingest, fetch, where, told)


def ingest_address(
    url: str, ingest: Ingest, fetch: Fetcher, where: str | None = None, told: Told | None = None
) -> Outcome:
    """Fetch the page at `url` and bring it in; `where` names what asked for it, `told` is what was said of it."""
    try:
        page = fetch.fetch(url)
    except CaptureError as error:
        return Outcome(where or url, Result.FAILED, url=url, error=str(error))
    return ingest.page(page, where or url, told)


def _ingest_entry(entry: Entry, ingest: Ingest) -> Iterator[Outcome]:
    file = str(entry.path)
    if entry.skipped or entry.failed:
        yield Outcome(file, Result.SKIPPED if entry.skipped else Result.FAILED, error=entry.skipped or entry.failed)
        return
    try:
        if is_web_archive(entry.path):
            for found in read_warc(entry.path, limit=settings.ARCHIVE_MAX_PAGE_BYTES):
                yield _ingest_record(found, file, ingest)
        else:
            yield ingest.page(read_file(entry.path, limit=settings.ARCHIVE_MAX_PAGE_BYTES), file)
    except CaptureError as error:
        yield Outcome(file, Result.FAILED, error=str(error))


def _ingest_record(found: CapturedPage | RecordNote, file: str, ingest: Ingest) -> Outcome:
    if isinstance(found, CapturedPage):
        return ingest.page(found, file)
    result = Result.FAILED if found.kind in _FAILURES else Result.SKIPPED
    return Outcome(file, result, found.record, found.url, f"{found.kind}: {found.why}", kind=found.kind)
