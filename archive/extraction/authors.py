"""Who wrote an article: the people of the byline, without roles, agencies and the site itself."""

import re
from dataclasses import dataclass, replace

from archive.extraction.article import Found
from archive.extraction.metadata import Metadata, Node, clean
from archive.extraction.names import (
    BETWEEN,
    BY,
    LABELS,
    LONGEST_NAME,
    MOST,
    OUR,
    as_name,
    is_whole,
    name_before_role,
    split,
    unique,
)
from archive.extraction.outline import Block
from archive.extraction.titles import key
from archive.extraction.witnesses import written

_LONGEST_LINE = 200

_AUTHOR_METAS = [
    "article:author",
    "author",
    "og:author",
    "authors",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "rbauthors",
    "article:author_name",
    "creator",
    "book:author",
]
_BYLINE_MARKS = re.compile(
    r"(?:^|[\s_-])(?:authors?|auteurs?|autore?s?|autoren|by-?line|signature|verfasser|redacteur|journalist"
    r"|writer|firma"
    r"|written-?by|posted-?by|vcard|fn|credit-name|contributors?|author-?name|name-?author)(?:$|[\s_:-])"
    r"|byline|\w(?:author|autor|auteur)(?:$|[\s_-])|(?:^|\s)(?:author|autor|auteur)\w*(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_BYLINE_MARKS = re.compile(
    r"authors?[-_]*(?:bio|box|desc|description|info-text|image|avatar|posts|title|role|job|social|more)|comment|reply"
    r"|authority|authoriz|credit(?!s?-name)|licen[cs]e|copyright|caption|photo|image(?!-)|avatar",
    re.IGNORECASE,
)
# "Par Jeanne Martin", "Publié le 3 mai par Jeanne Martin", "Text: Jeanne Martin": the whole line is the byline.
_LINE = re.compile(
    rf"^(?:(?:[^|]{{0,60}}[\s|•·–—-])?(?:publié|posté|mis en ligne|rédigé|écrit|recueillis?|posted"
    rf"|published|written|story|words"
    rf"|veröffentlicht"
    rf"|geschrieben|verfasst|erstellt|gepostet|eingestellt|publicado|escrito)\b[^|]{{0,50}}?\s)?"
    rf"(?:(?:une?\s+\w+\s+)?(?P<by>{BY}|{OUR})\s*:?|(?:.{{0,60}}[\s|–—-])?(?P<label>{LABELS})\s*:)\s+(?P<names>[^"
    rf"|•·]{{3,120}})",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:,? [^\W\d_a-zà-öø-ÿ][\w.'-]+){0,4},?\s(?:is (?:an?|the)|was|has (?:written|been)|covers|writes|reports"
    r"|reported|contributed|joined|est (?:une?|le|la)|couvre|écrit|travaille|ist)\b",
)
_LONGEST_PLACE = 50
_LOGIN = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*|\w+\.\w+")
_PERSONS_PAGE = re.compile(r"auth|auteur|autor|profil|journalist|redact|/by/|/@|people|person|staff|contrib", re.I)
_NO_NAME = re.compile(
    r"^(?:les?|la|l['’]|un|une|des|du|nos|notre|vos|votre|mes|ce|the|an?|our|your|my|all|more|der|die|das|zu[mr]|im|alle|mehr"
    r"|el|los|las)\b",
    re.IGNORECASE,
)
_SAYS_PUBLISHED = re.compile(r"\W*(?:(?:first )?(?:published|posted)|publiée?|mise? en ligne|parue?)\b", re.IGNORECASE)
_HIDDEN = {"comment", "form", "caption"}
_ELSEWHERE = {"menu", "footer", "teaser", "aside"}
_CLOSE = 5
_FEW_WORDS = 30


@dataclass(frozen=True)
class Byline:
    """The line as printed, and the names of the people in it, in order."""

    line: Found | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    """What may be a byline: its weight, the part with the names, the line as printed, where it was found."""

    weight: float
    names: str
    line: str
    origin: str


def find(
    metadata: Metadata, node: Node | None, blocks: list[Block], title_at: int | None, sites: tuple[str, ...]
) -> Byline:
    """Return the authors that the page gives.

    A line that begins as a byline beside the title goes before JSON-LD (which often names who uploaded the text), then
    marked elements, then meta elements, then a bare name beside the date. Single words and logins give way to whole
    names.
    """
    sites += _sections(metadata, blocks)
    lines, marked = _from_page(blocks, title_at, sites)
    told = _from_json(node, metadata, sites)
    meta = _from_metas(metadata, sites)
    beside = _beside_date(blocks, title_at, sites)
    witnesses = [witness for witness in (lines, told, marked, meta, beside) if witness.names]
    best = next((witness for witness in witnesses if any(" " in name for name in witness.names)), None)
    best = best or next((witness for witness in witnesses if not _like_logins(witness.names)), None)
    best = best or (witnesses[0] if witnesses else None)
    printed = lines.line or marked.line
    if best is None:
        return Byline(printed, ())
    for shown in (lines, marked):  # JSON-LD often names the first of several alone
        if {key(name) for name in best.names} < {key(name) for name in shown.names}:
            best = shown
    if printed is None or not _same(printed.value, best.names):
        printed = Found(", ".join(best.names), best.line.origin if best.line else "byline")
    return Byline(printed, best.names)


def is_byline(text: str, byline: Byline) -> bool:
    """Return whether the paragraph `text` is the byline, or names the authors and says hardly anything else."""
    if len(text) > _LONGEST_LINE or not (byline.names or byline.line):
        return False
    folded = key(text)
    if byline.line and (folded == key(byline.line.value) or folded.endswith(f" {key(byline.line.value)}")):
        return True
    names = [key(name) for name in byline.names]
    told = sum(len(name) for name in names)
    return bool(names) and all(name in folded for name in names) and len(folded) - told <= _FEW_WORDS


def is_about(text: str, byline: Byline, sites: tuple[str, ...]) -> bool:
    """Return whether the paragraph `text` tells where the authors work: "BBC News, Leeds", "X reported from Y."."""
    if len(text) <= _LONGEST_PLACE and text[-1] not in ".!?…:»”" and any(text.startswith(site) for site in sites):
        return True
    if len(text) > _LONGEST_LINE:
        return False
    return any(text.startswith(name) and _ABOUT.match(text, len(name)) for name in byline.names)


def _sections(metadata: Metadata, blocks: list[Block]) -> tuple[str, ...]:
    """Return the single words that the page's menus and head use for its sections."""
    words = [value for _name, value in metadata.all_metas("article:section", "section")]
    words += [block.text for block in blocks if block.zone == "menu" and len(block.text) < 30]
    return tuple(word for word in dict.fromkeys(words) if " " not in word)


def _like_logins(names: tuple[str, ...]) -> bool:
    return all(_LOGIN.fullmatch(name) for name in names)


def _same(line: str, names: tuple[str, ...]) -> bool:
    folded = key(line)
    return any(key(name) in folded for name in names)


def _from_json(node: Node | None, metadata: Metadata, sites: tuple[str, ...]) -> Byline:
    nodes = ([node] if node else []) + [other for other in metadata.nodes if not other.is_article][:2]
    for item in nodes:
        for name in ("author", "creator"):
            names = _people(item.properties.get(name), metadata, sites)
            if names:
                return Byline(Found(", ".join(names), f"JSON-LD {name}"), names)
    return Byline(None, ())


def _people(value: object, metadata: Metadata, sites: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in a JSON-LD author: a text, an object, or a list of them; organisations are no people."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:MOST]:
        if isinstance(item, dict):
            kind = str(item.get("@type") or "Person")
            if "Person" not in kind and "Author" not in kind:
                continue
            name = item.get("name")
            if name is None and isinstance(item.get("@id"), str):
                name = metadata.person(item["@id"])
            item = name[0] if isinstance(name, list) and name else name
        if isinstance(item, str):
            found += split(item, sites)
    return unique(found)


def _from_metas(metadata: Metadata, sites: tuple[str, ...]) -> Byline:
    """Return the authors that meta elements name; a lone word there is an organisation's or a section's."""
    for wanted in _AUTHOR_METAS:
        names: list[str] = []
        for _name, value in metadata.all_metas(wanted):
            if "://" not in value and not value.startswith("@"):
                names += split(value, sites)
        if names:
            return Byline(Found(", ".join(names), f"meta {wanted}"), unique(names))
    return Byline(None, ())


def _from_page(blocks: list[Block], title_at: int | None, sites: tuple[str, ...]) -> tuple[Byline, Byline]:
    """Return the byline that a line beside the title is, and the one that marked elements give."""
    lines: list[_Candidate] = []
    marked: list[_Candidate] = []
    title_place = blocks[title_at].place if title_at is not None else None
    for index, block in enumerate(blocks):
        close = title_at is not None and -2 <= index - title_at <= _CLOSE
        if block.zone in _HIDDEN or (block.zone in _ELSEWHERE and not close):
            continue
        if index == title_at and len(block.lines) == 1:
            continue
        offset = block.place - title_place if title_place is not None else 99
        near = -8 <= offset <= 15
        worth = (2 if near else 0) - min(abs(offset), 60) / 12
        marked += [replace(found, weight=found.weight + worth) for found in _marked(block)]
        if near:
            lines += [replace(found, weight=found.weight - abs(offset) / 12) for found in _written(block)]
    # Bylines of blogs bear the host's name: it is the author's own.
    own_names = tuple(site for site in sites if "." not in site and not site.islower())
    return _best(lines, own_names), _best(marked, own_names)


def _beside_date(blocks: list[Block], title_at: int | None, sites: tuple[str, ...]) -> Byline:
    """Return the names that stand bare between title and text, before the date or in the line above one so called."""
    if title_at is None:
        return Byline(None, ())
    head = [block for block in blocks[title_at + 1 : title_at + _CLOSE + 4] if block.zone not in _HIDDEN | {"menu"}]
    others = {key(block.text) for block in blocks if block.zone == "menu"} | {key(site) for site in sites}
    for place, block in enumerate(head):
        if len(block.text) > _LONGEST_LINE or not (days := written(block.text)):
            continue
        before = block.text[: days[0].start]
        around = [(before, block)]
        if place and _SAYS_PUBLISHED.match(before):
            around.append((head[place - 1].text, head[place - 1]))
        for text, where in around:
            names = _bare_names(text, sites, others) if not _leads_elsewhere(where, sites) else ()
            if names:
                return Byline(Found(", ".join(names), "name beside the date"), names)
    return Byline(None, ())


def _leads_elsewhere(block: Block, sites: tuple[str, ...]) -> bool:
    """Return whether a block has links that lead neither to a page about a person nor to the site itself."""
    links = [element for tag, _marks, element in block.inline if tag == "a"][:MOST]
    return any(
        not _PERSONS_PAGE.search(link.get("href") or "") and clean(link.text_content()) not in sites for link in links
    )


def _bare_names(text: str, sites: tuple[str, ...], others: set[str]) -> tuple[str, ...]:
    """Return the names in a line of nothing but whole names, which may follow the site's; `others` are no names."""
    text = re.sub(r"\([^()]*\)", "", text).strip(" -–—|•·,:")
    for site in sites:
        if text.startswith(site + " "):
            text = text[len(site) :].strip(" -–—|•·,:")
    text = re.sub(
        r"(?:[\s|•·,–—-]*\b(?:publiée?|posted|published|mis en ligne|le|on|updated|date)\s*:?){0,3}$",
        "",
        text,
        flags=re.I,
    )
    if not text or len(text) > LONGEST_NAME * 2 or key(text) in others or _NO_NAME.match(text):
        return ()
    parts = [part for part in BETWEEN.split(text) if part.strip()]
    names = [as_name(part, sites) for part in parts]
    return unique(names) if all(is_whole(name) and key(name) not in others for name in names) else ()


def _best(candidates: list[_Candidate], sites: tuple[str, ...]) -> Byline:
    """Return the byline of the weightiest candidate that holds names; where none does, the weightiest line."""
    ordered = sorted(candidates, key=lambda candidate: -candidate.weight)[:30]
    for found in ordered:
        if names := unique(split(found.names, sites)):
            return Byline(Found(found.line[:_LONGEST_LINE], found.origin), names)
    return Byline(Found(ordered[0].line[:_LONGEST_LINE], ordered[0].origin) if ordered else None, ())


def _marked(block: Block) -> list[_Candidate]:
    """Return the elements of a block, or the block, that its page marks as a byline."""
    found = []
    for _tag, marks, element in block.inline:
        if not marks:
            continue
        if "author" in (element.get("rel") or "").lower().split():
            found.append((4.0, "rel author", element))
        elif "author" in (element.get("itemprop") or "").lower():
            found.append((4.0, "itemprop author", element))
        elif _BYLINE_MARKS.search(marks) and not _NOT_BYLINE_MARKS.search(marks):
            found.append((3.0, "byline", element))
    texts = [(weight, clean(element.text_content()), origin) for weight, origin, element in found]
    marks = block.marks[:90]
    is_marked = _BYLINE_MARKS.search(marks) and not _NOT_BYLINE_MARKS.search(marks)
    if is_marked and len(block.text) <= _LONGEST_LINE and block.heading != "h1":
        texts.append((2.5, block.text, "byline"))
    return [_Candidate(weight, text, text, origin) for weight, text, origin in texts if text]


def _written(block: Block) -> list[_Candidate]:
    """Return the lines of a block that are written as a byline."""
    if block.heading in {"h1", "h2"}:
        return []
    found = []
    for line in block.lines[:4]:
        if len(line) <= _LONGEST_LINE and (match := _LINE.match(line)):
            start = match.start("by") if match["by"] else match.start("label")
            found.append(_Candidate(3.0, match["names"], line[start:], "line beside the title"))
        elif name := name_before_role(line):
            found.append(_Candidate(2.5, name, line, "name and office beside the title"))
    return found
