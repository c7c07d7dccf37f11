"""How a histogram is drawn: places along it in percent of its width, heights in pixels, few words below.

And what stands by the dozen beside it: bars, days of a calendar, entries of facets. They are written here and not in
templates, in which their hundreds of small pieces take longer than all the articles of the page.
"""

from dataclasses import dataclass

from django import template
from django.utils.dates import MONTHS_AP
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.reading.calendar import CalendarDay
from archive.reading.facets import Entry, PeriodEntry
from archive.reading.histogram import Bar, Histogram
from archive.reading.periods import Period, Unit
from archive.templatetags.dates import day_words, in_words
from archive.templatetags.kept import kept_by_language
from archive.templatetags.pages import count_articles, count_events, language_name, number

register = template.Library()

TOP, BOTTOM, BELOW = 18, 90, 107
_WIDEST = 16.0  # percent: a few bars do not fill the width
_APART = 33.0  # percent between two words below the bars, so that they stay apart on a phone
_GAP = 0.15  # of a bar's room


@dataclass(frozen=True)
class Box:
    """A rectangle as SVG has it, sideways in percent."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class DrawnBar:
    """A bar, the whole room it may take (what is pointed at), and its two parts, None where there is nothing."""

    bar: Bar
    room: Box
    certain: Box | None
    possible: Box | None


@dataclass(frozen=True)
class Tick:
    """A period that is named below its bar: where, and with what of the name there."""

    period: Period
    x: str
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """A histogram as it is drawn; the largest bar, of `most` articles, is as high as there is room."""

    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]
    most: int
    top: int = TOP
    bottom: int = BOTTOM
    below: int = BELOW
    height: int = BELOW + 6


@register.filter
def drawn(histogram: Histogram) -> Drawing:
    """Return the histogram (of one bar or more) as it is drawn."""
    bars = histogram.bars
    most = max(bar.articles for bar in bars)
    width = min(100 / len(bars), _WIDEST)
    return Drawing(
        tuple(_bar(bar, place * width, width, most) for place, bar in enumerate(bars)),
        tuple(_tick(bars, place, width) for place in _ticks(len(bars), width)),
        most,
    )


def _bar(bar: Bar, x: float, width: float, most: int) -> DrawnBar:
    high = BOTTOM - TOP
    certain = max(round(bar.certain / most * high), 2) if bar.certain else 0
    possible = max(round(bar.possible / most * high), 2) if bar.possible else 0
    possible = min(possible, high - certain) or (2 if bar.possible else 0)

    def box(bottom: int, height: int) -> Box:
        return Box(_percent(x + width * _GAP / 2), str(bottom - height), _percent(width * (1 - _GAP)), str(height))

    return DrawnBar(
        bar,
        Box(_percent(x), str(TOP), _percent(width), str(high)),
        box(BOTTOM, certain) if certain else None,
        box(BOTTOM - certain, possible) if possible else None,
    )


def _percent(value: float) -> str:
    return f"{value:.3f}%"


def _ticks(bars: int, width: float) -> list[int]:
    steps = max(1, int(bars * width // _APART))
    return sorted({round(step * (bars - 1) / steps) for step in range(steps + 1)})


def _tick(bars: tuple[Bar, ...], place: int, width: float) -> Tick:
    period = bars[place].period
    if place == 0:
        return Tick(period, _percent(width * _GAP / 2), "start")
    if place == len(bars) - 1:
        return Tick(period, _percent((place + 1 - _GAP / 2) * width), "end")
    return Tick(period, _percent((place + 0.5) * width), "middle")


@register.filter
def short_words(period: Period) -> str:
    """Return the period in few letters: "20 Nov", "Nov 2023", "2023"; a decade or century by its first year."""
    first = period.first
    if period.unit == Unit.DAY:
        return _("%(day)s %(month)s") % {"day": first.day, "month": MONTHS_AP[first.month]}
    if period.unit == Unit.MONTH:
        return f"{MONTHS_AP[first.month]} {first.year}"
    return str(first.year)


@register.filter
def period_words(period: Period) -> str:
    """Return the period in words: "20 November 2023", "November 2023", "2023", "the 1980s", "1900 to 1999"."""
    if period.unit == Unit.CENTURY:
        return in_words(f"{period.first.year:04}/{period.last.year:04}", lasting=True)
    return in_words(period.edtf)


@register.filter
def span_words(histogram: Histogram) -> str:
    """Return from when to when the bars of the histogram reach, in words."""
    first, last = histogram.bars[0].period, histogram.bars[-1].period
    if first == last:
        return period_words(first)
    if histogram.unit in (Unit.DAY, Unit.MONTH):
        return in_words(f"{first.edtf}/{last.edtf}", lasting=True)
    return in_words(f"{first.first.year:04}/{last.last.year:04}", lasting=True)


@register.simple_tag
def drawn_bar(drawn: DrawnBar) -> SafeString:
    """Return a bar as a link of the SVG to the articles of its period; nothing for one without articles."""
    if not drawn.bar.address:
        return mark_safe("")
    boxes = (("room", drawn.room), ("certain", drawn.certain), ("perhaps", drawn.possible))
    return format_html(
        '<a href="{}" rel="nofollow"><title>{}{} {}</title>{}</a>',
        drawn.bar.address,
        period_words(drawn.bar.period),
        _(":"),
        _tally_words(drawn.bar.certain, drawn.bar.possible),
        format_html_join(
            "",
            '<rect class="bar-{}" x="{}" y="{}" width="{}" height="{}"></rect>',
            ((kind, box.x, box.y, box.width, box.height) for kind, box in boxes if box is not None),
        ),
    )


@kept_by_language
def _tally_words(certain: int, possible: int) -> str:
    """Return "12 articles and perhaps 3", "12 articles", "perhaps 3 articles"."""
    if not possible:
        return count_articles(certain) if certain else ""
    shown = {"shown": number(possible)}
    if not certain:
        return ngettext("perhaps %(shown)s article", "perhaps %(shown)s articles", possible) % shown
    perhaps = ngettext("and perhaps %(shown)s", "and perhaps %(shown)s", possible) % shown
    return f"{count_articles(certain)} {perhaps}"


@register.simple_tag
def calendar_cell(cell: CalendarDay | None) -> SafeString:
    """Return a day of the calendar as a cell of its table: its number, a link to its articles, how many events it has.

    None is a cell beside the month's days.
    """
    if cell is None:
        return mark_safe('<td class="outside"></td>')
    classes = " ".join(name for name, has in (("covered", cell.certain), ("chosen", cell.chosen)) if has)
    return format_html(
        "<td{}>{}{}</td>",
        format_html(' class="{}"', classes) if classes else "",
        _day_link(cell),
        _day_events(len(cell.events)) if cell.events else "",
    )


def _day_link(cell: CalendarDay) -> SafeString:
    """Return the number of a day, and its articles; as a link to them where it has any."""
    figure = format_html('<span class="number">{}</span>', cell.day.day)
    if not cell.address:
        return figure
    return format_html(
        '<a href="{}" rel="nofollow"{}><span aria-hidden="true">{}{}</span><span class="visually-hidden">{}</span></a>',
        cell.address,
        mark_safe(' aria-current="date"') if cell.chosen else "",
        figure,
        _day_figures(cell),
        _day_in_full(cell),
    )


@kept_by_language
def _day_events(events: int) -> SafeString:
    words = '<span class="happened"><span aria-hidden="true">◆</span><span class="visually-hidden">{}</span></span>'
    return format_html(words, count_events(events))


def _day_figures(cell: CalendarDay) -> SafeString:
    """Return how many articles a day has, in figures: "12+3?"."""
    certain = format_html('<span class="published">{}</span>', number(cell.certain)) if cell.certain else ""
    plus = "+" if cell.certain else ""
    possible = format_html('<span class="unsure">{}{}?</span>', plus, number(cell.possible)) if cell.possible else ""
    return format_html("{}{}", certain, possible)


def _day_in_full(cell: CalendarDay) -> str:
    """Return what a day's link says to those who hear it."""
    words = _("go there instead") if cell.beyond else _tally_words(cell.certain, cell.possible)
    return f"{day_words(cell.day.year, cell.day.month, cell.day.day)}{_(':')} {words}"


@register.simple_tag
def facet_entry(entry: Entry | PeriodEntry, kind: str) -> SafeString:
    """Return an entry of a facet as a link, with its count; `kind`: "name", "language", "evidence" or "period"."""
    chosen = isinstance(entry, Entry) and entry.chosen
    dropped = '<span class="facet-drop" aria-hidden="true">×</span><span class="visually-hidden"> ({})</span>'
    return format_html(
        '<a href="{}" rel="nofollow"{}><span class="facet-name">{}</span> {}{}</a>',
        entry.address,
        mark_safe(' aria-current="true"') if chosen else "",
        _entry_name(entry, kind),
        _facet_count(entry.articles, entry.more),
        format_html(dropped, _("take away")) if chosen else "",
    )


def _entry_name(entry: Entry | PeriodEntry, kind: str) -> str:
    if isinstance(entry, PeriodEntry):
        return capfirst(period_words(entry.period))
    if kind == "language":
        return language_name(entry.name)
    if kind != "evidence":
        return entry.name
    standing, words = ("confirmed", _("confirmed by a curator"))
    if entry.name != "confirmed":
        standing, words = ("machine", _("found by machine alone"))
    return format_html('<span class="sign standing-{}" aria-hidden="true"></span> {}', standing, words)


@kept_by_language
def _facet_count(articles: int, more: bool) -> SafeString:
    """Return how many articles an entry of a facet has: as a number, and in words for those who hear it."""
    shown = number(articles)
    words = _("%(number)s articles or more") % {"number": shown} if more else count_articles(articles)
    return format_html(
        '<span class="facet-count" aria-hidden="true">{}{}</span><span class="visually-hidden">{}</span>',
        shown,
        "+" if more else "",
        words,
    )
