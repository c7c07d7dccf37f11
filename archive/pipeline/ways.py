"""The ways in: files, folders, web archives, addresses and lists of them; all end in `Ingest.page`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.capture.addresses import read_url
from archive.capture.fetch import Fetcher
from archive.capture.files import read_file
from archive.capture.folder import Entry, walk
from archive.capture.lists import ListedPage, read_list
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.warc import RecordNote, is_web_archive, read_warc
from archive.models import Capture, Redirect
from archive.pipeline.ingest import Ingest
from archive.pipeline.outcome import Outcome, Result
from archive.pipeline.told import Told
from archive.pipeline.workers import Job, share

# What a record of a web archive may be that is neither a page nor in order.
_FAILURES = {"broken", "too-large"}
# Every site on the way may take as long again for its robots.txt; a server gives up on a request after a minute.
_AWAITED_SECONDS = 9
_AWAITED_REDIRECTS = 4
# Seconds between two requests to one host.
_PAUSE = 1.0
_KNOWN = "captured before; --again captures it once more"


def fetcher(*, robots: bool = True, awaited: bool = False) -> Fetcher:
    """Return a fetcher as the settings bound it; `robots=False` asks for no robots.txt.

    One that is `awaited` by somebody in front of a browser gives up earlier.
    """
    bounds: dict[str, Any] = {"pause": _PAUSE}
    if awaited:
        bounds = {"timeout": _AWAITED_SECONDS, "most_redirects": _AWAITED_REDIRECTS}
    most, allowed = settings.ARCHIVE_MAX_PAGE_BYTES, settings.ARCHIVE_FETCH_ALLOW
    return Fetcher(most_bytes=most, allow_hosts=allowed, robots=robots, **bounds)


def ingest_paths(
    named: Iterable[str], ingest: Ingest, fetch: Fetcher | None = None, workers: int = 1
) -> Iterator[Outcome]:
    """Yield what became of every page of the named files, folders and addresses, in order; a failure tells why.

    With more than one of `workers`, so many processes do it; reading web archives and fetching is left to this one.
    """
    return _done(_jobs(named, fetch or fetcher()), ingest, workers)


def ingest_list(
    path: str, ingest: Ingest, fetch: Fetcher | None = None, *, workers: int = 1, again: bool = False
) -> Iterator[Outcome]:
    """Yield what became of every page that the list in the file `path` names; what the list says of one goes first.

    An address that has been captured before is passed over, so that a run that was broken off goes on where it was;
    with `again` it is captured once more.
    """
    return _done(_listed_jobs(path, fetch or fetcher(), again), ingest, workers)


def ingest_address(
    url: str, ingest: Ingest, fetch: Fetcher, where: str | None = None, told: Told | None = None
) -> Outcome:
    """Fetch the page at `url` and bring it in; `where` names what asked for it, `told` is what was said of it."""
    job = _fetched(url, fetch, where or url, told)
    return job if isinstance(job, Outcome) else _do(job, ingest)


def is_captured(url: str) -> bool:
    """Return whether the page at `url`, or the one that it led to, has been captured."""
    with suppress(CaptureError):
        url = read_url(url).url  # as it would be asked
    return Capture.objects.filter(target_uri=url).exists() or Redirect.objects.filter(url=url).exists()


def is_address(name: str) -> bool:
    """Return whether `name` is an address and no path."""
    return name.lower().startswith(("http://", "https://"))


def _done(jobs: Iterator[Job | Outcome], ingest: Ingest, workers: int) -> Iterator[Outcome]:
    try:
        if workers > 1:
            yield from share(jobs, _do, ingest, workers)
            return
        for job in jobs:
            yield job if isinstance(job, Outcome) else _do(job, ingest)
    finally:
        ingest.close()


def _do(job: Job, ingest: Ingest) -> Outcome:
    if job.page is not None:
        return ingest.page(job.page, job.file, job.told)
    try:
        page = read_file(Path(job.file), limit=settings.ARCHIVE_MAX_PAGE_BYTES)
    except CaptureError as error:
        return Outcome(job.file, Result.FAILED, error=str(error))
    return ingest.page(page, job.file, job.told)


def _jobs(named: Iterable[str], fetch: Fetcher) -> Iterator[Job | Outcome]:
    for name in named:
        if is_address(name):
            yield _fetched(name, fetch, name)
            continue
        for entry in walk(Path(name)):
            yield from _of_entry(entry)


def _fetched(url: str, fetch: Fetcher, where: str, told: Told | None = None) -> Job | Outcome:
    try:
        return Job(where, fetch.fetch(url), told)
    except CaptureError as error:
        return Outcome(where, Result.FAILED, url=url, error=str(error))


def _listed_jobs(path: str, fetch: Fetcher, again: bool) -> Iterator[Job | Outcome]:
    try:
        listed = read_list(Path(path))
    except CaptureError as error:
        yield Outcome(path, Result.FAILED, error=str(error))
        return
    for page in listed:
        yield _of_line(f"{path}:{page.line}", page, fetch, again)


def _of_line(where: str, listed: ListedPage, fetch: Fetcher, again: bool) -> Job | Outcome:
    if listed.skipped or listed.failed:
        result = Result.SKIPPED if listed.skipped else Result.FAILED
        return Outcome(where, result, url=listed.url, error=listed.skipped or listed.failed)
    if not again and is_captured(listed.url):
        return Outcome(where, Result.SKIPPED, url=listed.url, error=_KNOWN)
    return _fetched(listed.url, fetch, where, Told(listed.title, listed.source, listed.published, "list of addresses"))


def _of_entry(entry: Entry) -> Iterator[Job | Outcome]:
    file = str(entry.path)
    if entry.skipped or entry.failed:
        yield Outcome(file, Result.SKIPPED if entry.skipped else Result.FAILED, error=entry.skipped or entry.failed)
    elif is_web_archive(entry.path):
        try:
            for found in read_warc(entry.path, limit=settings.ARCHIVE_MAX_PAGE_BYTES):
                yield Job(file, found) if isinstance(found, CapturedPage) else _noted(found, file)
        except CaptureError as error:
            yield Outcome(file, Result.FAILED, error=str(error))
    else:
        yield Job(file)


def _noted(note: RecordNote, file: str) -> Outcome:
    result = Result.FAILED if note.kind in _FAILURES else Result.SKIPPED
    return Outcome(file, result, note.record, note.url, f"{note.kind}: {note.why}", kind=note.kind)
