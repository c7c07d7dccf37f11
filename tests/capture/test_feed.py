"""Feeds: RSS and Atom as they are, broken as they come, and followed over HTTP."""

from collections.abc import Iterator
from contextlib import suppress
from time import process_time

import pytest

from archive.capture.feed import MOST_BYTES, FeedEntry, FeedState, find_feeds, follow_feed, read_feed
from archive.capture.fetch import Fetcher
from archive.capture.page import CaptureError
from tests.capture.server import Server, answer, moved, page, serving

URL = "https://gazette.example/feeds/news.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>La Gazette &amp; Cie</title>
  <link>https://gazette.example</link>
  <atom:link rel="self" href="https://gazette.example/feeds/news.xml"/>
  <item>
    <title><![CDATA[Le phare est <em>rallumé</em> &amp; réparé<script>x()</script>]]></title>
    <link>/phare?a=1&amp;b=2#top</link>
    <guid isPermaLink="false">gazette:7</guid>
    <pubDate>Mon, 20 Nov 2023 20:24:00 +0100</pubDate>
    <description>&lt;p&gt;Texte&lt;/p&gt;</description>
    <content:encoded><![CDATA[<p>Texte</p>]]></content:encoded>
  </item>
  <item>
    <title>Sous la barre : 3 &lt; 4</title>
    <guid>https://gazette.example/barre</guid>
  </item>
</channel>
</rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/en/">
  <title type="html">The &lt;b&gt;Gazette&lt;/b&gt;</title>
  <link rel="alternate" href="."/>
  <entry>
    <id>urn:uuid:1</id>
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The lamp <i>again</i></div></title>
    <link rel="enclosure" type="audio/mpeg" href="lamp.mp3"/>
    <link rel="alternate" type="text/html" href="lamp"/>
    <published>2023-11-19T20:24:00-05:00</published>
    <updated>2023-11-20T20:24:00.123Z</updated>
    <content type="html">&lt;p&gt;Text</content>
  </entry>
</feed>
"""


def refusal(body: bytes, url: str = URL) -> str:
    with pytest.raises(CaptureError) as caught:
        read_feed(body, url)
    return str(caught.value)


def rss(item: str, head: str = "") -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Gazette</title><item>{item}</item></channel></rss>'.encode()


def test_it_reads_rss():
    feed = read_feed(RSS.encode(), URL)
    assert (feed.title, feed.homepage, feed.notes) == ("La Gazette & Cie", "https://gazette.example/", ())
    assert feed.entries == (
        FeedEntry(
            "https://gazette.example/phare?a=1&b=2",
            "Le phare est rallumé & réparé",
            published="2023-11-20T20:24:00+01:00",
            id="gazette:7",
        ),
        FeedEntry("https://gazette.example/barre", "Sous la barre : 3 < 4", id="https://gazette.example/barre"),
    )


def test_it_reads_atom():
    feed = read_feed(ATOM.encode(), URL)
    assert (feed.title, feed.homepage, feed.notes) == ("The Gazette", "https://gazette.example/en/", ())
    assert feed.entries == (
        FeedEntry(
            "https://gazette.example/en/lamp",
            "The lamp again",
            published="2023-11-19T20:24:00-05:00",
            updated="2023-11-20T20:24:00Z",
            id="urn:uuid:1",
        ),
    )


def test_it_reads_rss_1():
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>G</title></channel>
      <item rdf:about="https://gazette.example/a"><title>A</title><link>https://gazette.example/a</link>
      <dc:date>2023-11-20T08:00+01:00</dc:date></item></rdf:RDF>"""
    (entry,) = read_feed(body.encode(), URL).entries
    assert (entry.url, entry.updated) == ("https://gazette.example/a", "2023-11-20T08:00:00+01:00")


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("Mon, 20 Nov 2023 20:24:00 GMT", "2023-11-20T20:24:00+00:00"),
        ("Mon, 20 Nov 2023 20:24 EST", "2023-11-20T20:24:00-05:00"),
        ("20 Nov 23 20:24:00 +0530", "2023-11-20T20:24:00+05:30"),
        ("Mon, 20 Nov 2023 20:24:00", "2023-11-20T20:24:00"),
        ("Mon, 20 Nov 2023 20:24:00 -0000", "2023-11-20T20:24:00+00:00"),
        ("Mon, 20 Nov 2023 20:24:00 CET", "2023-11-20T20:24:00+01:00"),
        ("2023-11-20T20:24:00+01:00", "2023-11-20T20:24:00+01:00"),
        ("2023-11-20T20:24:00Z", "2023-11-20T20:24:00Z"),
        ("2023-11-20 20:24:00", "2023-11-20T20:24:00"),
        ("2023-11-20", "2023-11-20"),
        ("2023-11", "2023-11"),
        ("2023", "2023"),
        ("lundi 20 novembre 2023 à 20h24", "2023-11-20T20:24:00"),
        ("20 août 2023", "2023-08-20"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", ""),
        ("0001-01-01T00:00:00Z", ""),
        ("Mon, 31 Nov 2023 20:24:00 GMT", ""),
        ("yesterday", ""),
        ("99999999999999999999", ""),
        ("", ""),
    ],
)
def test_it_reads_dates(written, edtf):
    (entry,) = read_feed(rss(f"<link>https://gazette.example/a</link><pubDate>{written}</pubDate>"), URL).entries
    assert entry.published == edtf


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<link>/a</link><title>Été</title>").decode(), "latin-1"),
        ('<?xml version="1.0" encoding="utf-8"?>' + rss("<link>/a</link><title>Été</title>").decode(), "cp1252"),
        (rss("<link>/a</link><title>Été</title>").decode(), "utf-8-sig"),
        (rss("<link>/a</link><title>Été</title>").decode(), "utf-16"),
        ("\n\n" + rss("<link>/a</link><title>&Eacute;t&#233;</title>", '<?xml version="1.0"?>').decode(), "utf-8"),
    ],
)
def test_it_finds_the_charset(body, charset):
    (entry,) = read_feed(body.encode(charset), URL).entries
    assert entry.title == "Été"


def test_it_takes_the_charset_that_the_server_declares():
    (entry,) = read_feed(
        rss("<link>/a</link><title>мост</title>").decode().encode("cp1251"), URL, charset="cp1251"
    ).entries
    assert entry.title == "мост"


@pytest.mark.parametrize(
    "body",
    [
        rss("<link>/a</link><title>A & B</title>"),
        rss("<link>/a</link><title>A &amp; B</title><media:content url='x'/>"),
        rss("<link>/a</link><title>A &amp; B</title></item><item><title>cut off").partition(b"</channel>")[0],
        RSS.encode()[:-40] + b"\x00\x0b" + RSS.encode()[-40:],
    ],
)
def test_it_takes_what_it_can_of_broken_xml_and_says_so(body):
    feed = read_feed(body, URL)
    assert feed.entries[0].url.startswith("https://gazette.example/")
    assert feed.notes[0].startswith("the feed's XML is broken on line ")


def test_it_lists_each_address_once_and_none_that_cannot_be_fetched():
    items = ("/a", "/a#b", "javascript:alert(1)", "mailto:a@gazette.example", "", "http://u:p@gazette.example/")
    body = rss("</item><item>".join(f"<title>{number}</title><link>{link}</link>" for number, link in enumerate(items)))
    feed = read_feed(body, URL)
    assert [(entry.url, entry.title) for entry in feed.entries] == [("https://gazette.example/a", "0")]
    assert feed.notes == ("entries without an address that can be fetched: 4 (“2” is the first)",)


def test_it_takes_an_empty_feed():
    feed = read_feed(b'<rss version="2.0"><channel><title>Gazette</title></channel></rss>', URL)
    assert (feed.title, feed.entries, feed.notes) == ("Gazette", (), ())


PAGE = b"""<!DOCTYPE html><html><head><link rel="stylesheet" href="/x.css">
<link rel="alternate" type="application/rss+xml" href="/rss">
<link rel="Alternate" type="application/atom+xml" href="atom">
<link rel="alternate" hreflang="fr" href="/fr"><link rel="alternate" type="application/rss+xml" href="javascript:x">
</head><body>"""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "the feed is empty"),
        (b"Le phare", "this is no RSS or Atom feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "this is no RSS or Atom feed"),
        (
            b'<?xml version="1.0"?><urlset><url><loc>https://a.example</loc></url></urlset>',
            "this is no RSS or Atom feed",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is no RSS or Atom feed"),
        (b"<html><body>", "this is an HTML page, not an RSS or Atom feed"),
        (PAGE, "this is an HTML page, not an RSS or Atom feed; it links to the feed https://gazette.example/rss"),
        (b"<rss>" + b"<a/>" * 40_000 + b"</rss>", "the feed holds more than 30,000 elements"),
    ],
)
def test_it_refuses_what_is_no_feed(body, says):
    assert refusal(body).startswith(says)


def test_it_refuses_a_feed_that_is_too_large():
    assert "the feed is too large" in refusal(b" " * (MOST_BYTES + 1))


def test_it_finds_the_feeds_of_a_page():
    assert find_feeds(PAGE, URL) == ["https://gazette.example/rss", "https://gazette.example/feeds/atom"]
    assert find_feeds(b"", URL) == find_feeds(b"<!-- -->", URL) == []


@pytest.mark.parametrize(
    "entity", ['<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY a SYSTEM "http://127.0.0.1:9/">', '<!ENTITY a "x">']
)
def test_it_reads_no_entity_of_a_feed(entity):
    feed = read_feed(rss("<link>/a</link><title>A&a;</title>", f"<!DOCTYPE rss [{entity}]>"), URL)
    assert [entry.title for entry in feed.entries] in (["A&a;"], ["A"])


@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<" * 1_000_000,
        rss("<title>" + "&" * 1_000_000),
        b"<rss version='2.0'><channel>" + b"<item>" * 200_000,
        b"<rss version='2.0'><channel>" + b"<x:a/>" * 25_000 + b"</channel></rss>",
        b"<rss><channel><item " + b"a='" * 300_000,
        b"<!DOCTYPE " + b"<!ENTITY " * 200_000,
        rss("<title>" + "<![CDATA[" * 200_000),
        rss("<title>&lt;" + "b&gt;&lt;" * 100_000 + "</title>"),
    ],
)
def test_it_is_not_slowed_by_a_hostile_feed(body):
    began = process_time()
    with suppress(CaptureError):
        read_feed(body, URL)
    assert process_time() - began < 10


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def fetcher() -> Fetcher:
    hosts = frozenset({"gazette.example"})
    return Fetcher(allow_hosts=hosts, resolver=lambda host, port: ["127.0.0.1"], robots=False)


def test_it_follows_a_feed_and_asks_again_on_conditions(server):
    since = "Mon, 20 Nov 2023 20:00:00 GMT"
    server.replies["/feed"] = page(RSS.encode(), "application/rss+xml; charset=utf-8", etag='"1"', last_modified=since)
    first = follow_feed(fetcher(), server.url("/feed"), FeedState())
    assert first.feed is not None
    assert len(first.feed.entries) == 2
    assert first.feed.entries[0].url == server.url("/phare?a=1&b=2")
    assert (first.state, first.url) == (FeedState('"1"', since), server.url("/feed"))
    server.replies["/feed"] = answer("304 Not Modified")
    second = follow_feed(fetcher(), server.url("/feed"), first.state)
    assert (second.feed, second.state) == (None, first.state)
    assert (server.headers[1]["If-None-Match"], server.headers[1]["If-Modified-Since"]) == ('"1"', since)


def test_it_takes_the_address_that_answered_for_relative_links(server):
    server.replies |= {
        "/feed": moved("/new/feed", "301 Moved Permanently"),
        "/new/feed": page(rss("<link>a</link>"), ""),
    }
    followed = follow_feed(fetcher(), server.url("/feed"), FeedState())
    assert followed.url == server.url("/new/feed")
    assert followed.feed is not None
    assert followed.feed.entries[0].url == server.url("/new/a")


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (answer("410 Gone"), "the server answered 410 Gone"),
        (page(b"<html><body>Moved"), "this is an HTML page"),
        (page(b"%PDF", "application/pdf"), "this is no RSS or Atom feed"),
    ],
)
def test_it_says_why_a_feed_cannot_be_followed(server, reply, says):
    server.replies["/feed"] = reply
    with pytest.raises(CaptureError, match=says):
        follow_feed(fetcher(), server.url("/feed"), FeedState('"1"'))
