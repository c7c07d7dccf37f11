"""The calendar of one month of what a search finds: the days with coverage, and the events that happened on them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.models import DayTally
from archive.reading.days import Happening, Tally, happened_between, in_weeks
from archive.reading.narrowing import address_with
from archive.reading.periods import Period, Timeline, Unit, asked_days, number_of, period_of, period_with
from archive.search import facts, tree

# What may have been on more days than these marks none of them.
_LONGEST_MARK = 14
# So many events of the month are named; the month's own page has all.
_MOST_EVENTS = 24


@dataclass(frozen=True)
class CalendarDay:
    """A day: the articles published on it, `certain` surely, `possible` perhaps; the address of those, if any.

    `events` happened on it, or may have; `chosen` where it is the day that was asked for. `beyond`: it lies outside
    the days asked for: its articles were not counted, and its address leads to them in place of those days.
    """

    day: date
    certain: int
    possible: int
    address: str
    events: tuple[Happening, ...] = ()
    chosen: bool = False
    beyond: bool = False


@dataclass(frozen=True)
class MonthBeside:
    """The nearest month before or after that has coverage, by its first day, and the address of its articles."""

    first: date
    address: str


@dataclass(frozen=True)
class Calendar:
    """A month: its weeks from Monday on (None beside the month's days), and what happened in it (`cut`: and more).

    `capped` says that the days count the newest of more articles, `counted` how many those are.
    """

    first: date
    last: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    events: tuple[Happening, ...]
    cut: bool
    before: MonthBeside | None
    after: MonthBeside | None
    capped: bool = False
    counted: int = 0


def calendar(counted: facts.Counted, times: Timeline, query: tree.Query, order: str) -> Calendar | None:
    """Return the calendar of the month that `query` asks for, or of the last one of what it finds; None without one.

    A condition on the days of publication says which month, or else one on the days when events happened.
    """
    month = _month(times, asked_days(query, "happened"))
    if month is None:
        return None
    events, cut = happened_between(month.first, month.last)
    days = _days(times, month, query, order)
    cells = [replace(day, events=tuple(_on(events, day.day)), chosen=times.asked == (day.day, day.day)) for day in days]
    before, after = _beside(times, month)
    return Calendar(
        month.first,
        month.last,
        in_weeks(month.first, cells),
        events[:_MOST_EVENTS],
        cut or len(events) > _MOST_EVENTS,
        _month_beside(before, query, order),
        _month_beside(after, query, order),
        counted.capped,
        counted.articles,
    )


def _days(times: Timeline, month: Period, query: tree.Query, order: str) -> Iterator[CalendarDay]:
    low, high = times.asked or month.days
    covered = None
    for period, tally in times.tallies(Unit.DAY, *month.days):
        day, articles = period.first, tally.certain + tally.possible
        beyond = not low <= day <= high
        if beyond:
            covered = _covered(month) if covered is None else covered
            tally, articles = Tally(), day in covered
        address = address_with(query.text, period.condition(), order) if articles else ""
        yield CalendarDay(day, tally.certain, tally.possible, address, beyond=beyond)


def _covered(month: Period) -> set[date]:
    """Return the days of the month on which something of the archive was published, or may have been."""
    found: set[date] = set()
    for row in DayTally.objects.meeting(*month.days):
        if row.earliest and row.latest and (row.latest - row.earliest).days < _LONGEST_MARK:
            found.update(row.earliest + timedelta(days=n) for n in range((row.latest - row.earliest).days + 1))
    return found


def _month(times: Timeline, happened: tuple[date, date] | None) -> Period | None:
    for asked in (times.asked, happened):
        if asked and number_of(Unit.MONTH, asked[0]) == number_of(Unit.MONTH, asked[1]):
            return period_with(Unit.MONTH, asked[0])
    return period_with(Unit.MONTH, times.ends[1]) if times.ends else None


def _on(events: Iterable[Happening], day: date) -> Iterable[Happening]:
    for happening in events:
        first, last = happening.event.happened_earliest, happening.event.happened_latest
        if first and last and first <= day <= last and (last - first).days < _LONGEST_MARK:
            yield happening


def _beside(times: Timeline, month: Period) -> tuple[Period | None, Period | None]:
    """Return the nearest months before and after that have coverage.

    Where days were asked for, what was found may tell of no other month: then it is what the whole archive covers.
    """
    number = number_of(Unit.MONTH, month.first)
    before = max((last for _first, last in times.months if last < number), default=None)
    after = min((first for first, _last in times.months if first > number), default=None)
    tallied = DayTally.objects.filter(articles__gt=0).values_list("earliest", flat=True)
    if times.asked and before is None:
        before = _month_number(tallied.filter(earliest__lt=month.first).order_by("-earliest").first())
    if times.asked and after is None:
        after = _month_number(tallied.filter(earliest__gt=month.last).order_by("earliest").first())
    first_month = _month_number(date.min)
    return (
        period_of(Unit.MONTH, before) if before is not None and before != first_month else None,
        period_of(Unit.MONTH, after) if after is not None else None,
    )


def _month_number(day: date | None) -> int | None:
    return None if day is None else number_of(Unit.MONTH, day)


def _month_beside(period: Period | None, query: tree.Query, order: str) -> MonthBeside | None:
    if period is None:
        return None
    return MonthBeside(period.first, address_with(query.text, period.condition(), order))
