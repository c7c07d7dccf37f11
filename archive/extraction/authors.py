"""Who wrote an article: the people of the byline, without roles, agencies and the site itself."""

import re
from dataclasses import dataclass

from archive.extraction.article import Found
from archive.extraction.metadata import Metadata, Node, clean
from archive.extraction.outline import Block
from archive.extraction.titles import key

_MOST = 12
_LONGEST_NAME = 60
_LONGEST_LINE = 200

_AUTHOR_METAS = (
    "article:author author og:author authors byl dc.creator dcterms.creator citation_author sailthru.author parsely-author "
    "cxenseparse:author rbauthors article:author_name creator book:author"
).split()
_BYLINE_MARKS = re.compile(
    r"(?:^|[\s_-])(?:author|authors|auteurs?|autore?s?|autoren|byline|by-?line|signature|verfasser|redacteur|journalist|writer"
    r"|firma|writtenby|written-by|posted-by|postedby|vcard|credit-name|contributors?|author-?name|name-?author)(?:$|[\s_:-])"
    r"|(?:^|\s)\S*(?:byline|author|autor|auteur)\S*",
    re.IGNORECASE,
)
_NOT_BYLINE_MARKS = re.compile(
    r"authors?-?(?:bio|box|desc|description|info-text|image|avatar|posts|title|role|job|social)|comment|reply|authority|authoriz",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:(?:une? )?(?:article|entretien|enquête|texte|propos recueillis|reportage|tribune|analyse|chronique)\s+(?:écrit\s+)?)?(?:par|de)"
    r"|(?:written|posted|published|reported|story|text|words|article)?\s*by"
    r"|(?:ein |eine )?(?:artikel|beitrag|kommentar|text|interview|gastbeitrag|kolumne|analyse|rezension|bericht)?\s*von"
    r"|por|di|door|av|af|propos recueillis par|rédigé par|écrit par|publié par|posté par|autore?s?|auteurs?|autoren|autorin|autor(?:/in|\*in|:in)?"
    r"|authors?|redaktion|redakteur(?:in)?|text|verfasst von|geschrieben von|veröffentlicht von|gepostet von|erstellt von|escrito por|publicado por|texto)"
    r"(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:^|[|•·–—-]\s*|\b(?:publié|posté|mis en ligne|rédigé|écrit|posted|published|written|veröffentlicht|geschrieben|verfasst|erstellt|gepostet)\b[^|]{0,50}?\s)"
    r"(?:par|by|von|por)\s*:?\s+(?P<names>[^|•·]{3,120})",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:[|•·(\[]|\s[–—-]\s|\s/\s|\b(?:le|am|on|el|vom|publié|mis à jour|posted|published|updated|um|à)\b\s*:?\s*\d|\b(?:posted|published|publié|updated|veröffentlicht|aktualisiert)\b"
    r"|\bavec\b|\bwith agenc|\bmit (?:dpa|afp|agentur|material)|\d{1,2}[./]\d|\b\d{4}\b|https?:|www\.|\S+@\S+"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|,\s*(?:le|am|on)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"\s*(?:;|\s/\s|\n|\||\s&\s|\s\+\s|,?\s+(?:et|and|und|y|e|sowie|og|och)\s+|,)\s*")
_ROLES = re.compile(
    r"journalist|reporter|correspondent|editor\b|r[ée]dact|redakt|chef|writer|staff|admin|webmaster|team\b|équipe|newsroom|desk\b|agenc|agentur"
    r"|agentie|presse\b|service|direct(?:or|eur|rice)|professor|professeur|maître|docteur en|chercheu|special to|contribut|guest|gast|author\b|autor\b|auteur"
    r"|univers|institut|gmbh|verlag|media\b|médias?\b|magazin|zeitung|online\b|news\b|radio|blog\b|press\b|company|inc\.|ltd|foundation|verein|e\.v|amt\b"
    r"|ministeri|partei|redaccion|redacción|noticias|diario|periodista|collecti[fv]|www|http|pressemitteilung|kommentar|editorial|unknown|anonym|twitter|facebook"
    r"|\bfans?\b|copyright|minute|lesezeit|read\b|share|teilen|partager|follow|suivre|\bag\b|\bse\b|\bdpa\b|\bafp\b|\breuters\b|\bap\b|\bapa\b|\bsda\b|\bats\b|\bkna\b|\befe\b|\bepd\b",
    re.IGNORECASE,
)
_LOWER_PARTICLES = {
    "de",
    "du",
    "des",
    "la",
    "le",
    "van",
    "von",
    "der",
    "den",
    "di",
    "da",
    "del",
    "dos",
    "el",
    "al",
    "bin",
    "ten",
    "ter",
    "zu",
    "y",
    "e",
    "d",
    "und",
    "af",
    "av",
    "of",
    "mc",
    "st",
}
_NAME_CHARACTERS = re.compile(r"[^\W\d_][\w.'’\-‐ ·]*")
_HONORIFICS = re.compile(r"^(?:dr|prof|mr|mrs|ms|mme|m|dipl|mag)\.?\s+(?:(?:-ing|med|phil)\.?\s+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Byline:
    """The line as printed, and the names of the people in it, in order."""

    line: Found | None
    names: tuple[str, ...]


def find(
    metadata: Metadata, node: Node | None, blocks: list[Block], title_at: int | None, sites: tuple[str, ...]
) -> Byline:
    """Return the authors that the page gives: JSON-LD first, then the byline readers see, then meta elements."""
    told = _from_json(node, metadata, sites)
    shown, printed = _from_page(blocks, title_at, sites)
    meta = _from_metas(metadata, sites)
    for names, origin in ((told, "JSON-LD author"), shown, meta):
        if isinstance(names, tuple):
            names, origin = names
        if names:
            line = (
                Found(printed[0], printed[1])
                if printed and _same(printed[0], names)
                else Found(", ".join(names), origin)
            )
            return Byline(line, tuple(names))
    return Byline(Found(*printed) if printed else None, ())


def _same(line: str, names: list[str]) -> bool:
    folded = key(line)
    return any(key(name) in folded for name in names)


def _from_json(node: Node | None, metadata: Metadata, sites: tuple[str, ...]) -> list[str]:
    nodes = ([node] if node else []) + [other for other in metadata.nodes if not other.is_article][:2]
    for item in nodes:
        for name in ("author", "creator"):
            names = _people(item.properties.get(name), metadata, sites)
            if names:
                return names
    return []


def _people(value: object, metadata: Metadata, sites: tuple[str, ...]) -> list[str]:
    """Return the names in a JSON-LD author: a text, an object, or a list of them; organisations are no people."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MOST]:
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
    return _unique(found)


def _from_metas(metadata: Metadata, sites: tuple[str, ...]) -> tuple[list[str], str]:
    for wanted in _AUTHOR_METAS:
        names: list[str] = []
        for _name, value in metadata.all_metas(wanted):
            if "://" not in value and not value.startswith("@"):
                names += split(value, sites)
        if names:
            return _unique(names), f"meta {wanted}"
    return [], ""


def _from_page(
    blocks: list[Block], title_at: int | None, sites: tuple[str, ...]
) -> tuple[tuple[list[str], str], tuple[str, str] | None]:
    """Return the names of the visible byline with their origin, and the line as printed with its origin."""
    candidates = []
    for index, block in enumerate(blocks):
        if block.zone in {"comment", "menu", "footer", "form", "caption", "teaser", "aside"}:
            continue
        near = title_at is not None and -8 <= index - title_at <= 25
        for weight, text, origin in _lines_of(block, near):
            distance = abs(index - title_at) if title_at is not None else index
            candidates.append((weight + (2 if near else 0) - distance / 100, text, origin))
    printed = None
    for _weight, text, origin in sorted(candidates, key=lambda item: -item[0])[:30]:
        names = _unique(split(text, sites))
        if printed is None:
            printed = (text[:_LONGEST_LINE], origin)
        if names:
            return (names, origin), (text[:_LONGEST_LINE], origin)
    return ([], ""), None


def _lines_of(block: Block, near: bool) -> list[tuple[float, str, str]]:
    """Return (weight, text, origin) of what in a block may be a byline."""
    found = []
    for _tag, marks, element in block.inline:
        if not marks:
            continue
        if "author" in (element.get("rel") or "").lower().split():
            found.append((4.0, clean(element.text_content()), "rel author"))
        elif "author" in (element.get("itemprop") or "").lower():
            found.append((4.0, clean(element.text_content()), "itemprop author"))
        elif _BYLINE_MARKS.search(marks) and not _NOT_BYLINE_MARKS.search(marks):
            found.append((3.0, clean(element.text_content()), "byline"))
    text = block.text
    if len(text) > _LONGEST_LINE:
        return found
    if _BYLINE_MARKS.search(block.marks) and not _NOT_BYLINE_MARKS.search(block.marks):
        found.append((2.5 if near else 1.5, text, "byline"))
    if near and (match := _LINE.search(text)):
        found.append((2.0, match["names"], "line beside the title"))
    return [item for item in found if item[1]]


def split(text: str, sites: tuple[str, ...]) -> list[str]:
    """Return the names of people in a byline, in order; roles, agencies and the names in `sites` are left out."""
    text = clean(text)[:_LONGEST_LINE]
    text = re.sub(r"\S+@\S+\.\S+|https?://\S+|(?<!\w)@\w+", " ", text)
    for _round in range(2):
        text = _BEFORE.sub("", text.strip())
    text = re.sub(r"\([^)]*\)?", " ", text)
    text = _CUT.sub("", text)
    names = []
    for part in _BETWEEN.split(text)[:_MOST]:
        name = _name(_BEFORE.sub("", part.strip()), sites)
        if name:
            names.append(name)
    return names


def _name(part: str, sites: tuple[str, ...]) -> str:
    """Return `part` as a name, or an empty string where it cannot be one."""
    part = part.strip(' \t.,;:-–—|*"“”«»')
    part = _HONORIFICS.sub("", part)
    words = part.split()
    if not words or len(words) > 5 or not 2 <= len(part) <= _LONGEST_NAME:
        return ""
    if not _NAME_CHARACTERS.match(part) or _ROLES.search(part):
        return ""
    folded = key(part).replace(" ", "")
    if any(folded == key(site).replace(" ", "") for site in sites):
        return ""
    if (
        len(words) > 1
        and sum(word[0].islower() and word.strip(".'’").lower() not in _LOWER_PARTICLES for word in words) > 0
    ):
        return ""
    return part


def _unique(names: list[str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(key(name), name)
    return list(kept.values())[:_MOST]
