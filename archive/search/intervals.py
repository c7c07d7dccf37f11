"""Days, months, years and what lies between two of them, as a query writes them. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from archive.lib.days import find_days

_ISO = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_DAY_LAST = re.compile(r"(?P<left>\d{1,2})(?P<sign>[/.-])(?P<right>\d{1,2})(?P=sign)(?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_BETWEEN = re.compile(r"\s*(?:\.{2,}|…)\s*")
_EDTF = re.compile(r"([\d-]{4,10})/([\d-]{4,10})")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–−", "-"))


@dataclass(frozen=True)
class Interval:
    """The days from `first` to `last` (None: no end), as they are written; `swapped`: they were given backwards."""

    first: date | None
    last: date | None
    text: str
    swapped: bool = False


def read_interval(text: str) -> Interval | None:
    """Return what `text` means: a year, month or day, two of them with .. between, or an open end; None for nothing.

    Read besides 2023-11-20: 20.11.2023 and 20/11/2023 where it is plain which is the month, 11/2023, and a day in
    words with its year ("20 novembre 2023"). Raises `ValueError` where no such day is meant.
    """
    text = " ".join(text.translate(_DASHES).split())
    edtf = _EDTF.fullmatch(text)
    ends = list(edtf.groups()) if edtf else _BETWEEN.split(text)
    if not any(ends):
        return None
    if len(ends) == 1:
        return _read(ends[0])
    if len(ends) > 2:
        raise ValueError(text)
    first, last = (_read(end) if end else Interval(None, None, "") for end in ends)
    swapped = bool(first.first and last.last and first.first > last.last)
    if swapped:
        first, last = last, first
    written = first.text if first == last else f"{first.text}..{last.text}"
    return Interval(first.first, last.last, written, swapped)


def _read(text: str) -> Interval:
    """Return the year, month or day; raises `ValueError`."""
    if match := _ISO.fullmatch(text):
        return _interval(match["year"], match["month"], match["day"])
    if match := _MONTH_FIRST.fullmatch(text):
        return _interval(match["year"], match["month"])
    if match := _DAY_LAST.fullmatch(text):
        return _interval(match["year"], *_month_and_day(match["left"], match["right"], match["sign"]))
    return _read_words(text)


def _read_words(text: str) -> Interval:
    """Return the day or month that is written with the month's name and its year; raises `ValueError`."""
    found = find_days(text) if any(c.isalpha() for c in text) else []
    edtf = found[0].edtf() if len(found) == 1 and found[0].end - found[0].start == len(text) else None
    if edtf is None:
        raise ValueError(text)
    return _interval(*edtf.partition("T")[0].split("-"))


def _month_and_day(left: str, right: str, sign: str) -> tuple[str, str]:
    """Return month and day: before points the day stands first, before slashes only a number above 12 tells."""
    if sign == "." or int(left) == int(right) or int(left) > 12:
        return right, left
    if int(right) > 12:
        return left, right
    raise ValueError(f"{left}{sign}{right}")


def _interval(year: str, month: str | None = None, day: str | None = None) -> Interval:
    """Return the whole year, the whole month or the day; raises `ValueError` where there is no such one."""
    if month is None:
        return Interval(date(int(year), 1, 1), date(int(year), 12, 31), f"{int(year):04}")
    if day is None:
        first = date(int(year), int(month), 1)
        last = first + timedelta(days=monthrange(first.year, first.month)[1] - 1)
        return Interval(first, last, f"{first.year:04}-{first.month:02}")
    first = date(int(year), int(month), int(day))
    return Interval(first, first, f"{first.year:04}-{first.month:02}-{first.day:02}")
