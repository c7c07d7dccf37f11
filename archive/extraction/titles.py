"""An article's title: what the page's headings, head and JSON-LD call it, without the name of the site."""

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.extraction.article import Found
from archive.extraction.metadata import Metadata, Node, clean
from archive.extraction.outline import Block
from archive.lib.words import fold

_SEPARATORS = re.compile(r"\s+(?:\||-|–|—|―|·|•|»|«|::|:|/|\*|>|<|~|⋆|→)+\s+|\s*\|\s*|\s*::\s*|:\s+")
_HARD_SEPARATORS = re.compile(r"\s+(?:\||-|–|—|―|·|•|»|::|/|>|~|⋆)+\s+|\s*\|\s*")
_NOT_WORDS = re.compile(r"\W+")
_LONGEST = 400
_LONGEST_KEY = 1000
_TITLE_MARKS = re.compile(
    r"headline|(?:^|[\s_-])(?:title|titre|titel|titulo)(?:$|[\s_-])|entry-?title|post-?title|article-?title", re.I
)
_KICKER_MARKS = re.compile(
    r"kicker|overline|eyebrow|dachzeile|surtitre|sur-titre|topline|roofline|rubric|rubrique|category|supertitle|prefix",
    re.I,
)
_SUBTITLE_MARKS = re.compile(r"sub-?(?:title|headline|line)|untertitel|sous-titre", re.I)
_INNER_TITLE_MARKS = re.compile(r"(?:^|[\s_-])(?:headline|title|titre|titel)(?:-?(?:main|primary|text))?(?:$|\s)", re.I)
_NO_TITLE = re.compile(
    r"^(?:home|accueil|startseite|news|actualités?|menu|suche|search|rechercher|blog|article|archiv|inicio)$", re.I
)


@dataclass(frozen=True)
class Title:
    """The title that was chosen, the index of its block in the page (None where only the head names it), the others."""

    found: Found | None
    at: int | None
    others: tuple[Found, ...] = ()


def key(text: str) -> str:
    """Return `text` (its first thousand characters) folded to its bare words, for comparing titles and names."""
    return _key(text[:_LONGEST_KEY])


@lru_cache(maxsize=2048)
def _key(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text).text).strip()


def site_names(metadata: Metadata, node: Node | None, address: str) -> tuple[str, ...]:
    """Return the names by which the page calls its site, the host's own label last."""
    names = [
        metadata.meta(name) for name in ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher")
    ]
    for item in ([node] if node else []) + list(metadata.nodes[:3]):
        names += [item.text("publisher"), item.text("isPartOf")]
    host = address.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
    labels = host.split(".")
    if len(labels) > 1:
        names += [host, labels[-2] if len(labels[-2]) > 3 or len(labels) == 2 else labels[-3]]
    return tuple(dict.fromkeys(name for name in names if name and len(name) < 80 and not name.startswith("http")))


def find(metadata: Metadata, node: Node | None, blocks: list[Block], sites: tuple[str, ...]) -> Title:
    """Return the title of the page; its `found` is None where no heading and no element names one."""
    headings = _headings(blocks, sites)
    told = _told(metadata, node)
    stripped = [Found(_strip_site(found.value, sites, headings), found.origin) for found in told]
    stripped = [found for found in stripped if found.value and not _is_site(found.value, sites)] or [
        found for found in told if found.value
    ]
    best = _best_heading(headings, stripped, told)
    others = tuple(dict.fromkeys(stripped))
    if best is not None:
        index, text, origin = best
        return Title(Found(text, origin), index, others)
    if stripped:
        chosen = _shown_part(stripped[0], blocks)
        wanted = key(chosen.value)
        at = next((index for index, block in enumerate(blocks[:600]) if wanted in map(key, block.lines)), None)
        return Title(chosen, at, others[1:])
    fallback = [(index, text, origin) for index, text, origin, _weight in headings]
    if fallback:
        index, text, origin = fallback[0]
        return Title(Found(text, origin), index)
    return Title(None, None)


def _shown_part(title: Found, blocks: list[Block]) -> Found:
    """Return the part of `title` that the page shows as a line of its own, where one is: the rest names the site."""
    parts = [title.value[: match.start()] for match in _HARD_SEPARATORS.finditer(title.value)]
    parts += [title.value[match.end() :] for match in _HARD_SEPARATORS.finditer(title.value)]
    shown = {key(line) for block in blocks[:600] if not block.linked for line in block.lines if len(line) < _LONGEST}
    if not parts or key(title.value) in shown:
        return title
    kept = [part.strip() for part in parts if key(part) in shown and len(part.split()) > 2]
    return Found(max(kept, key=len), title.origin) if kept else title


def _told(metadata: Metadata, node: Node | None) -> list[Found]:
    """Return what the head and JSON-LD call the page, best first."""
    pairs = []
    if node and node.is_article:
        pairs.append((node.text("headline") or node.text("name"), "JSON-LD headline"))
    for name in ("og:title", "twitter:title", "headline", "dc.title", "dcterms.title", "title", "citation_title"):
        pairs.append((metadata.meta(name), f"meta {name}"))
    pairs.append((metadata.title, "title element"))
    return [Found(value[:_LONGEST].strip(), origin) for value, origin in pairs if value.strip()]


def _headings(blocks: list[Block], sites: tuple[str, ...]) -> list[tuple[int, str, str, float]]:
    """Return (index, text, origin, weight) of the blocks that may be the title shown to readers."""
    found = []
    for index, block in enumerate(blocks[:800]):
        marked = bool(_TITLE_MARKS.search(block.marks))
        if block.zone in {"menu", "comment", "footer", "form", "teaser", "aside"} and block.heading != "h1":
            continue
        if block.heading not in {"h1", "h2", "h3"} and not marked:
            continue
        text = _heading_text(block)
        if len(key(text)) < 2 or len(text) > _LONGEST or _NO_TITLE.match(text) or _is_site(text, sites):
            continue
        weight = {"h1": 3.0, "h2": 1.0}.get(block.heading, 0.5) + (1 if marked else 0) - (1.5 if block.zone else 0)
        if block.linked > len(text) / 2:
            weight -= 1
        found.append((index, text, block.heading or "headline", weight))
    return found


def _heading_text(block: Block) -> str:
    """Return a heading's text without a kicker that is marked as one."""
    text = block.text
    for _tag, marks, element in block.inline:
        if marks and _KICKER_MARKS.search(marks):
            kicker = clean(element.text_content())
            if kicker and text.startswith(kicker) and len(kicker) < len(text) - 8:
                text = text[len(kicker) :].lstrip(" :|-–—·")
        elif marks and _SUBTITLE_MARKS.search(marks):
            below = clean(element.text_content())
            if below and text.endswith(below) and len(below) < len(text) - 8:
                text = text[: -len(below)].rstrip(" :|-–—·")
        elif marks and _INNER_TITLE_MARKS.search(marks):
            inner = clean(element.text_content())
            if len(inner) > len(text) * 0.4 and inner in text:
                text = inner
    return clean(text)


def _best_heading(
    headings: list[tuple[int, str, str, float]], stripped: list[Found], told: list[Found]
) -> tuple[int, str, str] | None:
    """Return the heading that the head confirms best, or a lone strong one; None where none can stand."""
    best, best_score = None, 0.0
    names = [key(found.value) for found in stripped] + [key(found.value) for found in told]
    for index, text, origin, weight in headings:
        likeness = max((_likeness(key(text), name) for name in names), default=0.0)
        score = likeness * 5 + weight - index / 2000
        if likeness < 0.5 and weight < 2.5:
            continue
        if score > best_score:
            best, best_score = (index, text, origin), score
    return best


def _likeness(one: str, other: str) -> float:
    """Return how alike two folded titles are, 0 to 1, by the words they share (Dice's coefficient)."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    first, second = one.split(), other.split()
    shared = len(set(first) & set(second))
    return 2 * shared / (len(set(first)) + len(set(second)))


def _is_site(text: str, sites: tuple[str, ...]) -> bool:
    folded = key(text)
    bare = folded.replace(" ", "")
    return any(folded == key(site) or bare == key(site).replace(" ", "") for site in sites)


def _strip_site(title: str, sites: tuple[str, ...], headings: list[tuple[int, str, str, float]]) -> str:
    """Return `title` without the site's name, or a section's, at its end or beginning."""
    shown = {key(text) for _index, text, _origin, weight in headings if weight > 0}
    if key(title) in shown:
        return title
    cuts = [(match.start(), match.end()) for match in _SEPARATORS.finditer(title)]
    parts = [part for start, end in cuts for part in (title[:start], title[end:])]
    parts = [part.strip() for part in parts if key(part) in shown and len(part.split()) > 1]
    if parts:  # a part of it is just what a heading shows; of two, the shorter is the site's
        return max(parts, key=len)
    for start, end in reversed(cuts):
        if _names_site(title[end:], sites):
            return _strip_site(title[:start].strip(), sites, headings)
    for start, end in cuts:
        if _names_site(title[:start], sites):
            return _strip_site(title[end:].strip(), sites, headings)
    return title.strip()


def _names_site(part: str, sites: tuple[str, ...]) -> bool:
    folded = key(part).replace(" ", "")
    if not folded:
        return True
    for site in sites:
        name = key(site).replace(" ", "")
        if name and (
            folded == name or (len(name) > 3 and len(part) < 60 and (folded.startswith(name) or folded.endswith(name)))
        ):
            return True
        if len(folded) > 3 and len(part) < 30 and folded in name:
            return True
    return False
