"""The dates that readers of a page see: `time` elements and date lines, near the title or labelled."""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from archive.extraction.outline import Block
from archive.extraction.witnesses import Witness, read, with_clock_before, witness_of, written
from archive.lib.days import WrittenDay, find_days

# What each kind of witness is worth; `dates` weighs them.
TIME, LINE, LABELLED, FAR = 4.0, 3.5, 4.5, 3.0

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
# Away from the title a weekday, or a word that may come before any day, is a clock's or another page's.
_SURELY_PUBLISHED = re.compile(
    r"publi|posté|mise?s? en ligne|parue?\b|posted|created|erstellt|erschienen|veröffentlicht|verfasst|dat(?:e|um)\s*:"
    r"|creado|postado|pubblicato|gepubliceerd|julkaistu|lagt ut",
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
_LONG_AGO = re.compile(
    r"\W*(?:(?:publiée?|mise?s? (?:à jour|en ligne)|modifiée?|actualisée?|(?:last |first )?(?:published|posted|updated)"
    r"|veröffentlicht|aktualisiert)\W{0,3})?(?:(?:il y a|vor|about|environ)\s)?"
    r"(?:hier|aujourd['’]hui|yesterday|today|gestern|heute|\d{1,3}\s?(?:min(?:ute)?s?|h|heures?|hours?|hrs?|jours?|days?"
    r"|semaines?|weeks?|mois|months?|stunden?|tagen?)(?:\sago)?)(?:\s(?:à|at|um)?\s?\d{1,2}\s?[h:.]\s?\d{0,2})?\W*",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\W*(?:au|jusqu['’]au|to|until|through|till|bis|al|a)\s(?:le\s|the\s)?(?:[^\W\d_]{3,9}\.?\s)?", re.IGNORECASE
)
_LATER_THAT_DAY = re.compile(
    r"\W{0,4}(?:mise?s? à jour|màj|maj|modifiée?|actualisée?|(?:last )?updated)\s?(?:à|at|:)?\s?"
    r"(\d{1,2}\s?(?:[h:.]\s?\d\d(?:\s?[ap]\.?m\b)?|[ap]\.?m\b))",
    re.IGNORECASE,
)
_ABOVE = 12
_ENTRIES = 4
_SOON = 40
_MANY_DAYS = 3
_LONGEST_DATE_LINE = 120
_FEW = 25
_LONGEST_LINE = 200
_DAY_FIRST = re.compile(r"\(?\d{1,2}[./]\d{1,2}[./]\d{4}(?=\s*\)?\s*[-–—|:,•])")


def is_date_line(text: str) -> bool:
    """Return whether `text` is a line that tells a day, or how long ago it was, and hardly anything else."""
    if len(text) <= _LONGEST_DATE_LINE and _LONG_AGO.fullmatch(text):
        return True
    days = written(text) if len(text) <= _LONGEST_DATE_LINE and any(map(str.isdigit, text)) else []
    told = sum(day.end - day.start for day in days)
    return bool(days) and len(_PUBLISHED_WORDS.sub("", _UPDATED_WORDS.sub("", text))) - told <= _FEW


def visible(blocks: list[Block], title_at: int | None, month_first: bool | None) -> tuple[list[Witness], list[Witness]]:
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
    return _first_above(blocks, title_at), text_at or end, end


def _first_above(blocks: list[Block], title_at: int) -> int:
    """Return where the blocks above the title begin that are the article's: what stands above a menu is the site's."""
    first = title_at
    while first > max(0, title_at - _ABOVE) and not (blocks[first - 1].zone == "menu" and _is_menu(blocks, first - 1)):
        first -= 1
    return first


def _is_menu(blocks: list[Block], last: int) -> bool:
    """Return whether the menu that ends with the block `last` has entries enough to be no trail of the page's own."""
    entries = 0
    for block in reversed(blocks[max(0, last + 1 - _ENTRIES) : last + 1]):
        if block.zone != "menu":
            break
        entries += max(1, sum(tag == "a" for tag, _marks, _element in block.inline))
    return entries >= _ENTRIES


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
            elif tag == "abbr" and element.get("title") and "published" in marks.lower().split():
                # hAtom's way of writing a time (microformats.org/wiki/abbr-design-pattern)
                self._own(read(element.get("title"), "published abbr element", TIME, "time"), near, distance)
        if not any(character.isdigit() for character in block.text[:400]):
            return
        for line in block.lines[:6]:
            if len(line) <= (_LONGEST_LINE if near else 90) and not _COPYRIGHT.search(line):
                self._line(line, block, near, in_head, distance)
            elif near and (match := _DAY_FIRST.match(line)):
                self._line(match[0], block, near, True, distance)

    def _line(self, line: str, block: Block, near: bool, in_head: bool, distance: int) -> None:
        end = 0
        days = written(line, self.month_first)[:3]
        if len(days) > 1 and _UNTIL.fullmatch(line[days[0].end : days[1].start]):
            return  # how long something lasts
        for found in days:
            before = line[end : found.start][-45:]
            day = with_clock_before(line, found, end)
            end = day.end
            rest = len(line) - (day.end - day.start)
            labelled = _last(_PUBLISHED_WORDS, before)
            changed = _last(_UPDATED_WORDS, before)
            marked = bool(_DATE_MARKS.search(block.marks))
            if changed > labelled or (labelled < 0 and changed < 0 and _says_updated(block.marks)):
                self.updated.append(witness_of(day, "visible date line", LINE, "line"))
            elif (
                near
                and (rest < 60 or labelled >= 0 or (marked and rest < 110))
                and (in_head or marked or labelled >= 0)
            ):
                weight = (LABELLED if labelled >= 0 or marked else LINE) - distance * 0.03
                witness = witness_of(day, "visible date line", weight, "line")
                self.published.append(replace(witness, distance=distance))
                self._update_that_day(line, day)
            elif not near and _SURELY_PUBLISHED.search(before) and rest < 60 and block.linked < len(block.text) / 2:
                self.far.append(witness_of(day, "labelled date line", FAR, "far line"))

    def _update_that_day(self, line: str, day: WrittenDay) -> None:
        """Add an update of which the line tells the time alone: it is of the day before it."""
        match = _LATER_THAT_DAY.match(line, day.end)
        if match and not written(line[match.end() - 1 :]):
            clock = match[1].rstrip(". ")
            (moment,) = find_days(f"1 January 2000 {clock}")
            updated = replace(day, time=moment.time, offset=day.offset)
            self.updated.append(witness_of(updated, "visible date line", LINE, "line"))

    def _time(self, element: HtmlElement, marks: str, text: str, near: bool, distance: int) -> None:
        value = element.get("datetime") or element.get("content") or ""
        declared = "datepublished" in marks.lower() or element.get("pubdate") is not None or "entry-date" in marks
        label = text[:80]
        changed = _says_updated(marks) or (_UPDATED_WORDS.search(label) and not _PUBLISHED_WORDS.search(label))
        if "updated" in marks and "modified" not in marks and near and not _UPDATED_WORDS.search(label):
            # hAtom themes mark the only date they show as "updated" (microformats.org/wiki/hatom)
            self.published += read(value, "time element", TIME / 2, "time")
        if changed:
            self.updated += read(value, "time element", TIME, "time") if near or "datemodified" in marks.lower() else []
        elif near or declared:
            self._own(read(value, "time element", TIME + (0.5 if declared else 0), "time"), near, distance)

    def _own(self, found: list[Witness], near: bool, distance: int) -> None:
        """Add times of the article's own: what they are worth falls with the distance from the title."""
        if near:
            weighed = [replace(one, weight=one.weight - distance * 0.03, distance=distance) for one in found]
            self.published += weighed
        else:
            self.far += [replace(one, weight=FAR, kind="far time") for one in found]


def _says_updated(marks: str) -> bool:
    """Return whether classes name an update; many themes mark one date as published and updated at once."""
    lower = marks.lower()
    return ("modified" in lower or "updated" in lower) and "publish" not in lower and "entry-date" not in lower


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
