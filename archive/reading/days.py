"""The calendar: what happened and what was published in a year, a month or on a day.

Articles are counted by the tallies kept beside them, so a page reads a few rows, however large the archive is.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import ExtractYear

from archive.models import Article, DayTally, Event
from archive.models.article import ArticleQuerySet
from archive.models.fields import meets
from archive.reading.articles import cards

MOST_EVENTS = 200
MOST_POSSIBLE = 50

D = TypeVar("D")


@dataclass(frozen=True)
class Tally:
    """How many articles were published in a time: `certain` surely, `possible` perhaps."""

    certain: int = 0
    possible: int = 0


@dataclass(frozen=True)
class YearTally:
    """A year, its articles, and how many events may have happened in it."""

    year: int
    articles: Tally
    events: int


@dataclass(frozen=True)
class MonthTally:
    """A month, its articles, and how many of the page's events may have happened in it."""

    first: date
    articles: Tally
    events: int


@dataclass(frozen=True)
class DayTallies:
    """A day of a month's calendar, its articles and how many of the page's events may have happened on it."""

    day: date
    articles: Tally
    events: int


@dataclass(frozen=True)
class Happening:
    """An event on a calendar page; `possible` where its date leaves open whether it happened then."""

    event: Event
    possible: bool


@dataclass(frozen=True)
class YearPage:
    """A year: its months, and what happened in it (`cut`: more than is shown)."""

    year: int
    articles: Tally
    months: tuple[MonthTally, ...]
    events: tuple[Happening, ...]
    cut: bool


@dataclass(frozen=True)
class MonthPage:
    """A month: its weeks from Monday on (None beside the month's days), and what happened in it."""

    first: date
    last: date
    articles: Tally
    weeks: tuple[tuple[DayTallies | None, ...], ...]
    events: tuple[Happening, ...]
    cut: bool


@dataclass(frozen=True)
class DayPage:
    """A day: what happened on it, and the articles that may have been published on it (at most 50)."""

    day: date
    articles: Tally
    events: tuple[Happening, ...]
    cut: bool
    possible: tuple[Article, ...]


def years() -> tuple[tuple[YearTally, ...], int, Tally]:
    """Return the years on which something is dated, the latest first; the number of undated articles; and all others.

    A year is listed where an article or an event is dated within it; those that only may fall in it are counted too.
    """
    tallies = DayTally.objects.filter(articles__gt=0)
    within = _by_year(tallies.filter(earliest__year=F("latest__year")))
    spread = list(tallies.filter(latest__isnull=False).exclude(earliest__year=F("latest__year"))[:MOST_EVENTS])
    possible = {year: sum(row.articles for row in spread if _meets_year(row, year)) for year in within}
    happened, several = _event_years()
    listed = set(within) | set(happened)
    rows = [
        YearTally(
            year,
            Tally(within.get(year, 0), possible.get(year, 0)),
            happened.get(year, 0) + sum(number for first, last, number in several if first <= year <= last),
        )
        for year in sorted(listed, reverse=True)
    ]
    undated = tallies.filter(interval="").total()
    return tuple(rows), undated, Tally(sum(within.values()), sum(row.articles for row in spread))


def _by_year(tallies: QuerySet[DayTally]) -> dict[int, int]:
    rows = tallies.order_by().values(year=ExtractYear("earliest")).annotate(number=Sum("articles"))
    return {row["year"]: row["number"] for row in rows}


def _meets_year(row: DayTally, year: int) -> bool:
    return bool(row.earliest and row.latest and row.earliest.year <= year <= row.latest.year)


def _event_years() -> tuple[dict[int, int], list[tuple[int, int, int]]]:
    """Return how many public events each year has, and apart the spans of years of those that lie in several."""
    dated = Event.objects.public().filter(happened_earliest__isnull=False).order_by()
    spans = dated.values(first=ExtractYear("happened_earliest"), last=ExtractYear("happened_latest"))
    counts: dict[int, int] = defaultdict(int)
    several: list[tuple[int, int, int]] = []
    for row in spans.annotate(number=Count("pk")):
        if row["first"] == row["last"]:
            counts[row["first"]] += row["number"]
            continue
        several.append((row["first"], row["last"], row["number"]))
        if row["first"] > date.min.year:
            counts[row["first"]] += 0
    return counts, several


def happened_between(first: date, last: date) -> tuple[tuple[Happening, ...], bool]:
    """Return the events that happened, or may have, from `first` to `last`, at most 200; and whether there are more."""
    found = list(Event.objects.public().filter(meets("happened", first, last)).in_order()[: MOST_EVENTS + 1])
    return tuple(Happening(event, _is_possible(event, first, last)) for event in found[:MOST_EVENTS]), len(
        found
    ) > MOST_EVENTS


def _days_of(event: Event) -> tuple[date, date]:
    return event.happened_earliest or date.min, event.happened_latest or date.max


def _is_possible(event: Event, first: date, last: date) -> bool:
    """Return whether the event's days reach beyond `first` to `last`."""
    earliest, latest = _days_of(event)
    return earliest < first or latest > last


def _tally(rows: Iterable[DayTally], first: date, last: date) -> Tally:
    certain = possible = 0
    for row in rows:
        if row.earliest is None or row.latest is None or row.latest < first or row.earliest > last:
            continue
        if row.earliest >= first and row.latest <= last:
            certain += row.articles
        else:
            possible += row.articles
    return Tally(certain, possible)


def _count(events: Iterable[Happening], first: date, last: date) -> int:
    days = [_days_of(happening.event) for happening in events]
    return sum(1 for earliest, latest in days if earliest <= last and latest >= first)


def year_page(year: int) -> YearPage:
    """Return what happened and how much was published in `year` (1 to 9999)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = list(DayTally.objects.meeting(first, last))
    events, cut = happened_between(first, last)
    months = []
    for number in range(1, 13):
        start, end = month_bounds(year, number)
        months.append(MonthTally(start, _tally(rows, start, end), _count(events, start, end)))
    return YearPage(year, _tally(rows, first, last), tuple(months), events, cut)


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def month_page(year: int, month: int) -> MonthPage:
    """Return what happened and how much was published in a month, day by day."""
    first, last = month_bounds(year, month)
    rows = list(DayTally.objects.meeting(first, last))
    events, cut = happened_between(first, last)
    days = [first + timedelta(days=offset) for offset in range(last.day)]
    tallied = [DayTallies(day, _tally(rows, day, day), _count(events, day, day)) for day in days]
    return MonthPage(first, last, _tally(rows, first, last), in_weeks(first, tallied), events, cut)


def in_weeks(first: date, days: Sequence[D]) -> tuple[tuple[D | None, ...], ...]:
    """Return the `days` of the month that begins on `first` in weeks from Monday on, None beside them."""
    cells: list[D | None] = [*[None] * first.weekday(), *days]
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))


def day_page(day: date) -> DayPage:
    """Return what happened on `day`, and the articles that perhaps were published on it."""
    events, cut = happened_between(day, day)
    uncertain = (
        Article.objects.published()
        .filter(meets("published", day, day))
        .filter(published_latest__gt=F("published_earliest"))
    )
    return DayPage(
        day=day,
        articles=_tally(DayTally.objects.meeting(day, day), day, day),
        events=events,
        cut=cut,
        possible=tuple(cards(uncertain).oldest()[:MOST_POSSIBLE]),
    )


def published_on(day: date) -> ArticleQuerySet:
    """Return the articles that were published on `day` for certain, in order."""
    return cards(Article.objects.published().filter(published_earliest=day, published_latest=day)).oldest()
