"""What one place on a page says of a date: read from values for machines, and from days written for people."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from archive.lib.days import WrittenDay, find_days
from archive.lib.edtf import EDTFError, parse

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

_CLOCK_BEFORE = re.compile(
    r"(?<![\w:])(\d{1,2}(?::|h)\d\d(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)"
    r"(\s?(?:[A-Z]{1,2}[SD]?T|UTC|GMT)\b)?\s?[,•·|–—-]?\s?(?:(?:on|le)\s)?(?:[^\W\d_]{3,9}\.?,?\s)?$",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d\.\d{1,2}\.\d")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_COMPACT = re.compile(r"(20\d\d|19\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?", re.ASCII)


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


def read(value: str, origin: str, weight: float, kind: str) -> list[Witness]:
    """Return the witness in a value written for machines (ISO 8601 and its neighbours), or none."""
    value = value.strip()[:60]
    match = _ISO.match(value) or _COMPACT.match(value)
    if not match:
        return [witness_of(day, origin, weight, kind) for day in written(value)[:1] if day.edtf() and day.day]
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return []
    edtf = found.isoformat()
    if hour is not None and (hour, minute, second or "00") != ("00", "00", "00"):
        if offset and offset != "Z" and ":" not in offset:
            offset = f"{offset[:3]}:{offset[3:]}"
        edtf = _if_possible(f"{edtf}T{int(hour):02}:{minute}:{second or '00'}{offset or ''}") or edtf
    return [Witness(found, edtf, origin, weight, kind)]


def _if_possible(edtf: str) -> str:
    """Return the time if there is one of that name, in UTC too; else an empty string."""
    try:
        return parse(edtf).text
    except EDTFError:
        return ""


def witness_of(day: WrittenDay, origin: str, weight: float, kind: str) -> Witness:
    return Witness(date(day.year or 1, day.month, day.day or 1), day.edtf() or "", origin, weight, kind)


@lru_cache(maxsize=512)
def written(text: str, month_first: bool | None = False) -> list[WrittenDay]:
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


def with_clock_before(text: str, day: WrittenDay, since: int = 0) -> WrittenDay:
    """Return `day` with the time that stands right before it in `text` ("8:24 PM EST, Mon November 20, 2023").

    `since` is where the text before that day begins; a day that has a time keeps its own.
    """
    if day.time is not None or day.day is None:
        return day
    match = _CLOCK_BEFORE.search(text[max(since, day.start - 40) : day.start])
    if match is None:
        return day
    (clock,) = find_days(f"1 January 2000 {match[1]}{match[2] or ''}")
    return replace(day, time=clock.time, offset=clock.offset)
