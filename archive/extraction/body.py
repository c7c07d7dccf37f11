"""The running text of an HTML page, by trafilatura, as paragraphs."""

import logging
import re

import trafilatura
from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura.settings import Document, Extractor

# trafilatura reports every page it finds nothing in; here that is an answer, not a fault.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_BLOCKS = {"p", "head", "quote", "list", "table", "row", "div", "body", "item"}
_MANY_BLOCKS = 2000  # real pages have some hundreds, and few more than a thousand
_MANY_CELLS = 2000
_SPACES = re.compile(r"[^\S\n]+")
_BREAK = "\x1e"  # where the page has a line break, which the line ends of its source are not
_EMPTY_LINE = re.compile(r"\x1e\s*\x1e")
_BREAKS = re.compile(r"\s*\n\s*")
_PRUNED = XPath(
    "//figcaption | //*[contains(concat(' ', normalize-space(@class), ' '), ' wp-caption-text ')]"
    " | //*[@aria-hidden='true'][self::div or self::ul]"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"), None)


def options(*, fast: bool = False, tables: bool = True) -> Extractor:
    """Return the options for trafilatura: no comments, and nothing about the head (that is read elsewhere)."""
    return Extractor(output_format="python", comments=False, tables=tables, with_metadata=False, fast=fast)


def extract(tree: HtmlElement, blocks: int = 0) -> list[tuple[str, str]]:
    """Return the paragraphs of the page `tree` (which is changed) as (kind, text); none where there is no text.

    `blocks` is how many blocks of text the page has. With very many, trafilatura's own reading is not compared with
    jusText's, whose time grows with their square; tables of very many cells are left out for the same reason.

    The kind is "p", "head", "list", "quote" or another of trafilatura's; each item of a list is a line after "• ".
    """
    for element in _PRUNED(tree):
        _drop(element)
    asked = options(fast=blocks > _MANY_BLOCKS, tables=_count_cells(tree) <= _MANY_CELLS)
    try:
        document = trafilatura.bare_extraction(tree, options=asked)
    except Exception:  # whatever a hostile page breaks in the library, it is a page without text
        return []
    if not isinstance(document, Document) or document.body is None:
        return []
    return _Paragraphs().run(document.body)


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def _count_cells(tree: HtmlElement) -> int:
    """Return how many cells the tables have; each is made one column wide, since empty ones would be put beside it."""
    count = 0
    for cell in tree.iter("td", "th"):
        count += 1
        cell.attrib.pop("colspan", None)
    return count


class _Paragraphs:
    """The paragraphs of an extracted tree, gathered in one walk without recursion: (kind, text) pairs."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.parts: list[str] = []
        self.items: list[str] = []

    def run(self, body: HtmlElement) -> list[tuple[str, str]]:
        """Return the paragraphs below `body`; the beginning and the end of a block close the one before."""
        stack = [(body, False)]
        while stack:
            element, entered = stack.pop()
            tag = element.tag
            is_block = tag in _BLOCKS or (tag == "code" and element.getparent() is body)
            if entered:
                if is_block:
                    self._close(tag)
                elif tag == "cell":
                    self.parts.append(" | ")
                self.parts.append(element.tail or "")
                continue
            if is_block:
                self._close("p")
            elif tag == "lb":
                self.parts.append(_BREAK)
            self.parts.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        self._close("p")
        self._close_list()
        return self.found

    def _close(self, kind: str) -> None:
        raw = "".join(self.parts)
        self.parts.clear()
        if kind == "item":
            if text := _tidy(raw):
                self.items.append("• " + text.replace("\n", " "))
            return
        # Two line breaks part paragraphs, on pages that have no other way.
        texts = [text for part in _EMPTY_LINE.split(raw) if (text := _tidy(part))]
        if texts or kind == "list":
            self._close_list()
        self.found += [(kind, text) for text in texts]

    def _close_list(self) -> None:
        if self.items:
            self.found.append(("list", "\n".join(self.items)))
            self.items = []


def _tidy(text: str) -> str:
    text = text.replace(_BREAK, "\n").translate(_INVISIBLE)
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()
    return text.strip("| \n") if "|" in (text[:1], text[-1:]) else text
