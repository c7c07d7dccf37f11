"""The histogram of a search, and how it is drawn."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from archive.reading.histogram import Histogram, histogram
from archive.reading.periods import Unit, timeline
from archive.search.facts import Counted
from archive.search.query import parse
from archive.templatetags.charts import drawn, short_words

DAY = date(2023, 11, 20)


def certain(*days: date, **more: object) -> Counted:
    """Return what is counted of one article a day."""
    counts = {(day, day): days.count(day) for day in days}
    return Counted(articles=len(days), days=counts, **more)  # type: ignore[arg-type]


def made(counted: Counted, text: str = "", order: str = "newest") -> Histogram:
    return histogram(counted, timeline(counted, parse(text)), parse(text), order)


def asked_by(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def page_of(shown: Histogram) -> str:
    return " ".join(render_to_string("archive/_histogram.html", {"histogram": shown}).split())


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [
        (0, Unit.DAY, 1),
        (61, Unit.DAY, 62),
        (62, Unit.MONTH, 3),
        (365 * 4, Unit.MONTH, 49),
        (365 * 6, Unit.YEAR, 7),
        (365 * 70, Unit.DECADE, 8),
        (365 * 1000, Unit.CENTURY, 11),
    ],
)
def test_it_picks_the_unit_by_the_span(days: int, unit: Unit, bars: int) -> None:
    shown = made(certain(DAY, DAY - timedelta(days=days)))
    assert (shown.unit, len(shown.bars)) == (unit, bars)


def test_each_bar_leads_to_its_articles() -> None:
    shown = made(certain(DAY, DAY, DAY - timedelta(days=2)), "altman published:2023", "oldest")
    assert [bar.articles for bar in shown.bars] == [1, 0, 2]
    assert asked_by(shown.bars[2].address) == {"q": ["altman published:2023-11-20"], "order": ["oldest"]}
    assert shown.bars[1].address == ""


def test_a_bar_at_the_edge_asks_for_no_more_than_it_shows() -> None:
    shown = made(certain(DAY, date(2024, 2, 1)), "published:2023-11-15..2024-03-01")
    assert shown.unit == Unit.MONTH
    assert asked_by(shown.bars[0].address) == {"q": ["published:2023-11-15..2023-11-30"]}
    assert asked_by(shown.bars[3].address) == {"q": ["published:2024-02"]}


def test_uncertain_dates_are_possible_on_each_day() -> None:
    counted = Counted(articles=3, days={(DAY, DAY): 1, (DAY - timedelta(days=1), DAY + timedelta(days=1)): 2})
    shown = made(counted)
    assert [(bar.certain, bar.possible) for bar in shown.bars] == [(0, 2), (1, 2), (0, 2)]
    assert shown.has_possible and shown.outside == 0


def test_what_is_too_vague_stands_outside() -> None:
    days = {(DAY, DAY): 1, (date(1900, 1, 1), date(1999, 12, 31)): 4}
    shown = made(Counted(articles=7, days=days, undated=2))
    assert (len(shown.bars), shown.outside, shown.undated) == (1, 4, 2)
    page = page_of(shown)
    assert "4 articles are dated too vaguely" in page and "2 articles have no date" in page


def test_it_is_left_out_where_it_tells_nothing() -> None:
    for shown in (made(Counted()), made(Counted(articles=2, undated=2)), made(certain(DAY), "published:2023-11-20")):
        assert shown.bars == () and page_of(shown) == ""


def test_one_bar_is_drawn() -> None:
    drawing = drawn(made(certain(DAY, DAY)))
    assert drawing.most == 2 and len(drawing.bars) == len(drawing.ticks) == 1
    assert drawing.bars[0].room.x == "0.000%" and drawing.bars[0].room.width == "16.000%"


def test_every_bar_can_be_seen_and_none_leaves_the_room() -> None:
    days = {(DAY + timedelta(days=n), DAY + timedelta(days=n + n % 2)): 1 + 9_999 * (n % 3) for n in range(61)}
    drawing = drawn(made(Counted(articles=1, days=days)))
    for bar in drawing.bars:
        boxes = [box for box in (bar.certain, bar.possible) if box]
        assert all(int(box.height) >= 2 and int(box.y) >= drawing.top - 4 for box in boxes)
        assert float(bar.room.x[:-1]) + float(bar.room.width[:-1]) <= 100.01
    assert len(drawing.ticks) == 4


@pytest.mark.parametrize("bars", range(1, 63))
def test_the_words_below_stand_apart(bars: int) -> None:
    ticks = drawn(made(certain(DAY, DAY + timedelta(days=bars - 1)))).ticks
    assert len(ticks) <= 4 and len({tick.x for tick in ticks}) == len(ticks)
    assert [tick.anchor for tick in ticks][:1] == ["start"]


def test_the_page_has_a_link_with_words_for_each_bar_and_the_same_in_a_table() -> None:
    counted = Counted(articles=4, days={(DAY, DAY): 3, (DAY, DAY + timedelta(days=1)): 1})
    page = page_of(made(counted, "a&b"))
    figure = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    titles = [" ".join("".join(title.itertext()).split()) for title in figure.iter("title")]
    assert titles == ["20 November 2023: 3 articles and perhaps 1", "21 November 2023: perhaps 1 article"]
    links = [link.get("href") for link in figure.iter("a")]
    table = page[page.index("<table") :]
    assert all(str(link).replace("&", "&amp;") in table for link in links) and len(links) == 2
    assert " style=" not in page and "<style" not in page


def test_it_says_that_the_newest_were_counted() -> None:
    page = page_of(made(certain(DAY, DAY - timedelta(days=1), capped=True)))
    assert "The newest 2 articles that match are counted here." in page


def test_it_speaks_french_and_keeps_the_numbers_of_the_drawing() -> None:
    with translation.override("fr"):
        page = page_of(made(certain(*[DAY] * 3, date(2023, 11, 1))))
        assert "20 novembre 2023" in page and 'width="4.250%"' in page
        assert [short_words(bar.period) for bar in made(certain(DAY)).bars] == ["20 nov."]


def test_it_is_quick() -> None:
    days = {(DAY - timedelta(days=n), DAY + timedelta(days=n % 40_000)): 1 for n in range(10_000)}
    shown = made(Counted(articles=10_000, days=days))
    assert 0 < len(shown.bars) <= 62
