"""Feeds followed: what is new in the sources' feeds is fetched and ingested, and the feed's state is kept."""

from collections.abc import Iterator

from django.utils import timezone

from archive.capture.feed import FeedEntry, FeedState, follow_feed
from archive.capture.fetch import Fetcher
from archive.capture.page import CaptureError
from archive.models import Article, SourceFeed
from archive.pipeline.ingest import Ingest
from archive.pipeline.outcome import Outcome, Result
from archive.pipeline.ways import ingest_address, is_captured


def follow(feeds: Iterator[SourceFeed], fetch: Fetcher, *, publish: bool = False) -> Iterator[Outcome]:
    """Yield what became of every new page of the feeds, and why a feed could not be read.

    A feed is asked for only what changed since it was last read whole; its state is kept after its pages are in, so
    that a run that is killed finds them again.
    """
    for feed in feeds:
        try:
            found = follow_feed(fetch, feed.url, FeedState(feed.etag, feed.last_modified))
        except CaptureError as error:
            _keep(feed, FeedState(feed.etag, feed.last_modified), str(error))
            yield Outcome(feed.url, Result.FAILED, url=feed.url, error=str(error))
            continue
        run = Ingest(source=feed.source, publish=publish)
        failed = False
        for entry in found.feed.entries if found.feed else ():
            outcome = _ingest_entry(feed, entry, run, fetch)
            failed = failed or outcome.outcome == Result.FAILED
            yield outcome
        run.close()
        # Where a page failed, the whole feed is read again next time; what came in then is passed over.
        _keep(feed, FeedState() if failed else found.state, "")


def _ingest_entry(feed: SourceFeed, entry: FeedEntry, run: Ingest, fetch: Fetcher) -> Outcome:
    if is_captured(entry.url) or Article.objects.filter(url=entry.url).exists():
        return Outcome(feed.url, Result.SKIPPED, url=entry.url, error="known already", kind="known")
    return ingest_address(entry.url, run, fetch, feed.url)


def _keep(feed: SourceFeed, state: FeedState, error: str) -> None:
    feed.etag, feed.last_modified = state.etag[:1000], state.last_modified[:200]
    feed.followed_at, feed.error = timezone.now(), error
    feed.save(update_fields=["etag", "last_modified", "followed_at", "error"])
