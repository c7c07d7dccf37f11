"""A page as the reader's eye meets it: its blocks of text in order, each with the part of the page it stands in."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "select",
    "option",
    "textarea",
    "head",
}
_INLINE = {
    "a",
    "abbr",
    "acronym",
    "address",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
}
_INLINE |= {
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "meta",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
}
_INLINE |= {"tt", "u", "var", "wbr", "img"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ZONE_TAGS = {"nav": "menu", "footer": "footer", "aside": "aside", "form": "form", "figcaption": "caption"}
_ZONES = (
    (
        "comment",
        re.compile(r"comment(?!ary|ator|aire-de)|commentaire|kommentar|disqus|respond\b|livefyre|user-?reviews", re.I),
    ),
    ("footer", re.compile(r"(?<!article-)(?<!entry-)(?<!post-)footer|copyright|colophon|impressum", re.I)),
    (
        "teaser",
        re.compile(
            r"related|teaser|recommend|most-?(?:read|popular|viewed)|popular|read-?(?:more|also|next)"
            r"|more-?(?:news|stories|from)"
            r"|sidebar|widget|latest|lire-?aussi|a-lire|similar|newsticker|ticker|trending|promo|outbrain"
            r"|taboola|carousel",
            re.I,
        ),
    ),
    (
        "menu",
        re.compile(
            r"(?:^|[\s_-])(?:nav|navi|navigation|navbar|menu|breadcrumbs?|topbar|cookie\S*|consent)(?:$|[\s_-])", re.I
        ),
    ),
    ("caption", re.compile(r"caption|legende|bildunterschrift|photo-?credit", re.I)),
)
_SPACES = re.compile(r"\s+")
_LONGEST_MARKS = 400


@dataclass
class Block:
    """One block of text: the element it stands in, what its classes and attributes say, and where it stands.

    `zone` is empty in the page's main part, else "menu", "footer", "aside", "teaser", "comment", "form" or "caption".
    `place` counts the main part's blocks before it: what a page puts between title and text in lists of other
    articles does not part them. `heading` is the heading element it stands in ("h1"). `linked` counts the characters
    inside links; `inline` are the (tag, marks, element) of its links, `time` elements and marked inline elements.
    """

    element: HtmlElement
    zone: str
    marks: str
    heading: str = ""
    place: int = 0
    parts: list[str] = field(default_factory=list)
    text: str = ""
    linked: int = 0
    inline: list[tuple[str, str, HtmlElement]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Return the lines that `br` elements make of the text."""
        raw = "".join(self.parts)
        if "\r" not in raw:
            return [self.text]
        return [line for part in raw.split("\r") if (line := _SPACES.sub(" ", part).strip())]


def read(tree: HtmlElement) -> list[Block]:
    """Return the blocks of the parsed page `tree` that hold text, in order."""
    body = tree.find("body")
    root = body if body is not None else tree
    blocks = [block for block in _Walk(_main_part(root)).run(root) if block.text]
    place = 0
    for block in blocks:
        block.place = place
        place += not block.zone
    return blocks


def _main_part(root: HtmlElement) -> set[HtmlElement]:
    """Return the elements around the page's main headings and around most of its paragraphs: no menu, no teaser."""
    weights: dict[HtmlElement, int] = {}
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        length = len(paragraph.text or "") + sum(len(child.text or "") + len(child.tail or "") for child in paragraph)
        if parent is not None and length > 40:
            weights[parent] = weights.get(parent, 0) + length
    kept = set(islice(root.iter("h1"), 5))
    if weights:
        kept.add(max(weights, key=lambda element: weights[element]))
    return {above for element in kept for above in (element, *element.iterancestors())}


def marks_of(element: HtmlElement) -> str:
    """Return what an element's class, id, itemprop, rel and property attributes say, as one string."""
    if not element.keys():
        return ""
    get = element.get
    found = (get("class"), get("id"), get("itemprop"), get("rel"), get("property"), get("data-testid"))
    return " ".join(value for value in found if value)[:_LONGEST_MARKS]


@lru_cache(maxsize=4096)
def zone_of(tag: str, marks: str) -> str:
    """Return which part of a page an element opens by its tag or marks, or an empty string."""
    if tag in {"body", "html", "main", "article", "h1"}:
        return ""
    if zone := _ZONE_TAGS.get(tag):
        return zone
    if marks:
        for zone, pattern in _ZONES:
            if pattern.search(marks):
                return zone
    return ""


@dataclass(frozen=True)
class _Place:
    """What an element inherits from those around it."""

    zone: str = ""
    marks: str = ""
    heading: str = ""
    in_link: bool = False


class _Walk:
    """One pass over the tree, without recursion; text runs on in one block until a block element begins or ends."""

    def __init__(self, main: set[HtmlElement]) -> None:
        self.main = main
        self.blocks: list[Block] = []
        self.current: Block | None = None

    def run(self, root: HtmlElement) -> list[Block]:
        """Return the blocks below `root`, in order."""
        stack: list[tuple[HtmlElement, _Place, bool]] = [(root, _Place(), False)]
        while stack:
            element, place, entered = stack.pop()
            if entered:
                self._leave(element, place)
                continue
            if not isinstance(element.tag, str) or element.tag in _SKIPPED:
                self._leave(element, place)
                continue
            inner = self._enter(element, place)
            if not len(element):
                self._leave(element, place)
                continue
            stack.append((element, place, True))
            stack += [(child, inner, False) for child in reversed(element)]
        self._close()
        return self.blocks

    def _enter(self, element: HtmlElement, place: _Place) -> _Place:
        tag, marks, zone = element.tag, marks_of(element), place.zone
        if not zone and (marks or tag in _ZONE_TAGS) and element not in self.main:
            zone = zone_of(tag, marks)
        if tag == "br":
            self._add("\r", place)
            return place
        is_inline = tag in _INLINE
        if not is_inline:
            self._close()
        inner = place
        if marks or zone != place.zone or tag == "a" or tag in _HEADINGS:
            all_marks = f"{marks} {place.marks}"[:_LONGEST_MARKS] if marks else place.marks
            heading = tag if tag in _HEADINGS else place.heading
            inner = _Place(zone, all_marks, heading, place.in_link or tag == "a")
        if element.text:
            if is_inline and marks:
                self._part(element.text)
            self._add(element.text, inner, element)
        if is_inline and (marks or tag == "time" or tag == "a"):
            if self.current is None:
                self.current = Block(element.getparent(), inner.zone, place.marks, inner.heading)
            self.current.inline.append((tag, marks, element))
        return inner

    def _leave(self, element: HtmlElement, place: _Place) -> None:
        tag = element.tag
        if isinstance(tag, str) and tag not in _INLINE and tag not in _SKIPPED and tag != "br":
            self._close()
        if element.tail and element.getparent() is not None:
            if tag in _INLINE and element.get("class"):
                self._part(element.tail)
            self._add(element.tail, place, element.getparent())

    def _add(self, text: str, place: _Place, element: HtmlElement | None = None) -> None:
        if self.current is None:
            if element is None or text.isspace():
                return
            self.current = Block(element, place.zone, place.marks, place.heading)
        parts = self.current.parts
        if parts and text[:1].isdigit() and parts[-1][-1:].isdigit():
            parts.append(" ")
        parts.append(text)
        if place.in_link:
            self.current.linked += len(text)

    def _part(self, text: str) -> None:
        """Put a space where a styled element begins or ends between two words: pages space them by style alone."""
        last = self.current.parts[-1][-2:] if self.current is not None and self.current.parts else ""
        if len(last) == 2 and last.isalnum() and text[0].isalnum() and self.current is not None:
            self.current.parts.append(" ")

    def _close(self) -> None:
        if self.current is not None:
            self.current.text = _SPACES.sub(" ", "".join(self.current.parts)).strip()
            self.blocks.append(self.current)
            self.current = None
