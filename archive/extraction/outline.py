"""A page as the reader's eye meets it: its blocks of text in order, each with the part of the page it stands in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

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
    ("footer", re.compile(r"(?:^|[\s_-])(?:site-?|page-?|global-?)?footer|copyright|colophon|impressum", re.I)),
    (
        "teaser",
        re.compile(
            r"related|teaser|recommend|most-?(?:read|popular|viewed)|popular|read-?(?:more|also|next)|more-?(?:news|stories|from)"
            r"|sidebar|widget|latest|lire-?aussi|a-lire|similar|newsticker|ticker|trending|promo|outbrain|taboola|carousel",
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
_MOST_ELEMENTS = 150_000
_LONGEST_MARKS = 400


@dataclass
class Block:
    """One block of text: the element it stands in, what its classes and attributes say, and where it stands.

    `zone` is empty in the page's main part, else "menu", "footer", "aside", "teaser", "comment", "form" or "caption".
    `heading` is the heading element it stands in ("h1"), `linked` counts the characters inside links; `times` are the datetime attributes of its `time` elements.
    """

    element: HtmlElement
    zone: str
    marks: str
    heading: str = ""
    parts: list[str] = field(default_factory=list)
    text: str = ""
    linked: int = 0
    times: list[str] = field(default_factory=list)
    inline: list[tuple[str, str, HtmlElement]] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """Return the tag of the block's element."""
        return self.element.tag


def read(tree: HtmlElement) -> list[Block]:
    """Return the blocks of the parsed page `tree` that hold text, in order; at most the first 150,000 elements."""
    body = tree.find("body")
    return [block for block in _gather(body if body is not None else tree) if block.text]


def marks_of(element: HtmlElement) -> str:
    """Return what an element's class, id, itemprop, rel and property attributes say, as one string."""
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


def _gather(root: HtmlElement) -> Iterator[Block]:
    """Walk the tree once, without recursion; text runs on in one block until a block element begins or ends."""
    current: Block | None = None
    visited = 0
    # Entries are (element, zone, marks, heading, inside a link, how it ended: None while it is still to be entered).
    stack: list[tuple] = [(root, "", "", "", False, None)]
    while stack:
        element, zone, outer_marks, heading, in_link, ended = stack.pop()
        if ended is not None:
            if ended:
                if current is not None:
                    yield _finish(current)
                current = None
            tail = element.tail
            if tail and not tail.isspace():
                parent = element.getparent()
                if current is None and parent is not None:
                    current = Block(parent, zone, outer_marks, heading)
                _add(current, tail, in_link)
            continue
        visited += 1
        tag = element.tag
        if visited > _MOST_ELEMENTS:
            break
        if not isinstance(tag, str) or tag in _SKIPPED:
            stack.append((element, zone, outer_marks, heading, in_link, False))
            continue
        marks = marks_of(element)
        inner_zone = zone or (zone_of(tag, marks) if marks or tag in _ZONE_TAGS else "")
        is_block = tag not in _INLINE
        if is_block:
            if current is not None and tag != "br":
                yield _finish(current)
                current = None
            elif tag == "br" and current is not None:
                current.parts.append("\n")
        # the end of the element: its tail belongs to the surroundings
        stack.append((element, zone, outer_marks, heading, in_link, is_block and tag != "br"))
        inner_marks = f"{marks} {outer_marks}"[:_LONGEST_MARKS] if marks else outer_marks
        inner_link = in_link or tag == "a"
        inner_heading = tag if tag in _HEADINGS else heading
        text = element.text
        if text and not text.isspace():
            if current is None:
                current = Block(element, inner_zone, inner_marks, inner_heading)
            _add(current, text, inner_link)
        if not is_block and (marks or tag == "time" or tag == "a"):
            if current is None:
                parent = element.getparent()
                current = Block(parent if parent is not None else element, inner_zone, outer_marks, inner_heading)
            current.inline.append((tag, marks, element))
            if tag == "time" and element.get("datetime"):
                current.times.append(element.get("datetime"))
        for child in reversed(element):
            stack.append((child, inner_zone, inner_marks, inner_heading, inner_link, None))
    if current is not None:
        yield _finish(current)


def _add(block: Block | None, text: str, in_link: bool) -> None:
    if block is None:
        return
    block.parts.append(text)
    if in_link:
        block.linked += len(text)


def _finish(block: Block) -> Block:
    block.text = _SPACES.sub(" ", "".join(block.parts)).strip()
    return block
