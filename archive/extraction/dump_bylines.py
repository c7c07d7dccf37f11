"""Lines around a dump's title that tell who wrote and when: "Par X", "X - Journaliste …", "20 Nov. 2023 • 20:24"."""

import re
from dataclasses import dataclass

from archive.extraction.witnesses import with_clock_before
from archive.lib.days import WrittenDay, find_days

_LONGEST = 200
_BY = re.compile(
    r"^\W{0,3}(?:(?:(?:un |une )?(?:article|texte|reportage|entretien|enquête|tribune|analyse|chronique"
    r"|dossier)s? (?:de|par)"
    r"|(?:propos )?(?:recueillis?|rédigée?|écrite?|publiée?|postée?|proposée?|mise? en ligne"
    r"|signée?)(?: le [^|]{4,40}?)?,? par|par"
    r"|(?:(?:written|posted|published|story|reporting|words|reported|report|text|review|opinion) )?by"
    r"|(?:ein |eine )?(?:(?:artikel|beitrag|kommentar|interview|text|kolumne|analyse) )?von|por)\s*:?\s+"
    r"|(?:auteure?s?|autrices?|authors?|autore?n?|texte|text|journaliste|rédaction|rédacteur|rédactrice|journalist"
    r"|écrit par)\s?:\s*"
    r"|(?:profil de|profile of|voir le profil de|author profile:?)\s+)",
    re.IGNORECASE,
)
_BY_LATER = re.compile(r"\b(?:[Pp]ar|[Bb]y|[Vv]on)\s*:?\s+(?=[^\W\d_a-zà-öø-ÿ])")
_ALONE = re.compile(
    r"^(?:par|by|von|auteure?s?|authors?|written by|posted by|publié par|écrit par|rédigé par)\s?:?$", re.IGNORECASE
)
_ROLE = re.compile(
    r"\b(?:journalist\w{0,4}|report(?:er|rice|ère)\w?|rédact\w+|correspond\w+|editors?|editor-in-chief|writers?"
    r"|chroniqueu\w+"
    r"|columnist|auteure?|author|autor(?:in)?|envoyée?s? spéci\w+|pigiste|critique|critic|analyst\w?|redakt\w+"
    r"|producer|staff|contribut\w+)\b",
    re.IGNORECASE,
)
_PARTICLES = (
    "de|du|des|d|la|le|les|el|al|bin|ibn|ben|van|von|der|den|ter|ten|di|da|del|della|dos|do|zu|y|e|af|av|st|saint|mc"
)
_WORD = r"(?:[^\W\d_a-zà-öø-ÿ][\w.’'\-]{0,30}|(?:d|l|D|L|O)['’][^\W\d_][\w\-]{0,30})"
_NAME = rf"{_WORD}(?:[ \u00a0\u202f](?:(?:{_PARTICLES})[ \u00a0\u202f]){{0,2}}{_WORD}){{0,4}}"
_HANDLE = r"@?[^\W_][\w.\-]{2,30}"
_AND = r"(?:et|and|und|y|ET|AND|UND|&|\+)"
_BETWEEN = rf"(?:\s?,\s?(?:{_AND}\s)?|\s{_AND}\s|\s?/\s?|\s?;\s?)"
_NAMES = re.compile(rf"(?:{_NAME})(?:{_BETWEEN}(?:{_NAME})){{0,7}}")
_ONE_HANDLE = re.compile(rf"{_HANDLE}(?=\s*(?:$|[,|•·(–—-]))")
_POST = re.compile(r"^[—–]|\(@\w+\)")  # the signature of an embedded post
_WITH_HANDLE = re.compile(rf"({_NAME})\s?@\w{{2,30}}(?=\s|$)")
_HOST = re.compile(r"\w\.[a-z]{2,6}$")
_NO_NAMES = re.compile(
    r"^(?:le|la|les|l'|the|a|an|un|une|ce|cet|cette|this|on|in|at|il|elle|en|publié|posted|published|updated|mis"
    r"|photos?|image|rights"
    r"|lire|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s(?:in|à|en|aux?)\s[^\W\d_a-zà-öø-ÿ][\w' -]{2,40}$")
_AFTER_ROLE = re.compile(
    r"\s*,?\s*(?:\b(?:avec|with|mit)\b|\b(?:pour|for|für|à|in|at|from|de notre|envoyé)\b).*$", re.IGNORECASE | re.DOTALL
)
_UPDATED = re.compile(
    r"mise?s? à jour|\bmàj\b|\bmaj\b|modifi|updated?\b|actualis|aktualisiert|last (?:edited|reviewed)|éditée? le"
    r"|edited|geändert|rev(?:u|ised)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|postée?\b|posted|mise? en ligne|parue?\b|créée?|écrite? le|rédigée?|veröffentlicht|erstellt|date\b"
    r"|diffusée?|filed|issued|stand:",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(
    r"\b(?:le|la|du|de|à|a|au|et|and|on|at|in|the|of|by|par|h|heures?|jour|mise?|ligne|en|last|first|time|date|uhr"
    r"|um|am|min|mins|minutes?|read|lecture|temps"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim|mon|tues?|wed(?:nes)?|thurs?"
    r"|fri|sat(?:ur)?|sun"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|utc"
    r"|gmt|cet|cest|est|edt|pst|pdt|et|bst|ago)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Byline:
    """The names as printed, the single names, and the rest of the line (role, outlet)."""

    printed: str
    names: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class DateLine:
    """What a line says of the article's dates, in EDTF; `told` where it says in words that it was published."""

    published: str | None
    updated: str | None
    told: bool


def read_byline(text: str, *, following: str = "") -> Byline | None:
    """Return the byline in a line of a dump; None where it is none.

    `following` is the next line: after "Par" alone it holds the name, and after a name alone it may be the date line.
    """
    if len(text) > _LONGEST:
        return None
    if _ALONE.match(text):
        return _names_at(following, 0)
    if match := _BY.match(text):
        return _names_at(text, match.end())
    if find_days(text) and (match := _BY_LATER.search(text)):
        return _names_at(text, match.end())
    if match := _WITH_HANDLE.match(text):
        return Byline(match[1], (match[1],), text[match.end() :])
    return _name_before_role(text) or _name_before_date(text) or _name_above_date(text, following)


def _names_at(text: str, start: int) -> Byline | None:
    text = text[start:].strip()
    days = find_days(text)
    head = text[: days[0].start] if days else text
    head = re.split(
        r"\s[|•·–—-]\s|\s?[|•·(]|\s\s|\b(?:publié|posted|published|updated|mis à jour|le \d)",
        head,
        maxsplit=1,
        flags=re.I,
    )[0]
    bare = _AFTER_ROLE.sub("", head).strip(" ,.;:-–—\t") if not _ONE_HANDLE.fullmatch(head.strip()) else head.strip()
    match = _NAMES.match(bare)
    if match and not _NO_NAMES.match(bare):
        names = _names(match.group())
        if names:
            return Byline(_joined(bare, names), names, text)
    handle = _ONE_HANDLE.match(bare)
    if handle and any(c.isdigit() or c.isupper() or c == "@" for c in handle.group()) and not _NO_NAMES.match(bare):
        return Byline(handle.group(), (handle.group(),), text)
    return None


def _names(text: str) -> tuple[str, ...]:
    """Return the single names in a list of them, without roles ("X, journaliste")."""
    parts = [part.strip() for part in re.split(_BETWEEN, text)]
    names: list[str] = []
    for part in parts:
        if _ROLE.search(part) and names:
            break
        if _HOST.search(part):
            break
        if 2 <= len(part) <= 60 and part not in names and not (names and " " not in part and " " in names[0]):
            names.append(part)
    return tuple(names)


def _joined(text: str, names: tuple[str, ...]) -> str:
    """Return the names as printed, from the first to the last."""
    end = text.find(names[-1], text.find(names[0]) if len(names) == 1 else text.find(names[0]) + len(names[0]))
    return text[text.find(names[0]) : end + len(names[-1])]


def _name_before_role(text: str) -> Byline | None:
    """Read "X - Journaliste …", "X, rédactrice en chef"."""
    parts = re.split(r"\s[|•·–—-]\s|\s?[|•·]\s?|,\s", text, maxsplit=1)
    if len(parts) < 2 or not _ROLE.search(parts[1]) or len(text) > 100 or text.endswith((".", "!", "?", ":")):
        return None
    name = parts[0].strip()
    if not (re.fullmatch(_NAME, name) or re.fullmatch(_HANDLE, name)) or _NO_NAMES.match(name) or _ROLE.search(name):
        return None
    return Byline(name, (name,), parts[1])


def _name_before_date(text: str) -> Byline | None:
    """Read "X | lundi 20 novembre 2023 à 9h": names, a separator, and a day with its year."""
    parts = re.split(r"\s?[|•·]\s?|\s[–—-]\s|,\s", text, maxsplit=1)
    return _name_above_date(parts[0].strip(), parts[1]) if len(parts) == 2 else None


def _name_above_date(text: str, following: str) -> Byline | None:
    """Read a line that is names of two to four words, when the date line stands directly below it."""
    bare = _PLACE.sub("", text)
    if not _NAMES.fullmatch(bare) or _NO_NAMES.match(bare) or not 2 <= len(bare.split()) <= 12:
        return None
    names = _names(bare)
    if not all(2 <= len(name.split()) <= 4 for name in names):
        return None
    date = None if _BY.match(following) else read_date_line(following)
    return Byline(bare, names, "") if date and (date.published or date.updated) else None


def is_role_line(text: str) -> bool:
    """Return whether a line below a byline says what its people do ("Technology editor", "Envoyé spécial à …")."""
    return len(text.split()) <= 8 and _ROLE.search(text) is not None and not text.endswith((".", "!", "?", ":"))


def read_date_line(text: str) -> DateLine | None:
    """Return what a line says of the article's dates; None where it is not a line about them.

    Beside days, times and the words around them it may hold a byline and a few more words (a section, a place).
    """
    if len(text) > _LONGEST or _POST.search(text):
        return None
    days = [day for day in find_days(text) if day.year is not None]
    if not days or _words_beside(text, days) > 6:
        return None
    published = updated = None
    told = False
    end = 0
    for day in days:
        before = text[end : day.start]
        written = with_clock_before(text, day, end).edtf()
        if _UPDATED.search(before):
            updated = updated or written
        elif day.day is not None or _PUBLISHED.search(before):
            told = told or _PUBLISHED.search(before) is not None
            published = published or written
        end = day.end
    return DateLine(published, updated, told) if published or updated else None


def _words_beside(text: str, days: list[WrittenDay]) -> int:
    rest = list(text)
    for day in days:
        rest[day.start : day.end] = " " * (day.end - day.start)
    plain = "".join(rest)
    match = _BY.match(plain.strip()) or _BY_LATER.search(plain)
    if match:
        plain = plain.replace(match.group(), " ", 1)
        if names := _NAMES.search(plain):
            plain = plain.replace(names.group(), " ", 1)
    for pattern in (_UPDATED, _PUBLISHED, _SMALL_WORDS):
        plain = pattern.sub(" ", plain)
    return len([word for word in plain.split() if any(c.isalpha() for c in word)])
