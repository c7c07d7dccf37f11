"""Days, months, years, decades and centuries."""

from datetime import date

import pytest

from archive.reading.days import Tally
from archive.reading.periods import Period, Timeline, Unit, asked_days, number_of, period_of, period_with, span
from archive.search.intervals import read_interval
from archive.search.tree import Days, Query

DAY = date(2023, 11, 20)


@pytest.mark.parametrize(
    ("unit", "first", "last", "edtf", "condition"),
    [
        (Unit.DAY, DAY, DAY, "2023-11-20", "published:2023-11-20"),
        (Unit.MONTH, date(2023, 11, 1), date(2023, 11, 30), "2023-11", "published:2023-11"),
        (Unit.YEAR, date(2023, 1, 1), date(2023, 12, 31), "2023", "published:2023"),
        (Unit.DECADE, date(2020, 1, 1), date(2029, 12, 31), "202X", "published:2020..2029"),
        (Unit.CENTURY, date(2000, 1, 1), date(2099, 12, 31), "20XX", "published:2000..2099"),
    ],
)
def test_it_finds_the_period_of_a_day(unit: Unit, first: date, last: date, edtf: str, condition: str) -> None:
    period = period_with(unit, DAY)
    assert (period.days, period.edtf, period.condition()) == ((first, last), edtf, condition)
    asked = read_interval(condition.partition(":")[2])
    assert asked is not None and (asked.first, asked.last) == period.days


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("day", [date.min, date(999, 12, 31), date(2024, 2, 29), date(2023, 12, 1), date.max])
def test_it_numbers_periods_without_a_gap(unit: Unit, day: date) -> None:
    number = number_of(unit, day)
    period = period_of(unit, number)
    assert period.first <= day <= period.last
    if period.last < date.max:
        assert (period_of(unit, number + 1).first - period.last).days == 1


def test_it_asks_for_no_more_than_was_asked_for() -> None:
    november = period_with(Unit.MONTH, DAY)
    assert november.condition((date(2023, 1, 1), date(2023, 12, 31))) == "published:2023-11"
    assert november.condition((DAY, date(2024, 3, 1))) == "published:2023-11-20..2023-11-30"
    assert november.condition((date.min, date(2023, 11, 1))) == "published:2023-11-01"


def test_it_keeps_apart_what_is_possible() -> None:
    days = {
        (DAY, DAY): 3,
        (date(2023, 11, 19), date(2023, 11, 21)): 2,
        (date(2023, 1, 1), date.max): 1,
        (date(2023, 12, 1), date(2023, 12, 1)): 9,
    }
    found = Timeline(days).tallies(Unit.DAY, date(2023, 11, 18), date(2023, 11, 21))
    assert [tally for _period, tally in found] == [Tally(0, 1), Tally(0, 3), Tally(3, 3), Tally(0, 3)]
    assert found[0][0] == Period(Unit.DAY, date(2023, 11, 18), date(2023, 11, 18))
    months = Timeline(days).tallies(Unit.MONTH, DAY, date(2023, 12, 5))
    assert [tally for _period, tally in months] == [Tally(5, 1), Tally(9, 1)]
    years = Timeline(days).tallies(Unit.YEAR, date(2022, 1, 1), date(2024, 1, 1))
    assert [tally for _period, tally in years] == [Tally(0, 0), Tally(14, 1), Tally(0, 1)]


def test_it_takes_all_conditions_on_days_together() -> None:
    year = Days("published", date(2023, 1, 1), date(2023, 12, 31), "2023")
    late = Days("published", DAY, None, "2023-11-20..")
    other = Days("happened", date(1999, 1, 1), date(1999, 12, 31), "1999")
    assert asked_days(Query("", days=(year, late, other)), "published") == (DAY, date(2023, 12, 31))
    assert asked_days(Query("", days=(late,)), "published") == (DAY, date.max)
    assert asked_days(Query("", days=(year,)), "happened") is None
    before = Days("published", None, date(2000, 1, 1), "..2000-01-01")
    assert asked_days(Query("", days=(year, before)), "published") == (date(2023, 1, 1), date(2023, 12, 31))


def test_vague_dates_do_not_stretch_the_span() -> None:
    vague = {(date(1900, 1, 1), date(1999, 12, 31)): 1, (date(2000, 1, 1), date.max): 1}
    assert span({(DAY, DAY): 1} | vague, None) == (DAY, DAY)
    assert span(vague, None) == (date(1900, 1, 1), date(1999, 12, 31))
    assert span({(date(2000, 1, 1), date.max): 1}, None) is None
    assert span({}, None) is None


def test_the_span_lies_within_what_was_asked_for() -> None:
    days = {(date(2023, 11, 1), date(2023, 11, 30)): 1, (date(2024, 5, 1), date(2024, 5, 1)): 1}
    assert span(days, (DAY, date(2023, 11, 22))) == (DAY, date(2023, 11, 22))
    assert span({(date.min, date.max): 1}, (DAY, date(2023, 11, 22))) == (DAY, date(2023, 11, 22))
    assert span({(date.min, date.max): 1}, (DAY, date.max)) is None
