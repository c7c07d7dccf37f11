"""When an article was published and updated: the page's witnesses, weighed; weak evidence is none."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import unquote

from lxml.html import HtmlElement

from archive.extraction.article import Found
from archive.extraction.metadata import Metadata, Node
from archive.extraction.outline import Block
from archive.lib.days import WrittenDay, find_days

# How much each kind of witness is worth, found by counting which of them told the truth on real news pages. What a
# page declares for machines is worth most; a line that readers see beside the title corrects it by a day, since
# machines often write a local day in UTC. Less than `_ENOUGH` in all is no evidence.
_JSON_ARTICLE, _JSON_PAGE, _META, _LOOSE_META, _TIME, _LINE, _LABELLED, _BY_CLASS, _ADDRESS, _ADDRESS_WEAK = (
    5.0,
    4.0,
    4.5,
    3.0,
    4.0,
    3.5,
    4.5,
    3.0,
    3.5,
    2.5,
)
_ENOUGH = 3.0
_EARLIEST = date(1990, 1, 1)

_PUBLISHED_METAS = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "article.published",
    "datepublished",
    "publication_date",
    "publication-date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published",
    "published_date",
    "pubdate",
    "pub_date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "article_date_original",
    "originalpublicationdate",
    "displaydate",
    "rnews:datepublished",
    "bt:pubdate",
    "vr:published_time",
    "shareaholic:article_published_time",
    "weibo:article:create_at",
    "article:post_date",
]
_LOOSE_METAS = [
    "date",
    "dc.date",
    "dcterms.date",
    "datecreated",
    "created",
    "dc.created",
    "article:created",
    "date.created",
    "last-published",
]
_UPDATED_METAS = [
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "og:modified_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "modified",
    "article_date_updated",
    "revision_date",
    "shareaholic:article_modified_time",
]

_MONTHS = {
    "january": "januar jänner jan. enero janeiro gennaio januari tammikuuta",
    "february": "februar feber febrero fevereiro febbraio februari helmikuuta",
    "march": "märz maerz marzo março marco maart mars maaliskuuta",
    "april": "abril aprile huhtikuuta",
    "may": "mayo maio maggio mei toukokuuta",
    "june": "juni junio junho giugno kesäkuuta",
    "july": "juli julio julho luglio heinäkuuta",
    "august": "augusti augustus agosto elokuuta",
    "september": "septiembre setiembre setembro settembre syyskuuta",
    "october": "oktober octubre outubro ottobre lokakuuta",
    "november": "noviembre novembro marraskuuta",
    "december": "dezember diciembre dezembro dicembre desember joulukuuta dez. dic.",
}
_ENGLISH = {word: english for english, words in _MONTHS.items() for word in words.split()}
_FOREIGN_MONTH = re.compile(
    r"(?<![^\W\d_])("
    + "|".join(re.escape(word) for word in sorted(_ENGLISH, key=len, reverse=True))
    + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_OF = re.compile(r"(?<=\d)\s+(?:de|del)\s+(?=[^\W\d_])|(?<=[^\W\d_])\s+(?:de|del)\s+(?=\d{4})", re.IGNORECASE)

_UPDATED_WORDS = re.compile(
    r"mis(?:e)? à jour|maj\b|modifié|actualisé|updated|modified|last edited|last changed|revised|aktualisiert"
    r"|geändert|änderung"
    r"|letztes update|stand:|actualizado|actualización|modificado|atualizado|aggiornat|bijgewerkt|oppdatert"
    r"|päivitetty",
    re.IGNORECASE,
)
_PUBLISHED_WORDS = re.compile(
    r"publi|posté|\bdate\b|mis en ligne|paru|posted|published|created|first|erstellt|erschienen|veröffentlicht"
    r"|datum|vom\b|verfasst"
    r"|creado|postado|pubblicato|gepubliceerd|julkaistu|lagt ut|date\s*:|le\s+\d|am\s+\d|on\s+\d|lundi|mardi"
    r"|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams"
    r"|sonn)tag|mittwoch",
    re.IGNORECASE,
)
_DATE_MARKS = re.compile(
    r"date(?!-?picker)|datum|fecha|publish|pubdate|published|posted|(?:^|[\s_-])time(?:$|[\s_-])|timestamp"
    r"|dateline|entry-meta"
    r"|post-?meta|article-?meta|meta-?info|byline|infoline|horodat|created",
    re.IGNORECASE,
)
_NOT_THE_ARTICLES_ZONES = {"comment", "menu", "form", "caption", "teaser", "aside"}
_TEMPLATES_MISNAME = {"menu", "teaser", "aside"}  # what stands beside the title is the article's, whatever its class
_COPYRIGHT = re.compile(r"copyright|©|\(c\)\s*\d{4}|all rights|tous droits|alle rechte", re.IGNORECASE)
_SOON = 40
_MANY_DAYS = 3
_LONGEST_DATE_LINE = 120
_FEW = 25
_LONGEST_LINE = 200
_DOTTED = re.compile(r"\d\.\d{1,2}\.\d")
_DAY_FIRST = re.compile(r"\(?\d{1,2}[./]\d{1,2}[./]\d{4}(?=\s*\)?\s*[-–—|:,•])")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_COMPACT = re.compile(r"(20\d\d|19\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?", re.ASCII)
_PATH_DAY = re.compile(r"[/-](19[89]\d|20\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_PATH_RUN = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class Witness:
    """One thing a page says of a date: the day, the EDTF text, where, how much it is worth, and its kind.

    `distance` is that from the title, for what readers see.
    """

    day: date
    edtf: str
    origin: str
    weight: float
    kind: str
    distance: int = 0

    @property
    def has_time(self) -> bool:
        """Return whether the witness tells a time of day that is more than a filled-in midnight."""
        return "T" in self.edtf and "T00:00:00" not in self.edtf


@dataclass(frozen=True)
class Dates:
    """The two dates of an article, and for each what was weighed and lost."""

    published: Found | None
    updated: Found | None
    lost: tuple[Found, ...] = ()


def find(
    metadata: Metadata,
    node: Node | None,
    blocks: list[Block],
    title_at: int | None,
    address: str,
    latest: date | None,
    language: str = "",
) -> Dates:
    """Return the dates the page gives evidence for.

    `node` is the JSON-LD object of the page's own article, `title_at` the index of the title among `blocks`,
    `latest` the day after which nothing can have been published (the capture's), where it is known.
    """
    published, updated = _declared(metadata, node)
    # 03/04/2023 is read month first on pages in American English alone; "en" by itself leaves it to the text.
    month_first = {"en": None, "en-us": True}.get(language.lower().replace("_", "-"), False)
    seen, seen_updated = _visible(blocks, title_at, month_first)
    published += seen + _from_address(address)
    updated += seen_updated
    published = [witness for witness in published if _possible(witness, latest)]
    updated = [witness for witness in updated if _possible(witness, latest)]
    best = _weigh(_without_updates(published, updated))
    changed = _weigh(updated, enough=2.0)
    if best and changed and changed.day < best.day - timedelta(days=1):
        changed = None  # an update before publication is a template's or a server's date
    if best and changed and changed.edtf == best.edtf:
        changed = None
    lost = tuple(Found(w.edtf, w.origin) for w in published if best and w.day != best.day)
    return Dates(_found(best), _found(changed), lost[:10])


def _found(witness: Witness | None) -> Found | None:
    return Found(witness.edtf, witness.origin) if witness else None


def _possible(witness: Witness, latest: date | None) -> bool:
    return witness.day >= _EARLIEST and (latest is None or witness.day <= latest + timedelta(days=1))


def _without_updates(published: list[Witness], updated: list[Witness]) -> list[Witness]:
    """Return the witnesses, those of a day that the page also calls an update worth half.

    Pages show the day of the update beside the title, and declare it as published somewhere, while an earlier day is
    declared too.
    """
    days = {witness.day for witness in updated}
    if not any(witness.kind in {"json", "meta"} and witness.day < min(days) for witness in published if days):
        return published
    return [replace(witness, weight=witness.weight / 2) if witness.day in days else witness for witness in published]


def _weigh(witnesses: list[Witness], enough: float = _ENOUGH) -> Witness | None:
    """Return the best witness of the day most is said for, or None where that is not enough.

    Each kind of witness counts once a day, so that a template that repeats itself gains nothing. Witnesses of the day
    before or after stand by each other (time zones), for a third.
    """
    totals: dict[date, dict[str, float]] = defaultdict(dict)
    for witness in witnesses:
        kinds = totals[witness.day]
        kinds[witness.kind] = max(kinds.get(witness.kind, 0.0), witness.weight)
    sums = {day: sum(kinds.values()) for day, kinds in totals.items()}
    scores = {
        day: total + (sums.get(day - timedelta(days=1), 0) + sums.get(day + timedelta(days=1), 0)) / 3
        for day, total in sums.items()
    }
    if not scores:
        return None
    best = max(scores, key=lambda day: (scores[day], -day.toordinal()))
    if sums[best] < enough:
        return None
    of_the_day = [witness for witness in witnesses if witness.day == best]
    chosen = max(of_the_day, key=lambda witness: (witness.has_time, witness.kind != "address", witness.weight))
    return _as_shown(chosen, witnesses)


def _as_shown(chosen: Witness, witnesses: list[Witness]) -> Witness:
    """Return the day shown beside the title where the chosen one is the same moment, written in UTC."""
    if not chosen.edtf.endswith(("Z", "+00:00")) or not chosen.has_time:
        return chosen
    hour = int(chosen.edtf[11:13])
    for witness in witnesses:
        apart = (witness.day - chosen.day).days
        if witness.kind == "line" and ((apart == 1 and hour >= 10) or (apart == -1 and hour < 12)):
            return witness
    return chosen


def _declared(metadata: Metadata, node: Node | None) -> tuple[list[Witness], list[Witness]]:
    """Return what JSON-LD and meta elements say of publication and update."""
    published, updated = [], []
    nodes = [node] if node else []
    nodes += [other for other in metadata.nodes if not other.is_article and other is not node][:3]
    for item in nodes:
        weight = _JSON_ARTICLE if item.is_article else _JSON_PAGE
        names = ("datePublished", weight), ("dateCreated", _LOOSE_META), ("uploadDate", _LOOSE_META)
        for name, worth in names:
            published += _read(item.text(name), f"JSON-LD {name}", worth, "json")
        updated += _read(item.text("dateModified"), "JSON-LD dateModified", weight, "json")
    for name, value in metadata.metas:
        if name in _PUBLISHED_METAS:
            published += _read(value, f"meta {name}", _META, "meta")
        elif name in _LOOSE_METAS:
            published += _read(value, f"meta {name}", _LOOSE_META, "loose meta")
        elif name in _UPDATED_METAS:
            updated += _read(value, f"meta {name}", _META, "meta")
    return published, updated


def _read(value: str, origin: str, weight: float, kind: str) -> list[Witness]:
    """Return the witness in a value written for machines (ISO 8601 and its neighbours), or none."""
    value = value.strip()[:60]
    match = _ISO.match(value) or _COMPACT.match(value)
    if not match:
        return [_witness(day, origin, weight, kind) for day in _written(value)[:1] if day.edtf() and day.day]
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return []
    edtf = found.isoformat()
    if hour is not None and int(hour) < 24 and int(minute) < 60 and int(second or 0) < 60:
        if offset and offset != "Z" and ":" not in offset:
            offset = f"{offset[:3]}:{offset[3:]}"
        if (hour, minute, second or "00") != ("00", "00", "00"):
            edtf += f"T{int(hour):02}:{minute}:{second or '00'}{offset or ''}"
    return [Witness(found, edtf, origin, weight, kind)]


def _witness(day: WrittenDay, origin: str, weight: float, kind: str) -> Witness:
    return Witness(date(day.year or 1, day.month, day.day or 1), day.edtf() or "", origin, weight, kind)


@lru_cache(maxsize=512)
def _written(text: str, month_first: bool | None = False) -> list[WrittenDay]:
    """Return the whole days written in a short line, in French, English and the neighbouring languages."""
    text = _FOREIGN_MONTH.sub(lambda match: _ENGLISH[match[1].lower()], text)
    text = _OF.sub(" ", text)
    if "." in text and _DOTTED.search(text):
        month_first = False  # only day first is written with dots
    days = []
    for day in find_days(text, month_first=month_first):
        if day.day is None or day.year is None:
            continue
        try:
            date(day.year, day.month, day.day)
        except ValueError:
            continue
        days.append(day)
    return days


def is_date_line(text: str) -> bool:
    """Return whether `text` is a line that tells a day and hardly anything else."""
    days = _written(text) if len(text) <= _LONGEST_DATE_LINE and any(map(str.isdigit, text)) else []
    told = sum(day.end - day.start for day in days)
    return bool(days) and len(_PUBLISHED_WORDS.sub("", _UPDATED_WORDS.sub("", text))) - told <= _FEW


def _visible(
    blocks: list[Block], title_at: int | None, month_first: bool | None
) -> tuple[list[Witness], list[Witness]]:
    """Return what readers see: `time` elements and date lines, near the title or labelled."""
    seen = _Seen(month_first)
    title_place = blocks[title_at].place if title_at is not None else None
    first, text_at, last = _reach(blocks, title_at)
    for index, block in enumerate(blocks):
        close = title_at is not None and -4 <= index - title_at <= 5
        if block.zone in _NOT_THE_ARTICLES_ZONES and not (close and block.zone in _TEMPLATES_MISNAME):
            continue
        if title_place is not None and first <= index < last:
            seen.read(block, near=True, in_head=index < text_at, distance=abs(block.place - title_place))
        elif not block.zone or block.zone == "footer":
            seen.read(block, near=False, in_head=False, distance=0)
    return _nearest(seen.published) + _only(seen.far), seen.updated


def _nearest(shown: list[Witness]) -> list[Witness]:
    """Return what is shown near the title; where many days are, the nearest alone: the others are of teasers."""
    if len({witness.day for witness in shown}) < _MANY_DAYS:
        return shown
    nearest = min(witness.distance for witness in shown)
    return [witness for witness in shown if witness.distance <= nearest + 1]


def _only(far: list[Witness]) -> list[Witness]:
    """Return labelled witnesses away from the title where they agree; those of several articles do not."""
    days = {witness.day for witness in far}
    return [max(far, key=lambda witness: (witness.has_time, witness.weight))] if len(days) == 1 else []


def _reach(blocks: list[Block], title_at: int | None) -> tuple[int, int, int]:
    """Return where the blocks begin and end whose dates may be the article's own, and where its text begins between."""
    if title_at is None:
        return 0, 0, 0
    place, long_ones, text_at, end = blocks[title_at].place, 0, 0, title_at + 1
    while end < len(blocks) and blocks[end].place - place < _SOON:
        block = blocks[end]
        if block.heading and not block.zone and block.place - place > 12:
            break
        if len(block.text) > 180 and not block.zone:
            long_ones += 1
            text_at = text_at or end
            if long_ones == 2:
                break
        end += 1
    return max(0, title_at - 12), text_at or end, end


class _Seen:
    """The witnesses that readers see, gathered block by block."""

    def __init__(self, month_first: bool | None) -> None:
        self.month_first = month_first
        self.published: list[Witness] = []
        self.updated: list[Witness] = []
        self.far: list[Witness] = []

    def read(self, block: Block, near: bool, in_head: bool, distance: int) -> None:
        """Add what one block says; `in_head` where it stands before the article's text begins."""
        for tag, marks, element in block.inline:
            if tag == "time" and (element.get("datetime") or element.get("content")):
                self._time(element, f"{marks} {block.marks}", block.text, near, distance)
        if not any(character.isdigit() for character in block.text[:400]):
            return
        for line in block.lines[:6]:
            if len(line) <= (_LONGEST_LINE if near else 90) and not _COPYRIGHT.search(line):
                self._line(line, block, near, in_head, distance)
            elif near and (match := _DAY_FIRST.match(line)):
                self._line(match[0], block, near, True, distance)

    def _line(self, line: str, block: Block, near: bool, in_head: bool, distance: int) -> None:
        end = 0
        for day in _written(line, self.month_first)[:3]:
            before = line[end : day.start][-45:]
            end = day.end
            rest = len(line) - (day.end - day.start)
            labelled = _last(_PUBLISHED_WORDS, before)
            changed = _last(_UPDATED_WORDS, before)
            marked = bool(_DATE_MARKS.search(block.marks))
            if changed > labelled or (labelled < 0 and changed < 0 and _says_updated(block.marks)):
                self.updated.append(_witness(day, "visible date line", _LINE, "line"))
            elif (
                near
                and (rest < 60 or labelled >= 0 or (marked and rest < 110))
                and (in_head or marked or labelled >= 0)
            ):
                weight = (_LABELLED if labelled >= 0 or marked else _LINE) - distance * 0.03
                witness = _witness(day, "visible date line", weight, "line")
                self.published.append(replace(witness, distance=distance))
            elif not near and labelled >= 0 and rest < 60 and block.linked < len(block.text) / 2:
                self.far.append(_witness(day, "labelled date line", _ENOUGH, "far line"))

    def _time(self, element: HtmlElement, marks: str, text: str, near: bool, distance: int) -> None:
        value = element.get("datetime") or element.get("content") or ""
        declared = "datepublished" in marks.lower() or element.get("pubdate") is not None or "entry-date" in marks
        label = text[:80]
        changed = _says_updated(marks) or (_UPDATED_WORDS.search(label) and not _PUBLISHED_WORDS.search(label))
        if "updated" in marks and "modified" not in marks and near and not _UPDATED_WORDS.search(label):
            # hAtom themes mark the only date they show as "updated" (microformats.org/wiki/hatom)
            self.published += _read(value, "time element", _TIME / 2, "time")
        if changed:
            self.updated += (
                _read(value, "time element", _TIME, "time") if near or "datemodified" in marks.lower() else []
            )
        elif near:
            weight = _TIME + (0.5 if declared else 0) - distance * 0.03
            self.published += [
                replace(found, distance=distance) for found in _read(value, "time element", weight, "time")
            ]
        elif declared:
            self.far += _read(value, "time element", _ENOUGH, "far time")


def _says_updated(marks: str) -> bool:
    """Return whether classes name an update; many themes mark one date as published and updated at once."""
    lower = marks.lower()
    return ("modified" in lower or "updated" in lower) and "publish" not in lower and "entry-date" not in lower


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _from_address(address: str) -> list[Witness]:
    """Return the day in the address's path (/2023/11/20/, or 20231120 and 2023-11-20 in its last part)."""
    path = unquote(address.partition("://")[2].partition("/")[2].partition("?")[0])
    path = f"/{path}"
    for pattern, weight in ((_PATH_DAY, _ADDRESS), (_PATH_RUN, _ADDRESS_WEAK)):
        if match := pattern.search(path):
            try:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            return [Witness(day, day.isoformat(), "address", weight, "address")]
    return []
