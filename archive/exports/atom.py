"""An Atom feed (RFC 4287), in pages that lead to one another (RFC 5005 section 3), with OpenSearch's counts.

The feed's id is the address of its first page; an entry's id is the address of its article that outlasts its title.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from urllib.parse import urljoin

from django.urls import reverse
from lxml import etree

from archive.exports.result import Result
from archive.exports.text import for_xml, one_line
from archive.lib.links import as_uri
from archive.reading.exported import Exported, Named

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"
PER_PAGE = 100
# When nothing is in it, a feed still has to say when it changed last.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_atom(result: Result, articles: Iterable[Exported]) -> Iterator[str]:
    """Yield one page of the feed, whole: its articles are few, and it says above them when the last of them changed."""
    page = tuple(articles)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "os": OPENSEARCH})
    _add(feed, "id", as_uri(result.first or result.address))
    _add(feed, "title", one_line(result.title))
    _add(feed, "updated", _moment(changed(page)))
    _link(feed, "self", result.address, "application/atom+xml")
    _link(feed, "alternate", result.page, "text/html")
    _link(feed, "search", urljoin(result.root, reverse("opensearch")), "application/opensearchdescription+xml")
    for rel, address in (("first", result.first), ("next", result.next)):
        _link(feed, rel, address, "application/atom+xml")
    _person(feed, "Dossier", result.root)
    _counts(feed, result)
    for article in page:
        _entry(feed, result, article)
    body = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    yield body.decode()


def changed(articles: Iterable[Exported]) -> datetime:
    """Return when the last of the articles changed here; the beginning of Unix time for none."""
    return max((article.changed_at for article in articles), default=_NEVER)


def _counts(feed: etree._Element, result: Result) -> None:
    if not result.more:
        etree.SubElement(feed, f"{{{OPENSEARCH}}}totalResults").text = str(result.count)
    etree.SubElement(feed, f"{{{OPENSEARCH}}}itemsPerPage").text = str(PER_PAGE)


def _entry(feed: etree._Element, result: Result, article: Exported) -> None:
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    if article.language:
        entry.set(f"{{{XML}}}lang", for_xml(article.language))
    _add(entry, "id", as_uri(article.permalink))
    _add(entry, "title", one_line(article.title))
    _add(entry, "updated", _moment(article.changed_at))
    if published := _published(article):
        _add(entry, "published", _moment(published))
    for author in article.authors:
        _person(entry, author.name, author.url)
    if not article.authors and article.publisher:
        _person(entry, article.publisher.name, article.publisher.url)
    _link(entry, "alternate", article.url, "text/html")
    _link(entry, "via", article.original, "text/html")
    for kind, told in (("people", article.people), ("events", article.events)):
        for named in told:
            _category(entry, named, urljoin(result.root, reverse(kind)))
    if summary := one_line(result.summary(article)):
        _add(entry, "summary", summary)


def _published(article: Exported) -> datetime | None:
    """Return when it was published, where the day is certain: at its time, or else at the beginning of the day."""
    when = article.published
    if when is None or when.day is None:
        return None
    return when.instant or datetime.combine(when.day, time.min, UTC)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = for_xml(text)


def _link(parent: etree._Element, rel: str, address: str, media_type: str) -> None:
    """Add a link; none where there is no address."""
    if address:
        told = {"rel": rel, "href": as_uri(for_xml(address)), "type": media_type}
        etree.SubElement(parent, f"{{{ATOM}}}link", told)


def _person(parent: etree._Element, name: str, address: str) -> None:
    author = etree.SubElement(parent, f"{{{ATOM}}}author")
    _add(author, "name", one_line(name))
    if address:
        _add(author, "uri", as_uri(for_xml(address)))


def _category(entry: etree._Element, named: Named, scheme: str) -> None:
    told = {"term": named.slug, "scheme": scheme, "label": one_line(named.name)}
    etree.SubElement(entry, f"{{{ATOM}}}category", told)
