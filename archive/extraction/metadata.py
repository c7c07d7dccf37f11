"""What a page's head says of its article: JSON-LD, meta elements and links, read once and bounded."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

_MOST_SCRIPTS = 40
_LONGEST_SCRIPT = 2_000_000
_MOST_NODES = 2000
_MOST_METAS = 400
_LONGEST_VALUE = 4000
_SPACES = re.compile(r"\s+")
_TAGS = re.compile(r"<[^<>]{1,300}>")
_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA[")
_CLOSINGS = (";", "-->", "//]]>", "// ]]>", "/*]]>*/", "]]>", "//")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")

# Properties of a JSON-LD node that lead to the page's own article; lists of other articles (itemListElement,
# hasPart, relatedLink, comment) are left alone: their headlines and dates are those of teasers.
_INWARD = ("@graph", "mainEntity", "mainEntityOfPage")
_ARTICLE_TYPES = re.compile(r"article|posting$|^report$|^review$|^recipe$|^howto$|^critic|^interview$", re.IGNORECASE)
_PAGE_TYPES = re.compile(
    r"webpage$|^itempage$|^aboutpage$|^videoobject$|^audioobject$|^podcastepisode$|^creativework$|^event$|^newsevent$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Node:
    """One JSON-LD object about the page: its types, its properties, and whether it says it is an article."""

    types: tuple[str, ...]
    properties: dict
    is_article: bool

    def text(self, name: str) -> str:
        """Return the property `name` as one line of text, or an empty string where it is no text."""
        value = self.properties.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("@id")
        return clean(value) if isinstance(value, str) else ""


@dataclass(frozen=True)
class Metadata:
    """The head of a page: meta elements in order (names in lower case), JSON-LD nodes, links by their relation.

    `people` are the (identifier, name) of JSON-LD's persons, `types` all the types that its objects have.
    """

    metas: tuple[tuple[str, str], ...]
    nodes: tuple[Node, ...]
    links: tuple[tuple[str, str], ...]
    title: str
    language: str
    people: tuple[tuple[str, str], ...] = ()
    types: tuple[str, ...] = ()

    def person(self, identifier: str) -> str:
        """Return the name of the JSON-LD Person with the `@id` `identifier`, or an empty string."""
        return next((name for known, name in self.people if known == identifier), "")

    def meta(self, *names: str) -> str:
        """Return the first value of the first of `names` that the page has, or an empty string."""
        for name in names:
            for found, value in self.metas:
                if found == name:
                    return value
        return ""

    def all_metas(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the (name, value) pairs whose name is one of `names`, in the order of the page."""
        return tuple((found, value) for found, value in self.metas if found in names)


def clean(text: str) -> str:
    """Return `text` as one line: entities decoded (twice where a page encoded them twice), tags and odd spaces gone."""
    text = text[:_LONGEST_VALUE]
    for _round in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAGS.sub(" ", text)
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    return _SPACES.sub(" ", text).strip()


def read(tree: HtmlElement) -> Metadata:
    """Return what the head (and JSON-LD anywhere) of the parsed page `tree` says; never raises for what it holds."""
    title = next((clean(element.text_content()) for element in tree.iter("title") if not _inside_svg(element)), "")
    links = tuple(
        (relation, element.get("href", "").strip())
        for element in tree.iter("link")
        for relation in (element.get("rel") or "").lower().split()
        if relation == "canonical" and element.get("href")
    )
    language = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    ).strip()
    nodes, people, types = _read_nodes(tree)
    return Metadata(tuple(_read_metas(tree)), tuple(nodes), links, title, language, tuple(people), tuple(types))


def page_address(metadata: Metadata, url: str | None) -> tuple[str, str]:
    """Return the page's canonical http(s) address and where it was found, or two empty strings."""
    base = url if _is_web(url or "") else metadata.meta("og:url")
    candidates = [("link canonical", value) for relation, value in metadata.links if relation == "canonical"]
    candidates += [("meta og:url", value) for _name, value in metadata.all_metas("og:url")]
    for origin, value in candidates:
        address = _joined(base, value)
        if _is_web(address) and not _points_home(address, url):
            return address, origin
    return (url, "address") if url and _is_web(url) else ("", "")


def _joined(base: str | None, value: str) -> str:
    try:
        return urljoin(base or "", value.strip())
    except ValueError:
        return ""


def _is_web(address: str) -> bool:
    # In bytes: no longer ones can be indexed.
    if not address.isprintable() or " " in address or len(address.encode()) > 2000:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        return False


def _points_home(address: str, url: str | None) -> bool:
    """Return whether a canonical address is the site's front page while the page itself is not."""
    here = urlsplit(url).path.strip("/") if url else ""
    return bool(here) and not urlsplit(address).path.strip("/") and not urlsplit(address).query


def _inside_svg(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in {"svg", "g", "symbol"}


def _read_metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for count, element in enumerate(tree.iter("meta")):
        if count >= _MOST_METAS:
            return
        value = element.get("content")
        if not value:
            continue
        for attribute in ("property", "name", "itemprop"):
            names = (element.get(attribute) or "").lower().split()
            for name in names[:3]:
                yield name, clean(value)


def _read_nodes(tree: HtmlElement) -> tuple[list[Node], list[tuple[str, str]], list[str]]:
    """Return the JSON-LD nodes about the page, the (identifier, name) of its persons, and all types met."""
    nodes: list[Node] = []
    people: list[tuple[str, str]] = []
    types: list[str] = []
    scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    for script in islice(scripts, _MOST_SCRIPTS):
        for item in _flatten(_load(script.text or "")):
            kind = str(item.get("@type"))[:60]
            types.append(kind)
            name, identifier = item.get("name"), item.get("@id")
            if node := _node(item):
                nodes.append(node)
            elif "Person" in kind and isinstance(identifier, str) and isinstance(name, str):
                people.append((identifier, clean(name)))
    return nodes, people, types


def _load(text: str) -> object:
    """Return the JSON in `text`, mended where pages commonly break it, or None."""
    if len(text) > _LONGEST_SCRIPT:
        return None
    text = text.strip()
    for wrapper in _OPENINGS:
        text = text.removeprefix(wrapper).lstrip()
    for wrapper in _CLOSINGS:
        text = text.removesuffix(wrapper).rstrip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(data: object) -> Iterator[dict]:
    waiting = [data]
    for _count in range(_MOST_NODES):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:_MOST_NODES])
        elif isinstance(item, dict):
            waiting.extend(item[name] for name in _INWARD if isinstance(item.get(name), dict | list))
            yield item


def _node(item: dict) -> Node | None:
    declared = item.get("@type")
    types = tuple(kind for kind in (declared if isinstance(declared, list) else [declared]) if isinstance(kind, str))
    names = [kind.rsplit("/", 1)[-1] for kind in types]
    is_article = any(_ARTICLE_TYPES.search(name) for name in names)
    if is_article or any(_PAGE_TYPES.search(name) for name in names):
        return Node(tuple(names), item, is_article)
    return None
