"""An HTML page as an article: its head, its headings and its text read from one parsed tree."""

import re
from html import unescape
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.capture.page import CapturedPage
from archive.extraction import (
    authors,
    body,
    boilerplate,
    datelines,
    dates,
    language,
    metadata,
    outline,
    refusal,
    titles,
)
from archive.extraction.article import ExtractedArticle, Found, NoArticle
from archive.extraction.metadata import Metadata, Node
from archive.extraction.outline import Block
from archive.extraction.sources import KnownSources

_LONGEST_PAGE = 12_000_000
_MOST_ELEMENTS = 30_000  # some three seconds' work; long live reports have a third of it
_MOST_ATTRIBUTES = 500  # of one element; the parser compares each with all before it
_LONG_TAG = 1000
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_START_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE})*+")
_TELLING = 400
_HEAD = 5
_KICKER = 80
_MENU = 25
_LONGEST_TEXT = 2_000_000
_BLOCK_ENDS = re.compile(r"<(?:/p|/div|/h[1-6]|/li|br\s?/?)>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{1,500}>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_CONTROL_BYTES = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))
_COUNT = etree.XPath("count(//*)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_LEAD_MARKS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|chapo|chapeau|standfirst|intro|excerpt|summary|subtitle|subline|dek|vorspann"
    r"|sub-?head\w*)(?:$|[\s_-])",
    re.I,
)


def extract(page: CapturedPage, sources: KnownSources) -> ExtractedArticle:
    """Return the article in the HTML `page`; raises `NoArticle` with the reason where it holds none."""
    if page.status is not None and page.status >= 400:
        raise NoArticle(f"The server answered {page.status}: an error page, not an article.")
    tree = parse(page)
    head = metadata.read(tree)
    blocks = outline.read(tree)
    address, address_origin = metadata.page_address(head, page.url)
    node = _own_node(head, address, blocks)
    sites = titles.site_names(head, node, address)
    title = titles.find(head, node, blocks, sites)
    byline = authors.find(head, node, blocks, title.at, sites)
    latest = page.captured_at.date() if page.captured_at else None
    found = dates.find(head, node, blocks, title.at, address, latest, head.language)
    lead = _lead(head, blocks, title.at)
    asks_password = refusal.has_login(tree)
    paragraphs = boilerplate.leave_out(body.extract(tree, len(blocks)), blocks)
    paragraphs, text_origin = _whole(paragraphs, node)
    paragraphs = _own_paragraphs(paragraphs, title, byline, blocks, sites)
    paragraphs = boilerplate.leads(blocks, title.at, "\n".join(paragraphs)) + paragraphs
    text = "\n\n".join(paragraphs)
    named = title.found or Found(_first_words(paragraphs), "first words of the text")
    if reason := refusal.reason(head, blocks, paragraphs, named.value, asks_password):
        raise NoArticle(reason)
    name, source_id = _source(head, node, address, sources)
    return ExtractedArticle(
        title=named,
        text=Found(text, text_origin),
        language=_language(head, text),
        byline=byline.line,
        authors=byline.names,
        source_name=name,
        source_id=source_id,
        published=found.published,
        updated=found.updated,
        section=_section(head, node),
        lead=lead,
        url=Found(address, address_origin) if address else None,
        alternatives=_alternatives(named, title.others, found.lost),
    )


def _alternatives(
    title: Found, titles_told: tuple[Found, ...], lost: tuple[Found, ...]
) -> dict[str, tuple[Found, ...]]:
    """Return the values that were weighed and lost, by field, without those that say the same."""
    others = tuple(found for found in titles_told if titles.key(found.value) != titles.key(title.value))
    return {field: values for field, values in (("title", others), ("published", lost)) if values}


def parse(page: CapturedPage) -> HtmlElement:
    """Return the page's tree, whatever its markup; raises `NoArticle` for a page that has none."""
    if len(page.body) > _LONGEST_PAGE:
        raise NoArticle(f"The page has {len(page.body):,} bytes; a page of more than {_LONGEST_PAGE:,} is not read.")
    text = page.text()
    if page.body.translate(None, _CONTROL_BYTES) != page.body:  # seen much faster in bytes than in letters
        text = _CONTROLS.sub("", text)
    if not text.strip():
        raise NoArticle("The page is empty.")
    _refuse_crowded_tags(text)
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    try:
        tree = document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError, TypeError) as error:
        raise NoArticle("The page holds no HTML that can be read.") from error
    if _COUNT(tree) > _MOST_ELEMENTS:
        raise NoArticle(f"The page has more than {_MOST_ELEMENTS:,} elements, too many to be one article.")
    return tree


def _refuse_crowded_tags(text: str) -> None:
    """Raise `NoArticle` where the attributes of the start tags would keep the parser busy for minutes."""
    total = 0
    for tag in _START_TAG.finditer(text):
        if tag.end() - tag.start() < _LONG_TAG:
            continue
        count = sum(1 for _attribute in _ATTRIBUTES.finditer(text, tag.start() + 1, tag.end()))
        total += count
        if count > _MOST_ATTRIBUTES or total > _MOST_ELEMENTS:
            raise NoArticle(
                f"An element of the page has more than {_MOST_ATTRIBUTES} attributes, or too many have many."
            )


def _own_node(head: Metadata, address: str, blocks: list[Block]) -> Node | None:
    """Return the JSON-LD object of the page's own article: of several, the one whose headline the page bears."""
    articles = [node for node in head.nodes if node.is_article]
    if not articles:
        return None
    shown = {titles.key(block.text) for block in blocks if block.heading == "h1"}
    names = titles.key(head.meta("og:title")), titles.key(head.title)

    def rank(node: Node) -> tuple[bool, bool, bool]:
        headline = titles.key(node.text("headline") or node.text("name"))
        own = bool(headline) and (headline in shown or any(headline in name for name in names if name))
        url = node.text("url") or node.text("mainEntityOfPage")
        return own, bool(address) and url.rstrip("/") == address.rstrip("/"), bool(node.text("datePublished"))

    ranked = max(articles, key=rank)
    if len(articles) > 2 and rank(ranked)[:2] == (False, False):
        return None  # a list of other articles
    return ranked


def _whole(paragraphs: list[str], node: Node | None) -> tuple[list[str], str]:
    """Return the paragraphs and their origin: JSON-LD's articleBody where the markup holds a small part of it."""
    text = node.properties.get("articleBody") if node else None
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT or len(text) < 2 * sum(map(len, paragraphs)):
        return paragraphs, "main text by trafilatura"
    if "<" in text:
        text = _MARKUP.sub(" ", _BLOCK_ENDS.sub("\n", text))
    return [line for part in unescape(text).splitlines() if (line := " ".join(part.split()))], "JSON-LD articleBody"


def _own_paragraphs(
    paragraphs: list[str], title: titles.Title, byline: authors.Byline, blocks: list[Block], sites: tuple[str, ...]
) -> list[str]:
    """Return the paragraphs without what stands above the text: kicker, title, byline, date (or a name at the end)."""
    at = title.at or 0
    above = {titles.key(block.text) for block in blocks[max(0, at - _HEAD) : at] if len(block.text) < _KICKER}
    above |= {titles.key(title.found.value)} if title.found else set()

    def is_head(text: str) -> bool:
        if titles.key(text) in above or authors.is_byline(text, byline) or datelines.is_date_line(text):
            return True
        return authors.is_about(text, byline, sites)

    paragraphs = _below_title(paragraphs, title)
    first = [text for text in paragraphs[:_HEAD] if not is_head(text)]
    rest = paragraphs[_HEAD:]
    if rest and (authors.is_byline(rest[-1], byline) or authors.is_about(rest[-1], byline, ())):
        rest.pop()
    return first + rest or paragraphs


def _below_title(paragraphs: list[str], title: titles.Title) -> list[str]:
    """Return the paragraphs without a menu's, that is where the title stands below short ones alone."""
    wanted = titles.key(title.found.value) if title.found else ""
    for index, text in enumerate(paragraphs[:_MENU]):
        if titles.key(text) == wanted:
            return paragraphs[index:]
        if len(text) > _KICKER:
            break
    return paragraphs


def _first_words(paragraphs: list[str]) -> str:
    text = paragraphs[0] if paragraphs else ""
    return text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0] + "…"


def _language(head: Metadata, text: str) -> Found | None:
    """Return the language the text shows, or else the one declared: templates declare one for all their pages."""
    match = _LANGUAGE.match(head.language)
    declared = match[0].lower() if match else None
    found = language.detect(text) if declared is None or len(text) > _TELLING else None
    if found and found != declared:
        return Found(found, "words of the text")
    return Found(declared, "html lang") if declared else None


def _source(head: Metadata, node: Node | None, address: str, sources: KnownSources) -> tuple[Found | None, int | None]:
    """Return the source's name with its origin, and the id of the known source."""
    candidates = [Found(head.meta("og:site_name"), "meta og:site_name")]
    for item in ([node] if node else []) + list(head.nodes[:3]):
        candidates.append(Found(item.text("publisher"), "JSON-LD publisher"))
    candidates.append(Found(head.meta("application-name"), "meta application-name"))
    host = (urlsplit(address).hostname or "").removeprefix("www.") if address else ""
    candidates.append(Found(host, "address"))
    named = [
        found for found in candidates if found.value and not found.value.startswith("http") and len(found.value) < 120
    ]
    known = sources.by_host(host) if host else None
    for found in named:
        known = known or sources.by_name(found.value)
    return (named[0] if named else None), (known.id if known else None)


def _section(head: Metadata, node: Node | None) -> Found | None:
    if node and (value := node.text("articleSection")):
        return Found(value[:100], "JSON-LD articleSection")
    value = head.meta("article:section")
    return Found(value[:100], "meta article:section") if value else None


def _lead(head: Metadata, blocks: list[Block], title_at: int | None) -> Found | None:
    if title_at is not None:
        for block in blocks[title_at + 1 : title_at + 12]:
            if not block.zone and 40 <= len(block.text) <= 700 and _LEAD_MARKS.search(block.marks):
                return Found(block.text, "line below the title")
    for name in ("og:description", "description"):
        value = head.meta(name)
        if len(value) >= 40:
            return Found(value, f"meta {name}")
    return None
