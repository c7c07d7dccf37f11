"""RSS and Atom feeds: what they list, as addresses to fetch. Nothing is fetched in reading one.

feedparser knows the formats. What it gets is first mended and thinned by libxml2: its own reading of broken XML takes
20 seconds a megabyte, and a feed may hold whole articles of which nothing is wanted here.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html.entities import html5
from io import BytesIO
from urllib.parse import urljoin

import feedparser
from lxml import etree, html

from archive.capture.addresses import read_url
from archive.capture.charset import HEAD, declared_charset, find_charset
from archive.capture.fetch import Fetcher
from archive.capture.html import begins_as_html
from archive.capture.page import CapturedPage, CaptureError
from archive.lib import edtf
from archive.lib.days import find_days
from archive.lib.storable import storable

MOST_BYTES = 16 * 1024 * 1024

_MOST_ELEMENTS = 30_000
_LONGEST_TITLE = 1000
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
_UNWANTED = ("description", "encoded", "summary", "content", "comments", "source", "category", "thumbnail", "group")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARATION = re.compile(r"\s{0,400}<\?xml\b[^<>]{0,400}\?>")
_TAG = re.compile(r"<[A-Za-z!/]")
_PART_OF_DATE = re.compile(r"\d{4}(?:-\d{2})?")


@dataclass(frozen=True)
class FeedState:
    """What a feed's server said of its last answer, to be asked only for a newer one."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class FeedEntry:
    """One entry: the address of its page, and what the feed says of it. Dates are EDTF, empty where there is none."""

    url: str
    title: str = ""
    published: str = ""
    updated: str = ""
    id: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed as read: its entries in its own order, each address once, and notes on what was wrong with it."""

    title: str
    homepage: str
    entries: tuple[FeedEntry, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FollowedFeed:
    """What following a feed came to: the feed, or None where it has not changed; and what to ask with next time."""

    feed: Feed | None
    state: FeedState
    url: str


def follow_feed(fetcher: Fetcher, url: str, state: FeedState) -> FollowedFeed:
    """Ask for the feed at `url`, unless it is as it was at `state`.

    `url` of what is returned is the address that answered. Raises `CaptureError` where there is no feed.
    """
    page = fetcher.fetch_feed(url, etag=state.etag, last_modified=state.last_modified)
    address = page.url or url
    if page.status == 304:
        return FollowedFeed(None, state, address)
    return FollowedFeed(read_feed(page.body, address, charset=_charset_of_header(page)), _state(page), address)


def _charset_of_header(page: CapturedPage) -> str | None:
    named = any(name.lower() == "content-type" and "charset" in value.lower() for name, value in page.headers)
    return page.charset if named else None


def _state(page: CapturedPage) -> FeedState:
    headers = {name.lower(): value.strip() for name, value in page.headers}
    return FeedState(headers.get("etag", ""), headers.get("last-modified", ""))


def read_feed(body: bytes, url: str, *, charset: str | None = None) -> Feed:
    """Return the RSS or Atom feed in `body`, which came from `url`; `charset` is one that its server declared.

    XML that is broken is taken as far as it can be, with a note. Raises `CaptureError` for what is no feed.
    """
    if len(body) > MOST_BYTES:
        raise CaptureError(f"the feed is too large: {len(body):,} bytes, and {MOST_BYTES:,} are the most")
    root, flaw = _tree(body, charset)
    parsed = feedparser.parse(
        BytesIO(etree.tostring(root, encoding="utf-8") if root is not None else b""),
        response_headers={"content-location": url, "content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,  # titles become plain text below, and nothing else is taken
    )
    if not parsed.get("version") and not parsed.entries:
        raise CaptureError(_why_no_feed(body, url))
    entries, unread = _entries(parsed.entries)
    notes = tuple(note for note in (flaw, unread) if note)
    return Feed(_plain(parsed.feed, "title"), _address(parsed.feed.get("link", "")), entries, notes)


def find_feeds(body: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that the HTML page `body`, which came from `url`, links to in its head."""
    if not body.strip():
        return []
    text = body.decode(find_charset(body, declared_charset(body)), "replace")
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text, count=1))
    except (etree.LxmlError, ValueError):
        return []
    found = []
    for link in root.iter("link"):
        if "alternate" in link.get("rel", "").lower().split() and link.get("type", "").strip().lower() in _FEED_TYPES:
            found.append(_address(link.get("href", ""), url))
    return list(dict.fromkeys(filter(None, found)))


def _tree(body: bytes, charset: str | None) -> tuple[etree._Element | None, str]:
    """Return the feed's XML, mended and without the texts of its articles, and a note on what was broken."""
    text = body.decode(find_charset(body, charset or declared_charset(body)), "replace").removeprefix("\ufeff")
    # Entities of HTML are no XML, and stand in many feeds.
    text = _ENTITY.sub(_character, _DECLARATION.sub("", text, count=1)).lstrip()
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None, ""
    if root is None:
        return None, ""
    etree.strip_elements(root, *(f"{{*}}{name}" for name in _UNWANTED), with_tail=False)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise CaptureError(f"the feed holds more than {_MOST_ELEMENTS:,} elements, which no feed needs")
    return root, _flaw(parser)


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES or f"{name};" not in html5:
        return match.group()
    return "".join(f"&#{ord(character)};" for character in html5[f"{name};"])


def _flaw(parser: etree.XMLParser) -> str:
    errors = [error for error in parser.error_log if error.level >= etree.ErrorLevels.ERROR]
    if not errors:
        return ""
    what = errors[0].message.strip().partition("\n")[0][:100]
    return f"the feed's XML is broken on line {errors[0].line} ({what}); what could be read was"


def _why_no_feed(body: bytes, url: str) -> str:
    if begins_as_html(body[:HEAD]):
        feeds = find_feeds(body, url)
        hint = f"; it links to the feed {feeds[0]}" if feeds else ""
        return f"this is an HTML page, not an RSS or Atom feed{hint}"
    return "this is no RSS or Atom feed" if body.strip() else "the feed is empty"


def _entries(parsed: Iterable[feedparser.FeedParserDict]) -> tuple[tuple[FeedEntry, ...], str]:
    """Return the entries that lead to a page, each address once, and a note on those that do not."""
    found: dict[str, FeedEntry] = {}
    without: list[str] = []
    for entry in parsed:
        title = _plain(entry, "title")
        url = _address(entry.get("link", ""))
        if not url:
            without.append(title)
        elif url not in found:
            identifier = storable(str(entry.get("id", "")))[:_LONGEST_TITLE]
            found[url] = FeedEntry(url, title, _date(entry, "published"), _date(entry, "updated"), identifier)
    if not without:
        return tuple(found.values()), ""
    named = f" (“{without[0][:100]}” is the first)" if without[0] else ""
    return tuple(found.values()), f"entries without an address that can be fetched: {len(without)}{named}"


def _address(written: object, base: str = "") -> str:
    try:
        return read_url(urljoin(base, str(written))).url
    except (CaptureError, ValueError):
        return ""


def _plain(parsed: feedparser.FeedParserDict, field: str) -> str:
    """Return a text without its markup, on one line."""
    text = storable(str(parsed.get(field, "")))
    is_html = (parsed.get(f"{field}_detail") or {}).get("type") in ("text/html", "application/xhtml+xml")
    if text and (is_html or _TAG.search(text)):
        try:
            node = html.fragment_fromstring(text, create_parent="div")
            etree.strip_elements(node, "script", "style", etree.Comment, with_tail=False)
            text = str(node.text_content())
        except (etree.LxmlError, ValueError):
            text = _TAG.sub(" ", text)
    return " ".join(text.split())[:_LONGEST_TITLE]


def _date(entry: feedparser.FeedParserDict, field: str) -> str:
    """Return the date that `field` holds as EDTF, with the offset that is written there; empty for none."""
    written = str(dict.get(entry, field, "")).strip()[:100]
    text = written if _PART_OF_DATE.fullmatch(written) else _moment(written)
    # Programs that have no date write the beginning of their calendar.
    if not text or text.startswith(("0001-01-01", "1970-01-01T00:00:00")):
        return ""
    if text.endswith("-00:00"):  # UTC, of a writer who does not tell where (RFC 5322, section 3.3)
        text = f"{text[:-6]}+00:00"
    try:
        return edtf.parse(text).text
    except edtf.EDTFError:
        return ""


def _moment(written: str) -> str:
    """Return a moment or a day as EDTF: by RFC 5322 where it gives a zone, or else as people write days."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(written)
        if moment.tzinfo is not None:
            return moment.isoformat()
    days = find_days(written)
    return (days[0].edtf() or "") if len(days) == 1 else ""
