"""Days, months, years, decades and centuries: how many articles fall into each, and which of them an interval meets."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from itertools import accumulate

from archive.reading.days import Tally
from archive.search.facts import Counted
from archive.search.tree import Query

# Days: dates that leave open more than a year do not tell when.
_LONGEST_TELLING = 366


class Unit(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


_YEARS = {Unit.YEAR: 1, Unit.DECADE: 10, Unit.CENTURY: 100}


@dataclass(frozen=True)
class Period:
    """One day, month, year, decade or century of the calendar, by its first and its last day."""

    unit: Unit
    first: date
    last: date

    @property
    def days(self) -> tuple[date, date]:
        """Return its first and its last day."""
        return self.first, self.last

    def condition(self, asked: tuple[date, date] | None = None) -> str:
        """Return what a query asks for to find what was published in the period, and in the days `asked` for.

        "published:2023-11-20", "published:2023-11", "published:1980..1989", "published:2023-11-19..2023-11-30".
        """
        first, last = self.first, self.last
        if asked and (asked[0] > first or asked[1] < last):
            first, last = max(asked[0], first), min(asked[1], last)
            return f"published:{first}..{last}" if first < last else f"published:{first}"
        if self.unit in (Unit.DECADE, Unit.CENTURY):
            return f"published:{first.year:04}..{last.year:04}"
        return f"published:{self.edtf}"

    @property
    def edtf(self) -> str:
        """Return the period as EDTF has it: 2023-11-20, 2023-11, 2023, 198X, 19XX."""
        day = self.first.isoformat()
        shown = {Unit.DAY: 10, Unit.MONTH: 7, Unit.YEAR: 4, Unit.DECADE: 3, Unit.CENTURY: 2}[self.unit]
        return day[:shown].ljust(4, "X")


def _years_of(years: int, day: date) -> int:
    return day.year // years


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


# Thousands of days are counted for a page: what tells the number of a period is chosen once for all of them.
_NUMBERS: dict[Unit, Callable[[date], int]] = {
    Unit.DAY: date.toordinal,
    Unit.MONTH: _month_of,
    Unit.YEAR: lambda day: day.year,
    **{unit: partial(_years_of, years) for unit, years in _YEARS.items() if unit != Unit.YEAR},
}
_MONTHS = {Unit.MONTH: 1, **{unit: 12 * years for unit, years in _YEARS.items()}}


def number_of(unit: Unit, day: date) -> int:
    """Return the number of the period that has `day`: those that follow each other differ by one."""
    return _NUMBERS[unit](day)


def period_of(unit: Unit, number: int) -> Period:
    """Return the period with this number; the first and last ones end with the calendar."""
    if unit == Unit.DAY:
        day = date.fromordinal(number)
        return Period(unit, day, day)
    if unit == Unit.MONTH:
        year, month = number // 12, number % 12 + 1
        return Period(unit, date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    years = _YEARS[unit]
    first, last = max(number * years, date.min.year), min(number * years + years - 1, date.max.year)
    return Period(unit, date(first, 1, 1), date(last, 12, 31))


def period_with(unit: Unit, day: date) -> Period:
    """Return the period that has `day`."""
    return period_of(unit, number_of(unit, day))


@dataclass(frozen=True)
class Timeline:
    """When what a search found was published.

    `days` maps the first and last day that dates of publication may mean to numbers of articles, `asked` are the first
    and the last day that were asked for, if any.
    """

    days: Mapping[tuple[date, date], int]
    asked: tuple[date, date] | None = None

    @cached_property
    def ends(self) -> tuple[date, date] | None:
        """Return the first and last day of what was published, within those asked for; None where no date tells."""
        return span(self.days, self.asked)

    @cached_property
    def months(self) -> dict[tuple[int, int], int]:
        """Return the numbers of articles by the numbers of the first and the last month."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for (first, last), articles in self.days.items():
            month = _month_of(first)
            found[month, month if first == last else _month_of(last)] += articles
        return dict(found)

    def tallies(self, unit: Unit, first: date, last: date) -> list[tuple[Period, Tally]]:
        """Return each period from that of `first` to that of `last`, with the articles published in it.

        An article is certain in the one period that holds its interval, and possible in each of several.
        """
        start, end = number_of(unit, first), number_of(unit, last)
        certain = [0] * (end - start + 1)
        change = [0] * (end - start + 2)  # of the possible ones, from one period to the next
        for low, high, articles in self._numbered(unit, first, last):
            if low == high:
                certain[low - start] += articles
            else:
                change[max(low - start, 0)] += articles
                change[min(high - start, end - start) + 1] -= articles
        possible = accumulate(change)
        return [
            (period_of(unit, start + place), Tally(sure, perhaps))
            for place, (sure, perhaps) in enumerate(zip(certain, possible, strict=False))
        ]

    def _numbered(self, unit: Unit, first: date, last: date) -> Iterator[tuple[int, int, int]]:
        """Yield the numbers of the first and the last period of what meets those days, and how many articles it is."""
        if unit == Unit.DAY:
            for (earliest, latest), articles in self.days.items():
                if latest >= first and earliest <= last:
                    yield earliest.toordinal(), latest.toordinal(), articles
            return
        months = _MONTHS[unit]
        start, end = number_of(unit, first), number_of(unit, last)
        for (earlier, later), articles in self.months.items():
            low, high = earlier // months, later // months
            if high >= start and low <= end:
                yield low, high, articles


def timeline(counted: Counted, query: Query) -> Timeline:
    """Return when what `query` finds was published."""
    return Timeline(counted.days, asked_days(query, "published"))


def asked_days(query: Query, kind: str) -> tuple[date, date] | None:
    """Return the first and last day that all conditions of the `kind` leave, or None where there are none.

    Open ends are those of the calendar. Conditions that exclude each other leave the first of them.
    """
    asked = query.in_common(kind)
    if asked is None:
        return None
    first, last = asked[0] or date.min, asked[1] or date.max
    if first > last:
        days = next(days for days in query.days if days.kind == kind)
        return days.first or date.min, days.last or date.max
    return first, last


def span(days: Mapping[tuple[date, date], int], asked: tuple[date, date] | None) -> tuple[date, date] | None:
    """Return the first and last day of what was published, within the days `asked` for; None where no date tells.

    Dates that leave open more than a year stretch nothing, unless there are no others; open ends never do.
    """
    low, high = asked or (date.min, date.max)
    met = False
    narrow, wide = _Ends(), _Ends()
    for first, last in days:
        if first > high or last < low:
            continue
        met = True
        if first > date.min and last < date.max:
            ends = narrow if (last - first).days <= _LONGEST_TELLING else wide
            ends.stretch(first, last)
    for found in (narrow, wide):
        if found.first <= found.last:
            return max(low, found.first), min(high, found.last)
    return asked if met and asked and low > date.min and high < date.max else None


class _Ends:
    """The first and the last of some days; the other way round before there are any."""

    def __init__(self) -> None:
        self.first, self.last = date.max, date.min

    def stretch(self, first: date, last: date) -> None:
        """Take in the days from `first` to `last`."""
        if first < self.first:
            self.first = first
        if last > self.last:
            self.last = last
