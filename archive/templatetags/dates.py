"""Dates in words, in the reader's language: EDTF texts with their doubts, and moments with their zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archive.lib import edtf
from archive.templatetags.kept import kept_by_language

register = template.Library()

_TIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?(Z|[+-]\d{2}:?\d{2})?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-XX)?")
_YEAR = re.compile(r"(\d{4})(?:-XX){0,2}")
_DECADE = re.compile(r"(\d{3})X")


@dataclass(frozen=True)
class _Plain:
    """One date without its doubts: its parts, the finest last; `clock` where it has a time."""

    year: int
    month: int = 0
    day: int = 0
    clock: str = ""

    def words(self, same: "_Plain | None" = None) -> str:
        """Return the date in words; without the year (and month) that it shares with the later date `same`."""
        if not self.month:
            return str(self.year)
        shares_year = same is not None and same.year == self.year and not self.clock and not same.clock
        if not self.day:
            return month_words(0 if shares_year else self.year, self.month)
        if same is not None and shares_year and same.day and same.month == self.month:
            return _day_number(self.day)
        words = day_words(0 if shares_year else self.year, self.month, self.day)
        return _("%(day)s, %(time)s") % {"day": words, "time": self.clock} if self.clock else words


def _season(number: int) -> str:
    seasons = {21: _("spring"), 22: _("summer"), 23: _("autumn"), 24: _("winter")}
    return seasons.get(number, "")


@kept_by_language
def month_name(month: int) -> str:
    """Return the name of `month` (1 to 12), or of a season (21 to 24), as it stands inside a date."""
    return _season(month) or str(MONTHS[month])


def month_words(year: int, month: int) -> str:
    """Return "November 2023"; the month alone where `year` is 0."""
    name = month_name(month)
    return pgettext("month of a year", "%(month)s %(year)s") % {"month": name, "year": year} if year else name


def _day_number(day: int) -> str:
    # French writes "1er": the first of a month has an entry of its own in the catalogue.
    return pgettext("first day of a month", "1") if day == 1 else str(day)


@kept_by_language
def day_words(year: int, month: int, day: int) -> str:
    """Return "20 November 2023"; without the year where it is 0."""
    parts = {"day": _day_number(day), "month": month_name(month), "year": year}
    return _("%(day)s %(month)s %(year)s") % parts if year else _("%(day)s %(month)s") % parts


def _read(text: str) -> _Plain | None:
    """Return the parts of one EDTF date without `?~%`, or None for a form that has no words of its own."""
    if match := _TIME.fullmatch(text):
        year, month, day, hour, minute, offset = match.groups()
        clock = date_format(datetime(2000, 1, 1, int(hour), int(minute)), pgettext("time of day", "H:i"))
        zone = {None: "", "Z": " UTC"}.get(offset, f" (UTC{offset})")
        return _Plain(int(year), int(month), int(day), clock + zone)
    if match := _DAY.fullmatch(text):
        return _Plain(int(match[1]), int(match[2]), int(match[3]))
    if (match := _MONTH.fullmatch(text)) and (1 <= int(match[2]) <= 12 or _season(int(match[2]))):
        return _Plain(int(match[1]), int(match[2]))
    if match := _YEAR.fullmatch(text):
        return _Plain(int(match[1]))
    return None


def _doubted(text: str, words: str, is_day: bool) -> str:
    doubt = edtf.qualifier(text)
    if doubt in {"approximate", "both"}:
        about = pgettext("a day", "about %(date)s") if is_day else pgettext("a month or year", "about %(date)s")
        words = about % {"date": words}
    return _("%(date)s (uncertain)") % {"date": words} if doubt in {"uncertain", "both"} else words


def _single(text: str) -> str:
    bare = re.sub(r"[?~%]", "", text)
    if match := _DECADE.fullmatch(bare):
        return _doubted(text, _("the %(decade)ss") % {"decade": f"{match[1]}0"}, is_day=False)
    plain = _read(bare)
    if plain is None:
        return _doubted(text, _by_days(text), is_day=False)
    return _doubted(text, plain.words(), is_day=bool(plain.day))


def _by_days(text: str) -> str:
    """Return what any other EDTF form means, by the first and last day it may fall on."""
    interval = edtf.parse(text)
    first, last = interval.earliest, interval.latest
    if first == date.min and last == date.max:
        return text
    if first == date.min:
        return _("%(date)s or earlier") % {"date": day_words(last.year, last.month, last.day)}
    if last == date.max:
        return _("%(date)s or later") % {"date": day_words(first.year, first.month, first.day)}
    if first == last:
        return day_words(first.year, first.month, first.day)
    return _between(_Plain(first.year, first.month, first.day), _Plain(last.year, last.month, last.day), lasting=False)


def _between(first: _Plain, last: _Plain, lasting: bool) -> str:
    parts = {"first": first.words(same=last), "last": last.words()}
    if first.day and last.day:
        if lasting:
            return pgettext("days", "%(first)s to %(last)s") % parts
        return pgettext("days", "between %(first)s and %(last)s") % parts
    if lasting:
        return pgettext("months or years", "%(first)s to %(last)s") % parts
    return pgettext("months or years", "between %(first)s and %(last)s") % parts


def _interval(text: str, lasting: bool) -> str:
    start, _slash, end = text.partition("/")
    if end in {"..", ""}:
        return _("%(date)s or later") % {"date": _single(start)} if start not in {"..", ""} else text
    if start in {"..", ""}:
        return _("%(date)s or earlier") % {"date": _single(end)}
    first, last = _read(re.sub(r"[?~%]", "", start)), _read(re.sub(r"[?~%]", "", end))
    if first is None or last is None:
        return _by_days(text)
    return _doubted(text, _between(first, last, lasting), is_day=False)


@kept_by_language
def in_words(text: str, lasting: bool = False) -> str:
    """Return the EDTF `text` in words of the active language, its doubts included; "" for none.

    An interval is read as "between … and …", or, where `lasting`, as a time that something took ("… to …").
    """
    text = text.strip()
    if not text:
        return ""
    try:
        edtf.parse(text)
        return _interval(text, lasting) if "/" in text else _single(text)
    except edtf.EDTFError:
        return text


def machine_date(text: str) -> str:
    """Return what `<time datetime>` may say of the EDTF `text`: one day, month, year or moment; else ""."""
    bare = re.sub(r"[?~%]|-XX", "", text.strip())
    if _TIME.fullmatch(bare) or _DAY.fullmatch(bare):
        return bare
    match = _MONTH.fullmatch(bare)
    if match and int(match[2]) <= 12:
        return bare
    return bare if _YEAR.fullmatch(bare) and int(bare) > 0 else ""


@register.simple_tag
@kept_by_language
def edtf_date(text: str, lasting: bool = False) -> str:
    """Return the EDTF `text` in words, as a `<time>` where it means one day, month, year or moment."""
    words, machine = in_words(text, lasting), machine_date(text)
    return format_html('<time datetime="{}">{}</time>', machine, words) if machine else words


@register.simple_tag
def edtf_link(text: str, lasting: bool = False) -> str:
    """Return the EDTF `text` as `edtf_date` does, as a link to the day, month or year of the calendar that holds it."""
    words, address = edtf_date(text, lasting), calendar_address(text)
    return format_html('<a class="when-link" href="{}">{}</a>', address, words) if address else words


def calendar_address(text: str) -> str:
    """Return the address of the smallest calendar page that holds the EDTF `text`; empty where no single year does."""
    try:
        interval = edtf.parse(text)
    except edtf.EDTFError:
        return ""
    first, last = interval.earliest, interval.latest
    if first == last:
        return reverse("dates-day", args=[first.year, first.month, first.day])
    if (first.year, first.month) == (last.year, last.month):
        return reverse("dates-month", args=[first.year, first.month])
    return reverse("dates-year", args=[first.year]) if first.year == last.year else ""


@register.filter
def edtf_words(text: str) -> str:
    """Return the EDTF `text` in words, without markup."""
    return in_words(text)


@register.filter
def doubtful(text: str) -> bool:
    """Return whether the EDTF `text` leaves open on which day it was."""
    try:
        interval = edtf.parse(text) if text else None
    except edtf.EDTFError:
        return True
    return interval is not None and (interval.earliest != interval.latest or bool(edtf.qualifier(text)))


@register.filter
def day_in_words(day: date) -> str:
    """Return "20 November 2023"."""
    return day_words(day.year, day.month, day.day)


@register.simple_tag
def day(value: date) -> SafeString:
    """Return a calendar day in words, as a `<time>`."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_in_words(value))


@register.filter
def moment_words(value: datetime | None) -> str:
    """Return an instant in words, in the site's time zone; nothing for none."""
    if value is None:
        return ""
    local = localtime(value) if is_aware(value) else value
    clock = f"{date_format(local, pgettext('time of day', 'H:i'))} {local.tzname() or ''}".strip()
    return _("%(day)s, %(time)s") % {"day": day_in_words(local.date()), "time": clock}


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """Return an instant in words, in the site's time zone, as a `<time>`."""
    local = localtime(value) if is_aware(value) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), moment_words(value))


@register.filter
def month_and_year(value: date) -> str:
    """Return "November 2023" for any day in it."""
    return month_words(value.year, value.month)


@register.filter
def month_alone(value: date) -> str:
    """Return "November" for any day in it, with a capital."""
    return capfirst(month_name(value.month))


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """Return the days of the week from Monday on: the name, and a short form."""
    return [(str(WEEKDAYS[number]), str(WEEKDAYS_ABBR[number])) for number in range(7)]
