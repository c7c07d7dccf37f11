"""The calendar of a month of a search, from hand-made counts."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from archive.models import DayTally, Event
from archive.reading.calendar import Calendar, CalendarDay, calendar
from archive.reading.periods import timeline
from archive.search.facts import Counted
from archive.search.query import parse
from tests.makers import make_event

pytestmark = pytest.mark.django_db

DAY = date(2023, 11, 20)
OCTOBER = date(2023, 10, 5)


def made(days: dict[tuple[date, date], int], text: str = "", **more: Any) -> Calendar | None:
    counted = Counted(articles=sum(days.values()), days=days, **more)
    return calendar(counted, timeline(counted, parse(text)), parse(text), "newest")


def event(title: str, happened: str, **fields: Any) -> Event:
    """Return a covered event."""
    return make_event(title, happened=happened, article_count=1, **fields)


def asked_by(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query)["q"]


def days_of(shown: Calendar | None) -> dict[int, CalendarDay]:
    assert shown is not None
    return {cell.day.day: cell for week in shown.weeks for cell in week if cell}


def page_of(shown: Calendar | None) -> str:
    return " ".join(render_to_string("archive/_calendar.html", {"calendar": shown}).split())


def test_it_shows_the_days_with_coverage() -> None:
    shown = made({(DAY, DAY): 3, (DAY, date(2023, 11, 21)): 1}, "letter")
    days = days_of(shown)
    assert len(days) == 30 and shown is not None and shown.weeks[0][:2] == (None, None)
    assert (days[20].certain, days[20].possible) == (3, 1)
    assert (days[21].certain, days[21].possible) == (0, 1)
    assert asked_by(days[20].address) == ["letter published:2023-11-20"]
    assert days[19].address == "" and not days[20].chosen
    page = page_of(shown)
    assert page.count("<a ") == 2 and "20 November 2023: 3 articles and perhaps 1" in page
    assert page.count('scope="col"') == 7 and "<caption" in page and " style=" not in page


def test_it_shows_what_happened() -> None:
    event("The dismissal", "2023-11-17")
    event("The crisis", "2023-11-17/2023-11-22")
    event("The winter", "2023-11-01/2024-02-28")
    event("Secret", "2023-11-18", hidden=True)
    shown = made({(DAY, DAY): 3})
    days = days_of(shown)
    assert [happening.event.title for happening in days[17].events] == ["The dismissal", "The crisis"]
    assert len(days[18].events) == 1 and days[1].events == ()
    page = page_of(shown)
    assert 'href="/events/the-dismissal/"' in page and "The winter" in page and "Secret" not in page
    assert "2 events" in page


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("", date(2023, 11, 1)),
        ("published:2023-10", date(2023, 10, 1)),
        ("published:2023-10-05", date(2023, 10, 1)),
        ("happened:2023-09-03", date(2023, 9, 1)),
        ("published:2023-10 happened:2023-09", date(2023, 10, 1)),
        ("published:2023", date(2023, 11, 1)),
        ("published:..2023-10-20", date(2023, 10, 1)),
        ("happened:2023", date(2023, 11, 1)),
    ],
)
def test_it_shows_the_month_that_is_asked_for_or_the_last(text: str, month: date) -> None:
    shown = made({(DAY, DAY): 3, (OCTOBER, OCTOBER): 2}, text)
    assert shown is not None and shown.first == month


def test_it_leads_to_the_months_beside() -> None:
    june, january = date(2023, 6, 30), date(2024, 1, 1)
    shown = made({(OCTOBER, OCTOBER): 2, (june, june): 1, (january, january): 1}, "happened:2023-10")
    assert shown is not None and shown.before and shown.after
    assert (shown.before.first, shown.after.first) == (date(2023, 6, 1), date(2024, 1, 1))
    assert asked_by(shown.before.address) == ["happened:2023-10 published:2023-06"]
    page = page_of(shown)
    assert "June 2023" in page and "January 2024" in page and 'rel="prev nofollow"' in page


def test_beside_an_asked_month_is_what_the_archive_covers() -> None:
    for first in (date(2023, 3, 3), date(2023, 8, 8), date(2024, 2, 2)):
        DayTally.objects.create(interval=f"{first}/{first}", earliest=first, latest=first, articles=1)
    empty = date(2023, 10, 10)
    DayTally.objects.create(interval=f"{empty}/{empty}", earliest=empty, latest=empty, articles=0)
    shown = made({(DAY, DAY): 3}, "letter published:2023-11")
    assert shown is not None and shown.before and shown.after
    assert asked_by(shown.before.address) == ["letter published:2023-08"]
    assert asked_by(shown.after.address) == ["letter published:2024-02"]


def test_days_beside_those_that_were_asked_for_lead_there_instead() -> None:
    for day in (18, 20, 25):
        covered = date(2023, 11, day)
        DayTally.objects.create(interval=f"{covered}/{covered}", earliest=covered, latest=covered, articles=1)
    DayTally.objects.create(
        interval="2023-11-26/2023-11-27", earliest=date(2023, 11, 26), latest=date(2023, 11, 27), articles=1
    )
    DayTally.objects.create(interval="2023", earliest=date(2023, 1, 1), latest=date(2023, 12, 31), articles=1)
    vague = (date(2023, 11, 19), date(2023, 11, 21))
    shown = made({(DAY, DAY): 3, vague: 1}, "letter published:2023-11-20")
    days = days_of(shown)
    assert (days[20].certain, days[20].possible, days[20].beyond) == (3, 1, False)
    assert (days[18].certain, days[18].beyond) == (0, True)
    assert asked_by(days[18].address) == ["letter published:2023-11-18"]
    assert [day for day, cell in days.items() if cell.address] == [18, 20, 25, 26, 27]
    assert days[21].possible == 0
    assert "18 November 2023: go there instead" in page_of(shown)


def test_it_asks_the_database_little(django_assert_num_queries: Any) -> None:
    event("The dismissal", "2023-11-17")
    with django_assert_num_queries(1):
        made({(DAY, DAY): 3})
    with django_assert_num_queries(3):
        made({(DAY, DAY): 3}, "published:2023-11")
    with django_assert_num_queries(4):
        made({(DAY, DAY): 3}, "published:2023-11-20")


def test_the_day_that_was_asked_for_is_marked() -> None:
    shown = made({(DAY, DAY): 3}, "published:2023-11-20")
    assert days_of(shown)[20].chosen and 'aria-current="date"' in page_of(shown)


def test_without_a_date_there_is_none() -> None:
    assert made({}) is None and made({(date.min, date.max): 3}) is None
    assert page_of(None) == ""


def test_an_asked_month_without_coverage_is_shown_empty() -> None:
    shown = made({}, "published:2023-11")
    assert shown is not None and not any(cell.address for cell in days_of(shown).values())


@pytest.mark.parametrize("text", ["published:0001-01", "published:9999-12"])
def test_it_ends_with_the_calendar(text: str) -> None:
    assert len(days_of(made({(date.min, date.max): 1}, text))) == 31


def test_many_events_fold() -> None:
    for number in range(10):
        event(f"Event {number}", "2023-11-17")
    page = page_of(made({(DAY, DAY): 1}))
    assert "2 more events" in page and page.count('href="/events/') == 10


def test_it_says_that_the_newest_were_counted() -> None:
    page = page_of(made({(DAY, DAY): 10_000}, capped=True))
    assert "Only the newest 10,000 articles that match are counted here." in page


def test_it_speaks_french() -> None:
    with translation.override("fr"):
        page = page_of(made({(DAY, DAY): 1}))
    assert ">Novembre 2023<" in page and "20 novembre 2023" in page
