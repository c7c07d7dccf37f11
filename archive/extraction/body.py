"""The running text of an HTML page, by trafilatura, as paragraphs."""

import logging
import re
from collections.abc import Iterator
from functools import lru_cache

import trafilatura
from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from archive.lib.words import fold

# trafilatura reports every page it finds nothing in; here that is an answer, not a fault.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_BLOCKS = {"p", "head", "quote", "list", "table", "row", "div", "body", "comments"}
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_PRUNED = XPath(
    "//figcaption | //*[contains(concat(' ', normalize-space(@class), ' '), ' wp-caption-text ')]"
    " | //*[@aria-hidden='true'][self::div or self::ul]"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"), None)


def options() -> Extractor:
    """Return the options for trafilatura: no comments, tables kept, nothing about the head (that is read elsewhere)."""
    return Extractor(output_format="python", comments=False, tables=True, with_metadata=False)


def extract(tree: HtmlElement) -> list[str]:
    """Return the paragraphs of the page `tree` (which is changed); list items begin with "• "; none where there is no text."""
    for element in _PRUNED(tree):
        _drop(element)
    try:
        document = trafilatura.bare_extraction(tree, options=options())
    except Exception:  # whatever a hostile page breaks in the library, it is a page without text
        return []
    if document is None or document.body is None:
        return []
    return list(_paragraphs(document.body))


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def _paragraphs(body) -> Iterator[str]:
    """Walk the extracted tree without recursion; a block's beginning and end close a paragraph."""
    parts: list[str] = []
    items: list[str] = []
    stack = [(body, False)]
    while stack:
        element, ended = stack.pop()
        tag = element.tag
        if ended:
            if tag in _BLOCKS or tag == "item":
                text = _tidy(parts)
                if tag == "item" and text:
                    items.append("• " + text.replace("\n", " "))
                    text = ""
                if items and tag != "item":
                    yield "\n".join(items)
                    items.clear()
                yield from _split(text)
                parts.clear()
            elif tag == "cell":
                parts.append(" | ")
            if element.tail:
                parts.append(element.tail)
            continue
        if tag in _BLOCKS or tag == "item" or (tag == "code" and element.getparent() is body):
            text = _tidy(parts)
            parts.clear()
            if text:
                if items:
                    yield "\n".join(items)
                    items.clear()
                yield from _split(text)
        elif tag == "lb":
            parts.append("\n")
        if element.text:
            parts.append(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    if items:
        yield "\n".join(items)
    yield from _split(_tidy(parts))


def _split(text: str) -> Iterator[str]:
    if text:
        yield text


def _tidy(parts: list[str]) -> str:
    text = "".join(parts).translate(_INVISIBLE)
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()
    return text.removesuffix("|").rstrip() if text.endswith(" |") else text


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return `text` folded, for comparing paragraphs."""
    return fold(text).text
