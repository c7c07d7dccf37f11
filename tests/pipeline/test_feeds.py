"""Feeds followed: what is new comes in once, and what cannot be read is said."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, SourceFeed
from tests.makers import make_source
from tests.pipeline.test_ingest import HTML

pytestmark = pytest.mark.django_db

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Le Soir</title><link>{0}/</link>
<item><title>Un</title><link>{0}/un</link></item><item><title>Deux</title><link>{0}/deux</link></item>
</channel></rss>"""


class Site(BaseHTTPRequestHandler):
    """A feed with an ETag, and its two pages."""

    def do_GET(self) -> None:
        """Answer with the feed, a page, or 304 for a feed that has not changed."""
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path == "/feed.xml" and self.headers.get("If-None-Match") == '"1"':
            self.answer(304, "", "")
        elif self.path == "/feed.xml":
            self.answer(200, "application/rss+xml", FEED.format(base))
        elif self.path in ("/un", "/deux"):
            page = HTML.replace("https://lematin.example/2023/banque", base + self.path).replace("lundi", self.path)
            self.answer(200, "text/html", page)
        else:
            self.answer(404, "text/plain", "")

    def answer(self, status: int, media_type: str, body: str) -> None:
        """Send one answer."""
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings) -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ARCHIVE_FETCH_ALLOW = frozenset([f"127.0.0.1:{server.server_port}"])
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def feed_of(site: HTTPServer, path: str = "/feed.xml") -> SourceFeed:
    source = make_source("Le Soir", names=("Le Soir",))
    return SourceFeed.objects.create(source=source, url=f"http://127.0.0.1:{site.server_port}{path}")


def test_it_brings_in_what_is_new_and_asks_again_for_changes_alone(site, capsys):
    feed = feed_of(site)
    call_command("follow")
    assert sorted(Article.objects.values_list("source__name", "status")) == [("Le Soir", "draft")] * 2
    feed.refresh_from_db()
    assert (feed.etag, feed.error, feed.followed_at is not None) == ('"1"', "", True)
    site.asked.clear()
    call_command("follow", publish=True)
    assert site.asked == ["/robots.txt", "/feed.xml"]
    assert Article.objects.count() == 2


def test_it_passes_over_pages_that_are_known(site):
    feed = feed_of(site)
    call_command("follow")
    SourceFeed.objects.filter(pk=feed.pk).update(etag="")
    site.asked.clear()
    call_command("follow")
    assert "/un" not in site.asked


def test_it_says_which_feed_cannot_be_read_and_keeps_the_reason(site):
    feed = feed_of(site, "/none.xml")
    with pytest.raises(CommandError, match="1 failed"):
        call_command("follow")
    feed.refresh_from_db()
    assert "404" in feed.error


def test_it_refuses_a_source_without_a_feed():
    make_source("Le Soir")
    with pytest.raises(CommandError, match="le-soir"):
        call_command("follow", "le-soir")
