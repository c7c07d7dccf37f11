"""How a histogram is drawn: places along it in percent of its width, heights in pixels, few words below.

And how what narrows a result is counted.
"""

from dataclasses import dataclass

from django import template
from django.utils.dates import MONTHS_AP
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from archive.reading.facets import Entry, PeriodEntry
from archive.reading.histogram import Bar, Histogram
from archive.reading.periods import Period, Unit
from archive.templatetags.dates import in_words
from archive.templatetags.pages import count_articles, number

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


@register.filter
def facet_count(entry: Entry | PeriodEntry) -> SafeString:
    """Return how many articles an entry of a facet has: as a number, and in words for those who hear it."""
    shown = number(entry.articles)
    words = _("%(number)s articles or more") % {"number": shown} if entry.more else count_articles(entry.articles)
    return format_html(
        '<span class="facet-count" aria-hidden="true">{}{}</span><span class="visually-hidden">{}</span>',
        shown,
        "+" if entry.more else "",
        words,
    )
